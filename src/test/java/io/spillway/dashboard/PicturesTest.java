package io.spillway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;

import io.spillway.browser.Chromium;
import io.spillway.browser.Window;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes the pictures of the README again: {@code ./mvnw test -Dtest=PicturesTest
 * -Dspillway.pictures=docs/images}.
 */
@EnabledIfSystemProperty(named = "spillway.pictures", matches = ".+")
class PicturesTest {
    private static final long MAX_BYTES = 250_000;
    private static final double SHOWN_UNTIL_SECONDS = 44;
    private static final Path DEMO = Path.of("examples/demo.yml");

    @TempDir Path folder;

    @Test
    void showTheDashboardAndTheReportOfTheDemo() throws Exception {
        RecordedRun demo = RecordedRun.of(DEMO, folder);
        try (Chromium chromium = Chromium.start()) {
            dashboard(chromium, demo);
            report(chromium);
        }
    }

    private void dashboard(Chromium chromium, RecordedRun demo) throws IOException {
        try (var server =
                        DashboardServer.start(
                                DashboardSettings.loopback(0, true),
                                DashboardPreview.facts(),
                                Controls.NONE);
                Window window = chromium.open(look())) {
            Page page = window.page();
            page.navigate(server.url().toString());
            for (RecordedRun.Step step : demo.steps()) {
                if (step instanceof RecordedRun.Step.Second second
                        && second.row().atNanos() / 1e9 > SHOWN_UNTIL_SECONDS) {
                    break;
                }
                RecordedRun.tell(server, step);
            }
            page.waitForFunction(
                    "s => Number(document.documentElement.dataset.second) === s",
                    SHOWN_UNTIL_SECONDS);
            take(window, "dashboard.png");
        }
    }

    private void report(Chromium chromium) throws IOException {
        try (Window window = chromium.openOffline(look())) {
            window.page().navigate(folder.resolve("report.html").toUri().toString());
            window.page().waitForSelector("html[data-drawn]");
            take(window, "report.png");
        }
    }

    private static Window.Look look() {
        return new Window.Look(1240, 860, ColorScheme.LIGHT);
    }

    private static void take(Window window, String name) throws IOException {
        Path file = Path.of(System.getProperty("spillway.pictures"), name);
        window.page().screenshot(new Page.ScreenshotOptions().setPath(file));
        assertTrue(Files.size(file) < MAX_BYTES, file + " has " + Files.size(file) + " bytes");
        assertEquals(List.of(), window.troubles());
    }
}
