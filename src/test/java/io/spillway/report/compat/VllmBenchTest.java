package io.spillway.report.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.spillway.record.RunFolder;
import io.spillway.report.RunData;
import io.spillway.report.SampleRun;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class VllmBenchTest {
    private static final VllmBench.Settings SETTINGS =
            new VllmBench.Settings(
                    "openai", null, "some/model", null, 1.0, null, List.of(99.0, 99.9));

    @TempDir Path dir;

    @Test
    void hasTheKeysOfTheTool() throws IOException {
        RunData data = SampleRun.write(SampleRun.demo(), dir);
        JsonNode json =
                new ObjectMapper().readTree(VllmBench.json(data, RunFolder.open(dir), SETTINGS));
        List<String> keys = json.properties().stream().map(Map.Entry::getKey).toList();
        assertEquals(
                List.of(
                        "date",
                        "endpoint_type",
                        "backend",
                        "label",
                        "model_id",
                        "tokenizer_id",
                        "num_prompts",
                        "request_rate",
                        "burstiness",
                        "max_concurrency",
                        "duration",
                        "completed",
                        "failed",
                        "total_input_tokens",
                        "total_output_tokens",
                        "request_throughput",
                        "request_goodput",
                        "output_throughput",
                        "total_token_throughput",
                        "max_output_tokens_per_s",
                        "max_concurrent_requests",
                        "rtfx"),
                keys.subList(0, 22));
        for (String metric : List.of("ttft", "tpot", "itl", "e2el")) {
            for (String what : List.of("mean", "median", "std", "p99", "p99.9")) {
                assertTrue(json.get(what + "_" + metric + "_ms").doubleValue() > 0, metric);
            }
        }
        assertEquals("20260115-100000", json.get("date").textValue());
        assertEquals(
                json.get("completed").longValue() / json.get("duration").doubleValue(),
                json.get("request_throughput").doubleValue(),
                1e-6);
        double inFlight =
                data.seconds().stream().mapToInt(row -> row.counts().inFlight()).max().orElse(0);
        assertTrue(json.get("max_concurrent_requests").doubleValue() >= inFlight);
        double tokens = json.get("max_output_tokens_per_s").doubleValue();
        assertTrue(tokens > 20 * 64 && tokens < 60 * 64, "busiest second: " + tokens);
    }

    @Test
    void printsTheBlockAsTheToolLaysItOut() throws IOException {
        RunData data = SampleRun.write(SampleRun.demo(), dir);
        List<String> lines = VllmBench.text(data, RunFolder.open(dir), SETTINGS).lines().toList();
        assertEquals("============ Serving Benchmark Result ============", lines.getFirst());
        assertEquals("==================================================", lines.getLast());
        assertEquals("Successful requests:                     1017      ", lines.get(1));
        assertTrue(lines.contains("---------------Time to First Token----------------"));
        assertTrue(lines.contains("-----Time per Output Token (excl. 1st token)------"));
        assertTrue(lines.contains("---------------Inter-token Latency----------------"));
        assertTrue(lines.contains("----------------End-to-end Latency----------------"));
    }

    @Test
    void tokensOfASecondAreThoseOfSteadyStreams() throws IOException {
        SampleRun.Script demo = SampleRun.demo();
        SampleRun.write(
                new SampleRun.Script(
                        List.of(new double[] {8, 60}),
                        1,
                        5,
                        demo.name(),
                        0,
                        demo.slo(),
                        demo.reason()),
                dir);
        double peak = Peaks.of(RunFolder.open(dir)).outputTokensPerSecond();
        assertTrue(peak > 8 * 64 && peak < 16 * 64, "about 8 requests of 64 tokens: " + peak);
    }
}
