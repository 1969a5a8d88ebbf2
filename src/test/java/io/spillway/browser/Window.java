package io.spillway.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** One window of a browser, and everything that went wrong in it. One thread. */
public final class Window implements AutoCloseable {
    private static final double PATIENCE_MILLIS = 20_000;

    private final BrowserContext context;
    private final Page page;
    private final List<String> troubles = new CopyOnWriteArrayList<>();

    /**
     * @param allowed which addresses may be asked for; all others are refused, and are trouble
     */
    Window(Browser browser, Look look, Predicate<String> allowed) {
        this.context =
                browser.newContext(
                        new Browser.NewContextOptions()
                                .setViewportSize(look.width(), look.height())
                                .setColorScheme(look.theme()));
        context.route(
                url -> !allowed.test(url),
                route -> {
                    troubles.add("request to " + route.request().url());
                    route.abort();
                });
        this.page = context.newPage();
        page.setDefaultTimeout(PATIENCE_MILLIS);
        page.onConsoleMessage(
                message -> {
                    if (message.type().equals("error") || message.type().equals("warning")) {
                        troubles.add("console: " + message.text());
                    }
                });
        page.onPageError(error -> troubles.add("script: " + error));
    }

    /** How a window looks: its size in CSS pixels and its theme. */
    public record Look(int width, int height, ColorScheme theme) {
        public static Look of(int width, boolean dark) {
            return new Look(
                    width, width < 600 ? 800 : 1000, dark ? ColorScheme.DARK : ColorScheme.LIGHT);
        }
    }

    public Page page() {
        return page;
    }

    /** Errors and warnings of the console, of scripts, and requests that were refused. */
    public List<String> troubles() {
        return List.copyOf(troubles);
    }

    /** Forgets what went wrong so far, where it was meant to. */
    public void forgive() {
        troubles.clear();
    }

    /** Takes the network away, or gives it back. */
    public void offline(boolean away) {
        context.setOffline(away);
    }

    /** By how many pixels the page is wider than its window. */
    public int sidewaysScroll() {
        return ((Number)
                        page.evaluate(
                                "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .intValue();
    }

    /** Whether anything is painted on the first canvas. */
    public static boolean isPainted(Locator canvas) {
        return (Boolean)
                canvas.first()
                        .evaluate(
                                "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v, i) => i % 4 === 3 && v > 0)");
    }

    @Override
    public void close() {
        context.close();
    }
}
