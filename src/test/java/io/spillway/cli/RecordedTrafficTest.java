package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.spillway.testing.Waits;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Recorded traffic on the virtual clock, through the whole stack. */
@Waits
final class RecordedTrafficTest {

    private static final String TRACE = "AzureLLMInferenceTrace_conv.csv";

    @TempDir private Path folder;

    private JsonNode run(String... overrides) throws IOException {
        var line = new ArrayList<>(List.of("run", "-c", "examples/azure-trace.yml"));
        line.addAll(List.of("--clock", "virtual", "--json", "--quiet", "--out"));
        line.add(folder.resolve("results").toString());
        line.addAll(List.of(overrides));
        Cli.Ended ended = Cli.run(line.toArray(String[]::new));
        assertTrue(ended.code() == 0 || ended.code() == 3, ended.all());
        return Cli.JSON.readTree(ended.out());
    }

    private static void everyRequestIsAccountedFor(int rows, JsonNode summary) {
        JsonNode requests = summary.get("requests");
        assertEquals(rows, requests.get("scheduled").intValue());
        assertEquals(
                rows, requests.get("succeeded").intValue() + requests.get("failed").intValue());
    }

    @Test
    void sampleTraceInTheTreeIsReplayedWhole() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("examples/traces/conversation-sample.csv"));
        everyRequestIsAccountedFor(lines.size() - 1, run());
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "SPILLWAY_TEST_DATA", matches = ".+")
    void quarterOfAnHourOfRealConversationsScalesOut() throws IOException {
        Path trace = Path.of(System.getenv("SPILLWAY_TEST_DATA"), TRACE);
        JsonNode summary = run("--load.trace.file", trace.toString(), "--load.trace.to", "900");
        everyRequestIsAccountedFor(4424, summary);
        assertTrue(summary.at("/replicas/max").intValue() >= 3, summary.get("replicas").toString());
    }
}
