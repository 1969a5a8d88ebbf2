package io.spillway.report.html;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The system's Chromium for browser tests. Without it, or without Node to drive it, these tests are
 * skipped and say so; {@code SPILLWAY_CHROMIUM} and {@code PLAYWRIGHT_NODEJS_PATH} name others.
 */
public final class Chromium implements AutoCloseable {
    private static final List<String> BROWSERS =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Path node, Path executable) {
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
                                new LaunchOptions()
                                        .setExecutablePath(executable)
                                        .setHeadless(true)
                                        .setArgs(
                                                List.of(
                                                        "--no-sandbox",
                                                        "--disable-gpu",
                                                        "--disable-quic",
                                                        "--no-first-run",
                                                        "--disable-background-networking",
                                                        "--disable-component-update",
                                                        "--disable-sync",
                                                        "--enable-precise-memory-info")));
    }

    /** Starts it, or ends the test as skipped. */
    public static Chromium start() {
        Optional<Path> chromium = first(System.getenv("SPILLWAY_CHROMIUM"), BROWSERS);
        Optional<Path> node =
                first(System.getenv("PLAYWRIGHT_NODEJS_PATH"), List.of("/usr/bin/node"));
        boolean there = chromium.isPresent() && node.isPresent();
        if (!there) {
            System.out.println(
                    "BROWSER TESTS SKIPPED: they need Chromium and Node (Debian: apt-get install chromium nodejs), or SPILLWAY_CHROMIUM and PLAYWRIGHT_NODEJS_PATH naming them.");
        }
        assumeTrue(there, "no Chromium or no Node");
        return new Chromium(node.orElseThrow(), chromium.orElseThrow());
    }

    private static Optional<Path> first(String named, List<String> usual) {
        Stream<String> names = named == null ? usual.stream() : Stream.of(named);
        return names.map(Path::of).filter(Files::isExecutable).findFirst();
    }

    public Browser browser() {
        return browser;
    }

    @Override
    public void close() {
        playwright.close();
    }
}
