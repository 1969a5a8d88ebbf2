package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The demo on the virtual clock: it shows scaling, and the same seed gives the same bytes. */
final class DemoTest {

    @TempDir private Path folder;

    private JsonNode demo(String name) throws IOException {
        Cli.Ended ended =
                Cli.run(
                        "demo",
                        "--fast",
                        "--json",
                        "--seed",
                        "7",
                        "--out",
                        folder.resolve(name).toString());
        assertEquals(0, ended.code(), ended.all());
        return Cli.JSON.readTree(ended.out());
    }

    @Test
    void showsScaling() throws IOException {
        JsonNode summary = demo("one");
        assertEquals(3, summary.at("/replicas/max").intValue());
        JsonNode requests = summary.get("requests");
        assertEquals(0, requests.get("failed").intValue());
        assertEquals(requests.get("scheduled"), requests.get("succeeded"));
        assertEquals(3, summary.at("/replicas/by_replica").size());
        for (JsonNode replica : summary.at("/replicas/by_replica")) {
            assertTrue(replica.get("requests").intValue() > 0, replica.toString());
        }
        boolean out = false;
        boolean in = false;
        for (JsonNode event : summary.at("/scaling/events")) {
            out |= event.get("action").asText().equals("scale-out");
            in |= event.get("action").asText().equals("scale-in");
            assertTrue(!event.get("reason").asText().isBlank(), event.toString());
        }
        assertTrue(out && in, "scaled out and in");
        double worst = summary.at("/scaling/effect/worst_ttft_p95").doubleValue();
        double settled = summary.at("/scaling/effect/settled_ttft_p95").doubleValue();
        assertTrue(settled * 5 <= worst, "worst " + worst + " s, settled " + settled + " s");
    }

    @Test
    void sameSeedGivesTheSameBytes() throws IOException {
        JsonNode one = demo("one");
        JsonNode two = demo("two");
        for (String file : new String[] {"timeseries.csv", "events.jsonl"}) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("one").resolve(file)),
                    Files.readAllBytes(folder.resolve("two").resolve(file)),
                    file);
        }
        assertEquals(withoutIdentity(one), withoutIdentity(two));
    }

    private static JsonNode withoutIdentity(JsonNode summary) {
        return ((ObjectNode) summary).remove(List.of("run_id", "started_at", "environment"));
    }
}
