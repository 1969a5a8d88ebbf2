package io.spillway.browser;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;

import java.nio.file.Path;

/**
 * Pictures of a page at three widths and in two themes: {@code Screenshots URL FOLDER NAME
 * [WIDTH...]}. For looking at it, not a test.
 */
final class Screenshots {
    private static final int SETTLE_MILLIS = 1000;

    private Screenshots() {}

    public static void main(String[] args) {
        String[] widths =
                args.length > 3
                        ? java.util.Arrays.copyOfRange(args, 3, args.length)
                        : new String[] {"360", "1280", "2560"};
        try (Chromium chromium = Chromium.start()) {
            for (String width : widths) {
                for (boolean dark : new boolean[] {false, true}) {
                    take(chromium, args, Window.Look.of(Integer.parseInt(width), dark));
                }
            }
        }
    }

    private static void take(Chromium chromium, String[] args, Window.Look look) {
        try (Window window = chromium.open(look)) {
            Page page = window.page();
            page.navigate(args[0]);
            page.waitForSelector(
                    "html[data-drawn], html[data-second]",
                    new Page.WaitForSelectorOptions().setState(WaitForSelectorState.ATTACHED));
            page.waitForTimeout(SETTLE_MILLIS);
            String theme = look.theme().name().toLowerCase(java.util.Locale.ROOT);
            Path file = Path.of(args[1], args[2] + "-" + look.width() + "-" + theme + ".png");
            page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
            System.out.println(file + " " + window.sidewaysScroll() + " " + window.troubles());
        }
    }
}
