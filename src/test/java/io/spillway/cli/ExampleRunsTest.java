package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The examples for clusters, on the simulated replicas that stand for them. */
class ExampleRunsTest {

    @TempDir Path folder;

    private JsonNode run(String example) throws Exception {
        Path results = folder.resolve(example);
        Cli.Ended ended =
                Cli.run(
                        "run",
                        "-c",
                        "examples/" + example + ".yml",
                        "--clock",
                        "virtual",
                        "--out",
                        results.toString());
        assertTrue(
                ended.code() == ExitCode.OK.value() || ended.code() == ExitCode.SLO_MISSED.value(),
                ended::all);
        JsonNode summary = Cli.summary(results);
        assertEquals(0, summary.path("requests").path("failed").asLong(), ended::all);
        return summary;
    }

    @Test
    void slicesAreAddedAndTheLargerOnesGetMoreTraffic() throws Exception {
        JsonNode summary = run("mig-scale-out");

        assertEquals(4, summary.path("replicas").path("max").asInt());
        Map<String, Double> weights = new TreeMap<>();
        for (JsonNode replica : summary.path("replicas").path("by_replica")) {
            weights.put(replica.path("id").asText(), replica.path("weight").asDouble());
        }
        assertEquals(4, weights.size(), weights::toString);
        double[] inOrder = weights.values().stream().mapToDouble(Double::doubleValue).toArray();
        assertEquals(inOrder[0], inOrder[1], 1e-9, weights::toString);
        assertTrue(inOrder[2] > 1.8 * inOrder[1], weights::toString);
        assertTrue(inOrder[3] > 1.5 * inOrder[2], weights::toString);
        endsWithOneReplica(summary);
    }

    @Test
    void whatKedaWouldDoIsJudgedWithoutACluster() throws Exception {
        JsonNode summary = run("observe-keda");

        assertTrue(summary.path("replicas").path("max").asInt() > 1, summary::toString);
        assertEquals("keda", summary.path("scaling").path("policy").asText());
        endsWithOneReplica(summary);
    }

    private static void endsWithOneReplica(JsonNode summary) {
        JsonNode events = summary.path("scaling").path("events");
        assertEquals(1, events.get(events.size() - 1).path("to").asInt(), events::toString);
    }
}
