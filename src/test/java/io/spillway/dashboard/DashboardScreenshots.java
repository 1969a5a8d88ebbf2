package io.spillway.dashboard;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;

import java.nio.file.Path;
import java.util.Locale;

/** Takes pictures of a running dashboard: {@code DashboardScreenshots URL FOLDER}. */
final class DashboardScreenshots {
    private static final int[] WIDTHS = {360, 1280, 2560};
    private static final int SETTLE_MILLIS = 1000;

    private DashboardScreenshots() {}

    public static void main(String[] args) {
        try (Browser browser = Browser.start()) {
            for (int width : WIDTHS) {
                for (ColorScheme theme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
                    take(browser, args[0], Path.of(args[1]), width, theme);
                }
            }
        }
    }

    private static void take(
            Browser browser, String url, Path folder, int width, ColorScheme theme) {
        try (Browser.Window window = browser.open(width, width == 360 ? 1200 : 1000, theme)) {
            window.page.navigate(url);
            window.page.waitForSelector(
                    "html[data-second]",
                    new Page.WaitForSelectorOptions().setState(WaitForSelectorState.ATTACHED));
            window.page.waitForTimeout(SETTLE_MILLIS);
            String name = "dashboard-%d-%s".formatted(width, theme.name().toLowerCase(Locale.ROOT));
            window.page.screenshot(shot(folder, name).setFullPage(true));
            window.page.screenshot(shot(folder, name + "-top"));
            window.page.keyboard().press("End");
            window.page.screenshot(shot(folder, name + "-end"));
            System.out.println(name + " " + window.troubles);
        }
    }

    private static Page.ScreenshotOptions shot(Path folder, String name) {
        return new Page.ScreenshotOptions().setPath(folder.resolve(name + ".png"));
    }
}
