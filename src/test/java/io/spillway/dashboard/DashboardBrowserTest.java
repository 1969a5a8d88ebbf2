package io.spillway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.WaitForSelectorState;

import io.spillway.browser.Chromium;
import io.spillway.browser.Relay;
import io.spillway.browser.Window;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.RunEvent;
import io.spillway.record.SecondRow;
import io.spillway.report.html.LongRun;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The live page in a browser, told the demo as it went on the virtual clock. */
class DashboardBrowserTest {
    private static final String EVIL = "<script>window.evil=1</script>";
    private static final String TOKEN = "a-token-of-some-length";

    private static Chromium chromium;
    private static RecordedRun demo;

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.start();
        demo = RecordedRun.of(Path.of("examples/demo.yml"));
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    private static DashboardServer server() throws IOException {
        return DashboardServer.start(
                DashboardSettings.loopback(0, true), DashboardPreview.facts(), Controls.NONE);
    }

    private static void tell(DashboardServer server, List<RecordedRun.Step> steps) {
        steps.forEach(step -> RecordedRun.tell(server, step));
    }

    private static Window open(int port, Window.Look look) {
        Window window = chromium.open(look);
        window.page().navigate("http://127.0.0.1:" + port + "/");
        return window;
    }

    /** Waits until the page shows this second. */
    private static void await(Page page, SecondRow row) {
        page.waitForFunction(
                "s => Math.abs(Number(document.documentElement.dataset.second) - s) < 1e-5",
                row.atNanos() / 1e9);
    }

    @ParameterizedTest
    @CsvSource({"360,false", "360,true", "1280,false", "1280,true", "2560,false", "2560,true"})
    void everyChartHasDataAtEveryWidthInBothThemes(int width, boolean dark) throws IOException {
        try (var server = server();
                Window window = open(server.port(), Window.Look.of(width, dark))) {
            tell(server, demo.steps());
            Page page = window.page();
            await(page, demo.seconds().getLast());

            List<Locator> charts = page.locator(".chart").all();
            assertTrue(charts.size() >= 8, "charts: " + charts.size());
            for (Locator chart : charts) {
                String label = chart.getAttribute("aria-label");
                assertTrue(Integer.parseInt(chart.getAttribute("data-points")) > 60, label);
                assertFalse(label.contains("no values"), label);
                assertTrue(Window.isPainted(chart.locator("canvas")), label);
                assertEquals(
                        0,
                        ((Number)
                                        chart.evaluate(
                                                "e => e.querySelector('canvas').getBoundingClientRect().width - e.clientWidth"))
                                .doubleValue(),
                        1,
                        "as wide as its place: " + label);
            }
            assertEquals("3", page.locator("canvas.lanes").getAttribute("data-lanes"));
            assertTrue(Window.isPainted(page.locator("canvas.lanes")));
            assertEquals(3, page.locator("#starts li").count());
            assertEquals(0, window.sidewaysScroll());
            assertEquals(List.of(), window.troubles());
        }
    }

    @Test
    void aLateJoinerSeesThePast() throws IOException {
        try (var server = server()) {
            tell(server, demo.steps());
            try (Window window = open(server.port(), Window.Look.of(1280, false))) {
                Page page = window.page();
                await(page, demo.seconds().getLast());

                String rows = page.locator("html").getAttribute("data-rows");
                assertEquals(String.valueOf(demo.seconds().size()), rows);
                long scalings =
                        demo.events().stream().filter(RunEvent.Scaled.class::isInstance).count();
                assertTrue(scalings >= 4, "scalings: " + scalings);
                assertEquals(scalings, page.locator("#log li.scale").count());
            }
        }
    }

