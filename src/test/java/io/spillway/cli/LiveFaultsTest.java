package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.spillway.testing.Waits;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/** What goes wrong on the virtual clock on purpose goes wrong live as well. */
@Waits
class LiveFaultsTest {

    @TempDir Path folder;

    @Test
    void anEmbeddedFleetLiesDiesAndNeverBecomesReady() throws Exception {
        Path file =
                Cli.experiment(
                        folder,
                        """
                        fleet:
                          actuator: simulated
                          min_replicas: 1
                          max_replicas: 2
                          simulated:
                            profile: mig-1g.12gb-llama-3.2-3b
                            startup: 100ms
                            faults:
                              - {type: metrics-lying, replica: 1, value: 50}
                              - {type: never-ready, replica: 2}
                              - {type: dies, replica: 1, at: 5s}
                        data:
                          type: synthetic
                          input_distribution: {type: fixed, mean: 64}
                          output_distribution: {type: fixed, mean: 64}
                        load: {type: constant, stages: [{rate: 4, duration: 5}]}
                        scaling:
                          policy: {type: queue-threshold, consecutive: 1}
                          check_interval: 1s
                        routing: {hold: 1s}
                        """);

        Cli.Ended ended = Cli.run("run", "-c", file.toString(), "--json", "--out", folder + "/out");

        JsonNode summary = Cli.JSON.readTree(ended.out());
        JsonNode out = summary.at("/scaling/events/0");
        assertEquals(2, out.path("to").asInt(), ended::all);
        assertTrue(out.path("reason").asText().contains("50.0"), out::toString);
        assertEquals(1, summary.at("/replicas/max").asInt(), "the second never became ready");
        assertTrue(summary.at("/requests/failed").asInt() > 0, "requests of the one that died");
        assertTrue(
                Files.readString(folder.resolve("out/events.jsonl")).contains("the process died"));
    }
}
