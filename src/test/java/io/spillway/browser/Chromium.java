package io.spillway.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;

import java.io.IOException;
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

    /** Opens a window that may read files and talk to this machine, and nobody else. */
    public Window open(Window.Look look) {
        return new Window(
                browser,
                look,
                url -> url.startsWith("file:") || url.startsWith("http://127.0.0.1:"));
    }

    /** Opens a window that may read files, and has no network at all. */
    public Window openOffline(Window.Look look) {
        var window = new Window(browser, look, url -> url.startsWith("file:"));
        window.offline(true);
        return window;
    }

    /**
     * Bytes of memory that the processes of the open pages share with nobody, summed; what the
     * browser needs for itself is not in it.
     */
    public long pageMemory() throws IOException {
        long bytes = 0;
        JsonObject told = browser.newBrowserCDPSession().send("SystemInfo.getProcessInfo");
        for (JsonElement each : told.getAsJsonArray("processInfo")) {
            JsonObject process = each.getAsJsonObject();
            if (process.get("type").getAsString().equals("renderer")) {
                bytes += ownMemory(process.get("id").getAsLong());
            }
        }
        return bytes;
    }

    private static long ownMemory(long pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", "" + pid, "smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Private_"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .map(kibibytes -> kibibytes << 10)
                    .sum();
        }
    }

    @Override
    public void close() {
        playwright.close();
    }
}
