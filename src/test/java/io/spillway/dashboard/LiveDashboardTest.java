package io.spillway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;

import io.spillway.browser.Chromium;
import io.spillway.browser.Window;
import io.spillway.config.Experiment;
import io.spillway.config.ExperimentLoader;
import io.spillway.config.LoadedExperiment;
import io.spillway.config.Surroundings;
import io.spillway.fleet.RunId;
import io.spillway.study.RunListener;
import io.spillway.study.RunRequest;
import io.spillway.wiring.RunSession;
import io.spillway.wiring.Wiring;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The page of a live run, watched from its first second to its last, against what went to disk. */
class LiveDashboardTest {
    private static final double PATIENCE_MILLIS = 90_000;

    private static final String EXPERIMENT =
            """
            name: watched
            fleet:
              actuator: simulated
              min_replicas: 1
              max_replicas: 2
              simulated: {profile: mig-1g.12gb-llama-3.2-3b, max_num_seqs: 16, startup: 4s}
            data:
              type: synthetic
              input_distribution: {type: fixed, mean: 64}
              output_distribution: {type: fixed, mean: 150}
            load:
              type: constant
              stages: [{rate: 12, duration: 8s}, {rate: 2, duration: 16s}]
            scaling:
              policy: {type: queue-threshold, threshold: 1, consecutive: 2}
              check_interval: 1s
              scale_in: {enabled: true, quiet: 2s, cooldown: 1s}
            dashboard: {port: 0}
            """;

    /** Keeps what the page shows, second by second, as it shows it. */
    private static final String KEEPER =
            """
            window.kept = [];
            new MutationObserver(() => {
              const second = document.documentElement.dataset.second;
              if (!second || window.kept.some((k) => k.second === second)) return;
              const values = {};
              document.querySelectorAll('#cards [data-key]').forEach((e) => { values[e.dataset.key] = e.dataset.value; });
              const replicas = {};
              document.querySelectorAll('#replicas tbody tr').forEach((tr) => {
                const cells = {};
                tr.querySelectorAll('td[data-key]').forEach((td) => { cells[td.dataset.key] = td.dataset.value; });
                replicas[tr.dataset.replica] = cells;
              });
              window.kept.push({ second, values, replicas });
            }).observe(document, { attributes: true, subtree: true, attributeFilter: ['data-second'] });
            """;

    @TempDir Path folder;

    @Test
    @Timeout(180)
    void showsAReplicaComeAndGoAndTheValuesThatGoToDisk() throws Exception {
        try (Chromium chromium = Chromium.start();
                Window window = chromium.open(Window.Look.of(1280, false))) {
            RunSession session = session();
            Page page = window.page();
            page.setDefaultTimeout(PATIENCE_MILLIS);
            page.addInitScript(KEEPER);
            page.navigate(session.dashboardUrl().orElseThrow().toString());
            CompletableFuture<Void> run = finishing(session);

            page.waitForSelector("#log li.scale:has-text('scale out')");
            page.waitForSelector("#replicas tr[data-state=draining]");
            page.waitForSelector("#link[data-link=ended]");
            run.join();

            JsonNode kept =
                    new ObjectMapper()
                            .readTree((String) page.evaluate("() => JSON.stringify(window.kept)"));
            assertComesAndGoes(kept);
            assertEqualsDisk(kept);
            assertTrue(page.locator("#notice").textContent().contains("report.html"));
            assertEquals(List.of(), window.troubles());
        }
    }

    private RunSession session() throws Exception {
        var surroundings =
                new Surroundings(
                        _ -> null, Surroundings.Files.ofThisMachine(), LocalDateTime.now(), 7);
        LoadedExperiment loaded =
                new ExperimentLoader(surroundings, ExperimentLoader.Options.DEFAULT)
                        .load(EXPERIMENT, "watched.yml", List.of());
        var request =
                new RunRequest(
                        new RunId("watched"),
                        Experiment.Clock.LIVE,
                        folder,
                        false,
                        RunListener.NONE);
        return RunSession.start(new Wiring(), loaded, request, RunSession.Context.of("test"));
    }

    private static CompletableFuture<Void> finishing(RunSession session) {
        var done = new CompletableFuture<Void>();
        Thread.ofVirtual()
                .name("run")
                .start(
                        () -> {
                            try {
                                session.finish();
                                done.complete(null);
                            } catch (Throwable failed) {
                                done.completeExceptionally(failed);
                            }
                        });
        return done;
    }

    /** One of the replicas was starting, then ready, then draining, before the reader's eyes. */
    private static void assertComesAndGoes(JsonNode kept) {
        Map<String, List<String>> states = new LinkedHashMap<>();
        for (JsonNode second : kept) {
            second.get("replicas")
                    .properties()
                    .forEach(
                            replica -> {
                                List<String> seen =
                                        states.computeIfAbsent(
                                                replica.getKey(), _ -> new ArrayList<>());
                                String state = replica.getValue().get("state").asText();
                                if (seen.isEmpty() || !seen.getLast().equals(state)) {
                                    seen.add(state);
                                }
                            });
        }
        assertTrue(
                states.values().contains(List.of("starting", "ready", "draining")),
                states.toString());
    }

    private void assertEqualsDisk(JsonNode kept) throws IOException {
        Map<Long, Map<String, String>> rows = rows();
        assertTrue(kept.size() > 20, "seconds seen: " + kept.size());
        for (JsonNode second : kept) {
            String at = second.get("second").asText();
            Map<String, String> row = rows.get(micros(at));
            assertNotNull(row, () -> "no row at " + at + " of " + rows.keySet());
            for (var value : second.get("values").properties()) {
                same(row.get(value.getKey()), value.getValue().asText(), value.getKey(), at);
            }
            for (var replica : second.get("replicas").properties()) {
                for (String key : List.of("state", "waiting", "running", "kv", "weight")) {
                    String column = part(row.get(key + "_by_replica"), replica.getKey());
                    same(column, replica.getValue().get(key).asText(), key, at);
                }
            }
        }
    }

    private static void same(String onDisk, String shown, String what, String at) {
        boolean words = onDisk.isEmpty() || shown.isEmpty() || !onDisk.matches("[-0-9.E]+");
        if (words) {
            assertEquals(onDisk, shown, what + " at " + at);
        } else {
            assertEquals(
                    Double.parseDouble(onDisk),
                    Double.parseDouble(shown),
                    1e-9,
                    what + " at " + at);
        }
    }

    /** The rows of {@code timeseries.csv} by their time; no cell of it is quoted. */
    private Map<Long, Map<String, String>> rows() throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("timeseries.csv"));
        String[] names = lines.getFirst().split(",", -1);
        var rows = new LinkedHashMap<Long, Map<String, String>>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            var row = new LinkedHashMap<String, String>();
            for (int i = 0; i < names.length; i++) {
                row.put(names[i], cells[i]);
            }
            rows.put(micros(cells[0]), row);
        }
        return rows;
    }

    /** The last second of a run is cut short; the page has six decimals of its end. */
    private static long micros(String seconds) {
        return Math.round(1e6 * Double.parseDouble(seconds));
    }

    /** What a cell such as {@code a=1;b=2} has for a replica, empty for nothing. */
    private static String part(String cell, String replica) {
        for (String pair : cell.split(";")) {
            if (pair.startsWith(replica + "=")) {
                return pair.substring(replica.length() + 1);
            }
        }
        return "";
    }
}
