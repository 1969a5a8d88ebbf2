package io.spillway.sim.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The metrics page, held against section 2 of the reference. */
class MetricsPageTest {

    private static final String LABELS = "{engine=\"0\",model_name=\"m\"}";
    private static final Pattern SAMPLE =
            Pattern.compile("([a-z0-9_:]+)(?:\\{([^}]*)\\})? ([-+.0-9eEInfNa]+)");

    @Test
    void everySampleBelongsToATypedFamilyAndEveryLineParses() throws Exception {
        try (TestServer server = TestServer.fixed("ttft=1ms,itl=1ms")) {
            server.post("/v1/completions", "{\"prompt\":[1,2,3],\"max_tokens\":4}");
            Map<String, String> types = new LinkedHashMap<>();
            List<String> series = new ArrayList<>();

            for (String line : server.get("/metrics").body().split("\n")) {
                if (line.startsWith("# TYPE ")) {
                    String[] words = line.split(" ");
                    assertFalse(types.containsKey(words[2]), "twice: " + words[2]);
                    types.put(words[2], words[3]);
                } else if (!line.startsWith("# HELP ")) {
                    Matcher sample = SAMPLE.matcher(line);
                    assertTrue(sample.matches(), line);
                    series.add(sample.group(1) + "{" + sample.group(2));
                    String family = family(types, sample.group(1));
                    assertTrue(types.containsKey(family), line);
                    assertAlphabetical(sample.group(2));
                }
            }

            assertEquals(series.size(), series.stream().distinct().count());
            for (String name : NAMES) {
                assertTrue(types.containsKey("vllm:" + name), name);
            }
            assertTrue(types.containsKey("http_requests_total"));
        }
    }

    private static final List<String> NAMES =
            List.of(
                    "num_requests_running",
                    "num_requests_waiting",
                    "num_requests_waiting_by_reason",
                    "kv_cache_usage_perc",
                    "engine_sleep_state",
                    "cache_config_info",
                    "prefix_cache_queries_total",
                    "prefix_cache_hits_total",
                    "num_preemptions_total",
                    "num_preemptions_created",
                    "prompt_tokens_total",
                    "prompt_tokens_by_source_total",
                    "prompt_tokens_cached_total",
                    "generation_tokens_total",
                    "request_success_total",
                    "iteration_tokens_total",
                    "time_to_first_token_seconds",
                    "inter_token_latency_seconds",
                    "request_time_per_output_token_seconds",
                    "e2e_request_latency_seconds",
                    "request_queue_time_seconds",
                    "request_inference_time_seconds",
                    "request_prefill_time_seconds",
                    "request_decode_time_seconds",
                    "request_prompt_tokens",
                    "request_generation_tokens",
                    "request_max_num_generation_tokens",
                    "request_params_max_tokens",
                    "request_params_n",
                    "request_prefill_kv_computed_tokens");

    private static String family(Map<String, String> types, String sample) {
        if (types.containsKey(sample)) {
            return sample;
        }
        return sample.replaceAll("_(bucket|count|sum)$", "");
    }

    private static void assertAlphabetical(String labels) {
        if (labels != null) {
            List<String> names = new ArrayList<>();
            for (String label : labels.split(",(?=[a-z_]+=\")")) {
                names.add(label.substring(0, label.indexOf('=')));
            }
            assertEquals(names.stream().sorted().toList(), names);
        }
    }

    @Test
    void countsTokensAndIterationsOfSequentialRequests() throws Exception {
        try (TestServer server = TestServer.fixed("ttft=1ms,itl=1ms")) {
            for (int i = 0; i < 5; i++) {
                server.post("/v1/completions", "{\"prompt\":[1,2,3,4,5,6,7],\"max_tokens\":4}");
            }

            assertEquals(20, server.metric("vllm:iteration_tokens_total_count" + LABELS));
            assertEquals(55, server.metric("vllm:iteration_tokens_total_sum" + LABELS));
            assertEquals(15, server.metric("vllm:inter_token_latency_seconds_count" + LABELS));
            assertEquals(5, server.metric("vllm:time_to_first_token_seconds_count" + LABELS));
            assertEquals(35, server.metric("vllm:prompt_tokens_total" + LABELS));
            assertEquals(20, server.metric("vllm:generation_tokens_total" + LABELS));
            assertEquals(
                    5,
                    server.metric(
                            "vllm:request_success_total{engine=\"0\",finished_reason=\"length\","
                                    + "model_name=\"m\"}"));
            assertEquals(
                    5,
                    server.metric(
                            "http_requests_total{handler=\"/v1/completions\",method=\"POST\","
                                    + "status=\"2xx\"}"));
        }
    }

    /** Sequential requests on the engine model: the invariant that vLLM's own tests check. */
    @Test
    void theModelledEngineCountsIterationsAlike() throws Exception {
        var engine = EngineSpec.Modelled.named("h100-llama-3.2-3b");
        var settings = SimulateSettings.of(0, engine).withModels(List.of("m"));
        try (TestServer server = new TestServer(settings)) {
            for (int i = 0; i < 3; i++) {
                server.post(
                        "/v1/completions", "{\"prompt\":\"one two three four\",\"max_tokens\":5}");
            }
            double prompt = server.metric("vllm:prompt_tokens_total" + LABELS);

            assertEquals(15, server.metric("vllm:iteration_tokens_total_count" + LABELS));
            assertEquals(prompt + 15, server.metric("vllm:iteration_tokens_total_sum" + LABELS));
            assertEquals(12, server.metric("vllm:inter_token_latency_seconds_count" + LABELS));
        }
    }