    @Test
    void reconnectsByItselfAfterTheStreamIsCutAndMissesNothing() throws IOException {
        int half = demo.steps().size() / 2;
        try (var server = server();
                Relay relay = Relay.to(server.port());
                Window window = open(relay.port(), Window.Look.of(1280, false))) {
            Page page = window.page();
            tell(server, demo.steps().subList(0, half));
            await(page, demo.secondsOf(half).getLast());
            page.waitForSelector("#link[data-link=live]");

            relay.cut();
            page.waitForSelector("#link[data-link=lost]");
            tell(server, demo.steps().subList(half, demo.steps().size()));
            relay.mend();

            await(page, demo.seconds().getLast());
            page.waitForSelector("#link[data-link=live]");
            String rows = page.locator("html").getAttribute("data-rows");
            assertEquals(String.valueOf(demo.seconds().size()), rows);
            assertTrue(
                    window.troubles().stream().allMatch(each -> each.contains("ERR_")),
                    () -> "only the cut itself: " + window.troubles());
        }
    }

    @Test
    void namesWithMarkupAreShownAsText() throws IOException {
        try (var server =
                        DashboardServer.start(
                                DashboardSettings.loopback(0, false),
                                Rows.facts(EVIL, EVIL),
                                Controls.NONE);
                Window window = open(server.port(), Window.Look.of(1280, false))) {
            var replica = new ReplicaId(EVIL);
            server.event(new RunEvent.StateChanged(1, replica, null, ReplicaState.STARTING, EVIL));
            server.event(new RunEvent.Scaled(2, 1, 2, EVIL));
            server.event(new RunEvent.Note(3, RunEvent.Level.WARN, EVIL));
            server.second(Rows.at(1, Rows.replica(EVIL, ReplicaState.READY)));
            server.ended(new RunEnd(RunEnd.Kind.FAILED, EVIL, EVIL));
            Page page = window.page();
            page.waitForSelector("#notice:not([hidden])");
            page.waitForSelector("#replicas tbody tr");

            assertEquals(EVIL, page.locator("h1").textContent());
            assertTrue(page.locator("#facts").textContent().contains("model " + EVIL));
            assertEquals(EVIL, page.locator("#replicas tbody th").textContent());
            assertEquals(EVIL, page.locator("#log li.scale .why").textContent());
            assertEquals(EVIL, page.locator("#notice p").first().textContent());
            assertEquals(0, page.locator("main script, header script").count());
            assertEquals(null, page.evaluate("() => window.evil ?? null"));
        }
    }

