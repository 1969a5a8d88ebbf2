package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.spillway.metrics.FakePrometheus;
import io.spillway.testing.Ports;
import io.spillway.testing.Waits;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * inference-perf's configurations as they are, with only the server's address, the bucket and
 * durations overridden on the command line.
 */
@Waits
class InferencePerfRunsTest {
    private static final String MODEL = "qwen3-8b";
    private static final Path EXAMPLES = Path.of("examples", "inference-perf");

    @TempDir private Path folder;

    /** Those of the tests' data folder where there are any, else the tree's own. */
    private static Path config(String name) {
        String data = System.getenv("SPILLWAY_TEST_DATA");
        Path given = Path.of(data == null ? "none" : data, "..", "configs", name + ".yml");
        return Files.exists(given) ? given : EXAMPLES.resolve(name + ".yml");
    }

    private Cli.Ended run(String name, LookAlikes server, String... overrides) {
        return run(name, server.url(), overrides);
    }

    private Cli.Ended run(String name, String url, String... overrides) {
        var arguments = new ArrayList<String>();
        arguments.addAll(List.of("run", "-c", config(name).toString(), "--quiet"));
        arguments.addAll(List.of("--out", folder.resolve("out").toString()));
        arguments.addAll(List.of("--server.base_url", url));
        arguments.addAll(List.of("--storage.simple_storage_service", "null"));
        // Its name is one of the hub's, which no test asks.
        arguments.addAll(List.of("--tokenizer", "null"));
        arguments.addAll(List.of(overrides));
        return Cli.run(arguments.toArray(String[]::new));
    }

    private JsonNode file(String name) throws Exception {
        return Cli.JSON.readTree(folder.resolve("out").resolve(name + ".json").toFile());
    }

    private static void complete(JsonNode stage) {
        for (String key :
                List.of(
                        "/load_summary/count",
                        "/load_summary/schedule_delay/p99.9",
                        "/load_summary/send_duration",
                        "/load_summary/requested_rate",
                        "/load_summary/achieved_rate",
                        "/successes/count",
                        "/successes/latency/request_latency/median",
                        "/successes/latency/normalized_time_per_output_token/p0.1",
                        "/successes/latency/time_per_output_token/p25",
                        "/successes/latency/time_to_first_token/max",
                        "/successes/latency/inter_token_latency/mean",
                        "/successes/throughput/input_tokens_per_sec",
                        "/successes/throughput/output_tokens_per_sec",
                        "/successes/throughput/total_tokens_per_sec",
                        "/successes/throughput/requests_per_sec",
                        "/successes/prompt_len/mean",
                        "/successes/output_len/mean",
                        "/failures/count")) {
            assertTrue(stage.at(key).isNumber(), key + " in " + stage);
        }
        assertTrue(stage.at("/failures/request_latency").isNull());
        assertTrue(stage.at("/failures/prompt_len").isNull());
    }

    @ParameterizedTest
    @CsvSource({
        "baseline,   '[{rate: 1, duration: 2}]',                                           2",
        "saturation, '[{rate: 5, duration: 1}, {rate: 10, duration: 1}, {rate: 20, duration: 1}]', 35"
    })
    void constantStagesSendExactlyWhatIsConfigured(String name, String stages, long requests)
            throws Exception {
        try (var server = LookAlikes.fixed("ttft=20ms,itl=1ms", MODEL)) {
            Cli.Ended ended = run(name, server, "--load.stages", stages);
            assertEquals(
                    requests, file("summary").at("/requests/succeeded").longValue(), ended.all());
            // A new server gets one uncounted request before its first real one.
            assertEquals(requests + 1, server.successes());
            complete(file("stage_0_lifecycle_metrics"));
            assertEquals(
                    requests,
                    file("summary_lifecycle_metrics").at("/load_summary/count").longValue());
        }
    }

    @Test
    void poissonSendsAboutAsMuchAsIsConfigured() throws Exception {
        try (var server = LookAlikes.fixed("ttft=20ms,itl=100us", MODEL)) {
            Cli.Ended ended =
                    run("production", server, "--load.stages", "[{rate: 45, duration: 2}]");
            long sent = file("summary").at("/requests/succeeded").longValue();
            assertEquals(90, sent, 4 * Math.sqrt(90), ended.all());
            complete(file("stage_0_lifecycle_metrics"));
        }
    }

    @ParameterizedTest
    @CsvSource({"chat, vllm", "completion, sglang", "chat, sglang", "auto, vllm"})
    void otherRoutesAndServersSendTheSame(String api, String type) throws Exception {
        try (var server = LookAlikes.fixed("ttft=20ms,itl=1ms", MODEL)) {
            Cli.Ended ended =
                    run(
                            "baseline",
                            server,
                            "--load.stages",
                            "[{rate: 20, duration: 500ms}]",
                            "--api.type",
                            api,
                            "--server.type",
                            type);
            assertEquals(10, file("summary").at("/requests/succeeded").longValue(), ended.all());
            complete(file("stage_0_lifecycle_metrics"));
            String route =
                    api.equals("chat") ? "chat completions were used" : "completions were used";
            assertTrue(file("summary").get("verdicts").toString().contains(route), ended.all());
        }
    }