    @Test
    void aSharedPrefixIsFoundInTheCacheForTextAndIds() throws Exception {
        var engine = EngineSpec.Modelled.named("h100-llama-3.2-3b");
        var settings = SimulateSettings.of(0, engine).withModels(List.of("m"));
        var http = settings.http().withPromptTokensDetails(true);
        try (TestServer server = new TestServer(settings.withHttp(http))) {
            String text = "word ".repeat(40);
            cached(server, "\"" + text + "\"");
            assertEquals(32, cached(server, "\"" + text + "and more\""));
            String ids = "[" + "9, ".repeat(39) + "9]";
            cached(server, ids);
            assertEquals(32, cached(server, ids));
        }
    }

    private static int cached(TestServer server, String prompt) throws Exception {
        return server.postJson("/v1/completions", "{\"prompt\":" + prompt + ",\"max_tokens\":2}")
                .get("usage")
                .get("prompt_tokens_details")
                .get("cached_tokens")
                .asInt();
    }

    @Test
    void bucketsAreCumulativeAndLabelledLikePythons() throws Exception {
        try (TestServer server = TestServer.fixed("ttft=30ms,itl=60ms")) {
            server.post("/v1/completions", "{\"prompt\":[1],\"max_tokens\":3}");

            String ttft =
                    "vllm:time_to_first_token_seconds_bucket{engine=\"0\",le=\"%s\",model_name=\"m\"}";
            assertEquals(0, server.metric(ttft.formatted("0.02")));
            assertEquals(1, server.metric(ttft.formatted("0.04")));
            assertEquals(1, server.metric(ttft.formatted("2560.0")));
            assertEquals(1, server.metric(ttft.formatted("+Inf")));
            String itl =
                    "vllm:inter_token_latency_seconds_bucket{engine=\"0\",le=\"%s\",model_name=\"m\"}";
            assertEquals(0, server.metric(itl.formatted("0.05")));
            assertEquals(2, server.metric(itl.formatted("0.075")));
            assertEquals(
                    0.12, server.metric("vllm:inter_token_latency_seconds_sum" + LABELS), 1e-9);
        }
    }

    @Test
    void waitingShowsWhatDoesNotFit() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (TestServer server = TestServer.fixed("ttft=10s,itl=1s,slots=1")) {
            for (int i = 0; i < 3; i++) {
                Socket socket = server.connect();
                sockets.add(socket);
                String body = "{\"prompt\":[1],\"max_tokens\":3}";
                String head =
                        "POST /v1/completions HTTP/1.1\r\nHost: x\r\nContent-Type:"
                                + " application/json\r\nContent-Length: ";
                String text = head + body.length() + "\r\n\r\n" + body;
                socket.getOutputStream().write(text.getBytes("US-ASCII"));
                socket.getOutputStream().flush();
            }
            TestServer.eventually("two wait", () -> waiting(server) == 2);

            assertEquals(1, server.metric("vllm:num_requests_running" + LABELS));
            assertEquals(
                    2,
                    server.metric(
                            "vllm:num_requests_waiting_by_reason{engine=\"0\",model_name=\"m\","
                                    + "reason=\"capacity\"}"));
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static double waiting(TestServer server) {
        try {
            return server.metric("vllm:num_requests_waiting" + LABELS);
        } catch (Exception e) {
            throw new AssertionError("reading", e);
        }
    }

    @Test
    void servesTheTextFormatWhateverIsAccepted() throws Exception {
        try (TestServer server = TestServer.fixed("ttft=0,itl=1ms")) {
            var response = server.get("/metrics");

            assertEquals(
                    "text/plain; version=1.0.0; charset=utf-8",
                    response.headers().firstValue("content-type").orElse(""));
            assertTrue(response.body().contains("vllm:num_requests_waiting" + LABELS + " 0.0\n"));
        }
    }

    @Test
    void theOtherFrontEndSpeaksOpenMetrics() throws Exception {
        try (TestServer server =
                TestServer.fixed("ttft=0,itl=1ms", http -> http.withFlavour(MetricsFlavour.RUST))) {
            server.post("/v1/completions", "{\"prompt\":[1],\"max_tokens\":3}");
            var response = server.get("/metrics");

            assertTrue(
                    response.headers()
                            .firstValue("content-type")
                            .orElse("")
                            .startsWith("application/openmetrics-text; version=1.0.0"));
            String page = response.body();
            assertTrue(page.endsWith("# EOF\n"));
            assertTrue(page.contains("# TYPE vllm:prompt_tokens counter\n"));
            assertTrue(
                    page.contains("vllm:prompt_tokens_total{model_name=\"m\",engine=\"0\"} 1\n"));
            assertFalse(page.contains("_created"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.0",
        "3, 3.0",
        "0.9614, 0.9614",
        "0.001, 0.001",
        "0.00001, 0.000010",
        "2560, 2560.0",
        "999999, 999999.0",
        "1000000, 1e+06",
        "1755700000, 1.7557e+09",
        "1755700000.25, 1.75570000025e+09",
        "-1.5, -1.5",
        "Infinity, +Inf",
        "NaN, NaN"
    })
    void numbersAreWrittenAsPythonsClientDoes(double value, String expected) {
        assertEquals(expected, Exposition.pythonNumber(value));
    }
}
