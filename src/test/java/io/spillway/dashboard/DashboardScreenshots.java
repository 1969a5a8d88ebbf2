package io.spillway.dashboard;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;

import java.nio.file.Path;

/** Takes pictures of a running dashboard: {@code DashboardScreenshots URL FOLDER}. */
final class DashboardScreenshots {
    private static final int[] WIDTHS = {360, 1280, 2560};

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
        try (Browser.Window window = browser.open(width, width == 360 ? 800 : 1000, theme)) {
            window.page.navigate(url);
            try {
                window.page.waitForSelector(
                        "html[data-second]",
                        new Page.WaitForSelectorOptions()
                                .setState(
                                        com.microsoft.playwright.options.WaitForSelectorState
                                                .ATTACHED)
                                .setTimeout(9000));
            } catch (RuntimeException e) {
                System.out.println(window.troubles + " " + e.getMessage());
            }
            window.page.waitForTimeout(1000);
            String name =
                    "dashboard-%d-%s.png"
                            .formatted(width, theme.name().toLowerCase(java.util.Locale.ROOT));
            window.page.screenshot(
                    new Page.ScreenshotOptions().setPath(folder.resolve(name)).setFullPage(true));
            System.out.println(name + " " + window.troubles);
        }
    }
}