    @Test
    void textGenerationInferenceIsSentTextOnItsOwnRoute() throws Exception {
        try (var server = new FakeTgi(MODEL)) {
            Cli.Ended ended =
                    run(
                            "baseline",
                            server.url(),
                            "--load.stages",
                            "[{rate: 20, duration: 500ms}]",
                            "--server.type",
                            "tgi");
            assertEquals(10, file("summary").at("/requests/succeeded").longValue(), ended.all());
            complete(file("stage_0_lifecycle_metrics"));
            // 512 words of the prompt, and the uncounted first request.
            assertEquals(11, server.prompts().size());
            assertEquals(512, server.prompts().getLast().strip().split("\\s+").length);
        }
    }

    @Test
    void theNewerGenerationHasItsKeys() throws Exception {
        try (var server = LookAlikes.fixed("ttft=20ms,itl=1ms", MODEL)) {
            run(
                    "baseline",
                    server,
                    "--load.stages",
                    "[{rate: 20, duration: 500ms}]",
                    "--report.format",
                    "head");
            JsonNode stage = file("stage_0_lifecycle_metrics");
            for (String key :
                    List.of(
                            "/benchmark_time_seconds",
                            "/successes/prompt_tokens/total",
                            "/successes/output_tokens/total",
                            "/successes/output_len/p99.9",
                            "/successes/throughput/images_per_sec")) {
                assertTrue(stage.at(key).isNumber(), key + " in " + stage);
            }
            assertNotNull(stage.at("/failures").get("by_label"));
        }
    }

    @Test
    void theServersSideIsReportedBesideTheClients() throws Exception {
        // Long enough that a busy machine is no disagreement.
        try (var server = LookAlikes.fixed("ttft=200ms,itl=1ms", MODEL);
                var prometheus =
                        new FakePrometheus()
                                .counter("vllm:prompt_tokens_total", 5120)
                                .counter("vllm:generation_tokens_total", 5000)) {
            Cli.Ended ended =
                    run(
                            "baseline",
                            server,
                            "--load.stages",
                            "[{rate: 20, duration: 500ms}]",
                            "--metrics",
                            "{type: prometheus, prometheus: {url: '%s', scrape_interval: 100ms}}"
                                    .formatted(prometheus.url()));
            JsonNode views = file("summary").get("server_side");
            assertEquals("polling", views.get(0).get("source").asText(), ended.all());
            assertEquals(
                    10, views.get(0).at("/counters/e2e_request_latency_seconds_count").intValue());
            assertEquals(1280, views.get(0).at("/counters/generation_tokens_total").intValue());
            assertEquals("[]", views.get(0).get("disagreements").toString());
            assertEquals(
                    "[\"output tokens: 5000 counted by the servers, 1280 here\"]",
                    views.get(1).get("disagreements").toString());
            JsonNode servers = file("summary_prometheus_metrics").get("successes");
            assertTrue(servers.at("/output_len/rate").doubleValue() > 0);
            assertTrue(servers.at("/num_requests_swapped/mean").isNull());
            assertTrue(Files.readString(folder.resolve("out/report.html")).contains("5,000 out"));
        }
    }

    @Test
    void aPrometheusServerThatIsNotThereIsADoubtAndNoFailure() throws Exception {
        try (var server = LookAlikes.fixed("ttft=20ms,itl=1ms", MODEL)) {
            Cli.Ended ended =
                    run(
                            "baseline",
                            server,
                            "--load.stages",
                            "[{rate: 20, duration: 500ms}]",
                            "--metrics",
                            "{type: prometheus, prometheus: {url: 'http://127.0.0.1:%d',"
                                            .formatted(Ports.free(1))
                                    + " scrape_interval: 100ms}}");
            JsonNode summary = file("summary");
            assertTrue(
                    summary.get("doubts").toString().contains("connection refused"), ended.all());
            assertEquals(1, summary.get("server_side").size());
            assertEquals(10, summary.at("/requests/succeeded").longValue());
        }
    }

    /** On the virtual clock, since a search takes minutes. */
    @Test
    void aSweepRunsTheStagesItFinds() throws Exception {
        Path out = folder.resolve("out");
        Cli.Ended ended =
                Cli.run(
                        "run",
                        "-c",
                        config("sweep").toString(),
                        "--clock",
                        "virtual",
                        "--quiet",
                        "--out",
                        out.toString(),
                        "--storage.simple_storage_service",
                        "null",
                        "--server.base_url",
                        "null",
                        "--fleet",
                        "{actuator: simulated, simulated: {profile: a100-llama-3.1-8b}}",
                        "--seed",
                        "7",
                        "--load.sweep.max_duration",
                        "3600",
                        "--load.sweep.stage_duration",
                        "20");
        assertTrue(Files.exists(out.resolve("sweep.json")), ended.all());
        JsonNode sweep = file("sweep");
        double found = sweep.at("/saturation/requests_per_second").doubleValue();
        assertTrue(found > 1, ended.all());
        JsonNode stages = file("summary").get("stages");
        assertEquals(5, stages.size(), ended.all());
        assertEquals(found, stages.get(4).get("requested_rate").doubleValue(), 1);
        for (int i = 0; i < 5; i++) {
            complete(file("stage_" + i + "_lifecycle_metrics"));
        }
        assertFalse(Files.readString(out.resolve("config.yaml")).contains("sweep:"));
    }
}
