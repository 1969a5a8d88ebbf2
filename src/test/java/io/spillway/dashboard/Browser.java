package io.spillway.dashboard;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine's own Chromium, driven by the machine's own Node. Nothing is downloaded. */
final class Browser implements AutoCloseable {
    private final Playwright playwright;
    private final com.microsoft.playwright.Browser browser;

    private Browser(Path node, Path chromium) {
        this.playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(
                                        Map.of(
                                                "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                                                "1",
                                                "PLAYWRIGHT_NODEJS_PATH",
                                                node.toString())));
        this.browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(chromium)
                                        .setHeadless(true)
                                        .setArgs(
                                                List.of(
                                                        "--no-sandbox",
                                                        "--disable-gpu",
                                                        "--disable-quic",
                                                        "--no-first-run",
                                                        "--disable-background-networking",
                                                        "--disable-component-update",
                                                        "--disable-sync")));
    }

    /** What is missing to run browser tests here, empty when nothing is. */
    static Optional<String> missing() {
        if (find("chromium", "chromium-browser", "google-chrome").isEmpty()) {
            return Optional.of("no Chromium on the PATH");
        }
        return find("node").isEmpty() ? Optional.of("no Node on the PATH") : Optional.empty();
    }

    static Browser start() {
        return new Browser(
                find("node").orElseThrow(),
                find("chromium", "chromium-browser", "google-chrome").orElseThrow());
    }

    private static Optional<Path> find(String... names) {
        List<String> folders = List.of(System.getenv().getOrDefault("PATH", "").split(":"));
        return Stream.of(names)
                .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** A window of its own, which reaches this machine only. */
    Window open(int width, int height, ColorScheme theme) {
        BrowserContext context =
                browser.newContext(
                        new com.microsoft.playwright.Browser.NewContextOptions()
                                .setViewportSize(width, height)
                                .setColorScheme(theme)
                                .setPermissions(List.of()));
        return new Window(context);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }

    /** One window and everything that went wrong in it. */
    static final class Window implements AutoCloseable {
        final BrowserContext context;
        final Page page;

        /** Errors of the console and of scripts, and requests that left the machine. */
        final List<String> troubles = new ArrayList<>();

        private Window(BrowserContext context) {
            this.context = context;
            this.page = context.newPage();
            context.route(
                    url -> !url.startsWith("http://127.0.0.1:"),
                    route -> {
                        troubles.add("request to " + route.request().url());
                        route.abort();
                    });
            page.onConsoleMessage(
                    message -> {
                        if (message.type().equals("error") || message.type().equals("warning")) {
                            troubles.add("console: " + message.text());
                        }
                    });
            page.onPageError(error -> troubles.add("script: " + error));
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