    @Test
    void nothingMovesForThoseWhoAskForThat() throws IOException {
        try (var server = server();
                Window window = open(server.port(), Window.Look.of(1280, false))) {
            Page page = window.page();
            page.waitForSelector("#link[data-link=live]");
            String motion =
                    "() => getComputedStyle(document.getElementById('link'), '::before').animationName";
            assertEquals("pulse", page.evaluate(motion));
            page.emulateMedia(
                    new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
            assertEquals("none", page.evaluate(motion));
        }
    }

    @Test
    void theBrowserRefusesScriptsThatAreNotThePagesOwn() throws IOException {
        try (var server = server();
                Window window = open(server.port(), Window.Look.of(1280, false))) {
            window.page()
                    .evaluate(
                            "() => { const s = document.createElement('script'); try { s.textContent = 'window.evil = 2'; document.body.append(s); } catch (e) { } }");

            assertEquals(null, window.page().evaluate("() => window.evil ?? null"));
            assertFalse(window.troubles().isEmpty(), "the browser says so");
        }
    }

    @Test
    void withATokenThePageAsksForItUnlessItIsInTheAddress() throws IOException {
        try (var server =
                DashboardServer.start(
                        new DashboardSettings("0.0.0.0", 0, false, TOKEN),
                        Rows.facts(),
                        Controls.NONE)) {
            server.second(Rows.at(7));
            try (Window window = open(server.port(), Window.Look.of(1280, false))) {
                Page page = window.page();
                page.waitForSelector("#token-form:not([hidden])");
                assertEquals("token", page.evaluate("() => document.activeElement.id"));
                page.keyboard().type(TOKEN);
                page.keyboard().press("Enter");
                await(page, Rows.at(7));
            }
            try (Window window = chromium.open(Window.Look.of(1280, false))) {
                window.page().navigate("http://127.0.0.1:" + server.port() + "/#token=" + TOKEN);
                await(window.page(), Rows.at(7));
                assertEquals(List.of(), window.troubles());
            }
        }
    }

    @Test
    void controlsAreAskedForAndConfirmedByKeyboard() throws IOException {
        var calls = new CopyOnWriteArrayList<String>();
        var controls =
                new Controls() {
                    @Override
                    public void pause(boolean paused) {
                        calls.add("pause " + paused);
                    }

                    @Override
                    public void stopAfterDrain() {
                        calls.add("stop");
                    }

                    @Override
                    public void scaleTo(int replicas, String reason) {
                        calls.add("scale " + replicas);
                    }
                };
        try (var server =
                        DashboardServer.start(
                                DashboardSettings.loopback(0, true), Rows.facts(), controls);
                Window window = open(server.port(), Window.Look.of(1280, false))) {
            server.second(Rows.at(1, Rows.replica("sim-1", ReplicaState.READY)));
            Page page = window.page();
            await(page, Rows.at(1));

            page.locator("#pause").press("Enter");
            assertEquals("confirm-no", page.evaluate("() => document.activeElement.id"));
            page.keyboard().press("Escape");
            page.waitForSelector("#confirm", hidden());
            assertEquals(List.of(), calls);

            page.locator("#pause").press("Enter");
            page.locator("#confirm-yes").press("Enter");
            page.waitForSelector("#phase[data-phase=paused]");
            page.waitForSelector("#confirm", hidden());

            page.locator("#scale").press("Enter");
            page.locator("#replica-count").fill("3");
            page.keyboard().press("Enter");
            page.waitForSelector("#confirm", hidden());

            page.locator("#stop").press("Enter");
            page.locator("#confirm-yes").press("Enter");
            page.waitForSelector("#phase[data-phase=stopping]");
            assertEquals(List.of("pause true", "scale 3", "stop"), calls);
            assertTrue(page.locator("#scale").isDisabled());
            assertEquals(List.of(), window.troubles());
        }
    }

    @Test
    void anHourOf32ReplicasIsSoonShownAndFitsInMemory() throws IOException {
        try (var server = server()) {
            List<SecondRow> seconds = LongRun.seconds(3600, 32);
            LongRun.events(3600, 32).forEach(server::event);
            seconds.forEach(server::second);
            double soonest = Double.MAX_VALUE;
            double soonestByTheClock = Double.MAX_VALUE;
            long memory = 0;
            for (int i = 0; i < 3; i++) {
                try (Window window = open(server.port(), Window.Look.of(1280, false))) {
                    Page page = window.page();
                    await(page, seconds.getLast());
                    String shown = page.locator("html").getAttribute("data-shown");
                    double busy = chromium.pageCpuMillis();
                    double byTheClock = Double.parseDouble(shown);
                    soonestByTheClock = Math.min(soonestByTheClock, byTheClock);
                    soonest = Math.min(soonest, Math.min(busy, byTheClock));
                    memory = chromium.pageMemory();
                    assertEquals("3600", page.locator("html").getAttribute("data-rows"));
                    assertEquals(List.of(), window.troubles());
                }
            }
            System.out.printf(
                    "dashboard of 60 min, 32 replicas: %.0f ms by the clock, %.0f ms of processor, %.0f MB%n",
                    soonestByTheClock, soonest, memory / 1e6);
            assertTrue(soonest < 2_000, "shown within " + soonest + " ms");
            assertTrue(memory < 200_000_000, "memory " + memory);
        }
    }

    private static Page.WaitForSelectorOptions hidden() {
        return new Page.WaitForSelectorOptions().setState(WaitForSelectorState.HIDDEN);
    }
}
