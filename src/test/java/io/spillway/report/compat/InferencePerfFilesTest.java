package io.spillway.report.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.spillway.record.RunFolder;
import io.spillway.report.RunData;
import io.spillway.report.SampleRun;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keys as documented for release 0.2.0 of inference-perf and for its main branch. */
class InferencePerfFilesTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> DIST =
            List.of(
                    "mean", "min", "p0.1", "p1", "p5", "p10", "p25", "median", "p75", "p90", "p95",
                    "p99", "p99.9", "max");
    private static final List<String> DIST_HEAD =
            List.of(
                    "mean", "min", "max", "p0.1", "p1", "p5", "p10", "p25", "median", "p75", "p90",
                    "p95", "p99", "p99.9");
    private static final List<String> LATENCIES =
            List.of(
                    "request_latency",
                    "normalized_time_per_output_token",
                    "time_per_output_token",
                    "time_to_first_token",
                    "inter_token_latency");

    @TempDir Path dir;

    private RunData sample(int failEvery) throws IOException {
        SampleRun.Script demo = SampleRun.demo();
        return SampleRun.write(
                new SampleRun.Script(
                        demo.stages(), 3, 5, demo.name(), failEvery, demo.slo(), demo.reason()),
                dir);
    }

    private JsonNode write(RunData data, InferencePerfOptions options, String name)
            throws IOException {
        Map<String, Path> files =
                InferencePerfFiles.write(data, RunFolder.open(dir), options, Map.of());
        return MAPPER.readTree(files.get(name).toFile());
    }

    private static InferencePerfOptions all(
            InferencePerfOptions.Format format, Map<String, Double> constraints) {
        return new InferencePerfOptions(
                format,
                "",
                InferencePerfOptions.PERCENTILES,
                new InferencePerfOptions.Parts(true, true, true, true, true, true, true),
                List.of("model", "lora/never-used"),
                constraints,
                List.of(),
                2);
    }

    private static List<String> keys(JsonNode node) {
        return node.properties().stream().map(Map.Entry::getKey).toList();
    }

    @Test
    void aStageFileHasEveryKeyOfRelease02InOrder() throws IOException {
        JsonNode json =
                write(
                        sample(0),
                        InferencePerfOptions.of(InferencePerfOptions.Format.V0_2),
                        "stage_1_lifecycle_metrics");
        assertEquals(List.of("load_summary", "successes", "failures"), keys(json));
        assertEquals(
                List.of(
                        "count",
                        "schedule_delay",
                        "send_duration",
                        "requested_rate",
                        "achieved_rate"),
                keys(json.get("load_summary")));
        assertEquals(DIST, keys(json.at("/load_summary/schedule_delay")));
        JsonNode successes = json.get("successes");
        assertEquals(
                List.of("count", "latency", "throughput", "prompt_len", "output_len"),
                keys(successes));
        assertEquals(LATENCIES, keys(successes.get("latency")));
        for (String latency : LATENCIES) {
            assertEquals(DIST, keys(successes.get("latency").get(latency)), latency);
        }
        assertEquals(
                List.of(
                        "input_tokens_per_sec",
                        "output_tokens_per_sec",
                        "total_tokens_per_sec",
                        "requests_per_sec"),
                keys(successes.get("throughput")));
        assertEquals(DIST, keys(successes.get("prompt_len")));
        assertEquals(DIST, keys(successes.get("output_len")));
        assertEquals(List.of("count", "request_latency", "prompt_len"), keys(json.get("failures")));
        assertTrue(json.at("/failures/request_latency").isNull(), "nothing failed");
        assertTrue(json.at("/failures/prompt_len").isNull(), "nothing failed");
    }

    @Test
    void theSummaryOfRelease02HasNoRates() throws IOException {
        JsonNode json =
                write(
                        sample(0),
                        InferencePerfOptions.of(InferencePerfOptions.Format.V0_2),
                        "summary_lifecycle_metrics");
        assertEquals(List.of("count", "schedule_delay"), keys(json.get("load_summary")));
    }

    @Test
    void theFormulasAreThoseOfTheTool() throws IOException {
        RunData data = sample(0);
        JsonNode json =
                write(
                        data,
                        InferencePerfOptions.of(InferencePerfOptions.Format.V0_2),
                        "summary_lifecycle_metrics");
        double[] times = {Double.MAX_VALUE, 0};
        var latencies = new ArrayList<Double>();
        RunFolder.open(dir)
                .requests(
                        request -> {
                            times[0] = Math.min(times[0], request.intendedNanos() / 1e9);
                            times[1] = Math.max(times[1], request.endNanos() / 1e9);
                            latencies.add(request.latencyFromSentNanos() / 1e9);
                        });
        double total = times[1] - times[0];
        double mean = latencies.stream().mapToDouble(d -> d).average().orElseThrow();
        assertEquals(
                latencies.size() / total,
                json.at("/successes/throughput/requests_per_sec").doubleValue(),
                1e-6);
        assertEquals(
                latencies.size() * 64 / total,
                json.at("/successes/throughput/output_tokens_per_sec").doubleValue(),
                1e-6);
        assertEquals(mean, json.at("/successes/latency/request_latency/mean").doubleValue(), 1e-6);
        assertEquals(
                mean / 64,
                json.at("/successes/latency/normalized_time_per_output_token/mean").doubleValue(),
                1e-6);
    }

    @Test
    void percentilesAreAsConfigured() throws IOException {
        InferencePerfOptions standard = all(InferencePerfOptions.Format.V0_2, Map.of());
        var options =
                new InferencePerfOptions(
                        standard.format(),
                        "my-",
                        List.of(50.0, 99.99),
                        standard.parts(),
                        standard.adapters(),
                        Map.of(),
                        List.of(),
                        1);
        JsonNode json = write(sample(0), options, "summary_lifecycle_metrics");
        assertEquals(
                List.of("mean", "min", "median", "p99.99", "max"),
                keys(json.at("/successes/latency/request_latency")));
        assertTrue(Files.exists(dir.resolve("my-stage_0_lifecycle_metrics.json")));
    }

    @Test
    void headHasItsKeysAndCountsFailuresAgainstGoodput() throws IOException {
        var limits = new LinkedHashMap<String, Double>();
        limits.put("ttft", 2.0);
        limits.put("itl", 1.0);
        limits.put("ntpot", 10.0);
        limits.put("request_latency", 100.0);
        JsonNode json =
                write(
                        sample(10),
                        all(InferencePerfOptions.Format.HEAD, limits),
                        "stage_1_lifecycle_metrics");
        assertEquals(
                List.of("benchmark_time_seconds", "load_summary", "successes", "failures"),
                keys(json));
        JsonNode successes = json.get("successes");
        assertEquals(
                List.of(
                        "count",
                        "latency",
                        "throughput",
                        "request_size_bytes",
                        "image",
                        "video",
                        "audio",
                        "prompt_tokens",
                        "output_len",
                        "output_tokens",
                        "token_count_mismatches",
                        "goodput_metrics"),
                keys(successes));
        assertEquals(LATENCIES, keys(successes.get("latency")));
        assertEquals(DIST_HEAD, keys(successes.at("/latency/inter_token_latency")));
        assertEquals(
                List.of(
                        "input_tokens_per_sec",
                        "output_tokens_per_sec",
                        "total_tokens_per_sec",
                        "requests_per_sec",
                        "images_per_sec",
                        "videos_per_sec",
                        "audios_per_sec"),
                keys(successes.get("throughput")));
        assertEquals(
                List.of("total", "cached", "uncached"),
                keys(successes.get("prompt_tokens")).subList(0, 3));
        assertTrue(successes.at("/prompt_tokens/cached").isNull(), "no server said");
        assertEquals("total", keys(successes.get("output_tokens")).getFirst());
        JsonNode goodput = successes.get("goodput_metrics");
        assertEquals(
                List.of(
                        "goodput_percentage",
                        "request_goodput",
                        "token_goodput",
                        "good_requests",
                        "total_requests",
                        "ttft_attainment_percentage",
                        "itl_attainment_percentage",
                        "ntpot_attainment_percentage",
                        "request_latency_attainment_percentage"),
                keys(goodput));
        long count = json.at("/load_summary/count").longValue();
        assertEquals(count, goodput.get("total_requests").longValue());
        assertTrue(json.at("/failures/count").longValue() > count / 20);
        assertEquals(
                100.0 * (count - json.at("/failures/count").longValue()) / count,
                goodput.get("request_latency_attainment_percentage").doubleValue(),
                1e-6);
    }

    @Test
    void headLabelsFailuresWithTheirMessages() throws IOException {
        JsonNode json =
                write(
                        sample(10),
                        all(InferencePerfOptions.Format.HEAD, Map.of()),
                        "summary_lifecycle_metrics");
        JsonNode failures = json.get("failures");
        assertEquals(
                List.of("count", "request_latency", "prompt_tokens", "by_label"), keys(failures));
        JsonNode label = failures.at("/by_label/error-event");
        assertEquals(failures.get("count"), label.get("count"));
        assertEquals("out of memory", label.at("/messages/0/message").textValue());
        assertFalse(json.get("successes").has("goodput_metrics"), "no constraints");
    }

    @Test
    void requestsAreListedWithWhatIsKnown() throws IOException {
        RunData data = sample(10);
        JsonNode list =
                write(
                        data,
                        all(InferencePerfOptions.Format.V0_2, Map.of()),
                        "per_request_lifecycle_metrics");
        assertEquals(data.summary().requests().scheduled(), list.size());
        JsonNode first = list.get(0);
        assertEquals(
                List.of("start_time", "end_time", "request", "response", "info", "error"),
                keys(first));
        assertEquals(
                List.of("input_tokens", "output_tokens", "output_token_times"),
                keys(first.get("info")));
        assertEquals(64, MAPPER.readTree(first.get("request").asText()).get("max_tokens").asInt());
        long errors = 0;
        for (JsonNode request : list) {
            if (!request.get("error").isNull()) {
                errors++;
                assertEquals(List.of("error_type", "error_msg"), keys(request.get("error")));
            }
        }
        assertEquals(data.summary().requests().failed(), errors);
    }

    @Test
    void adaptersHaveFilesOfTheirOwn() throws IOException {
        RunData data = sample(0);
        JsonNode json =
                write(
                        data,
                        all(InferencePerfOptions.Format.HEAD, Map.of()),
                        "adapter_model_lifecycle_metrics");
        assertEquals(
                data.summary().requests().succeeded(), json.at("/successes/count").longValue());
        assertTrue(
                Files.exists(dir.resolve("adapter_model_stage_1_lifecycle_metrics.json")),
                "by stage");
        JsonNode unused =
                MAPPER.readTree(
                        dir.resolve("adapter_lora_never-used_lifecycle_metrics.json").toFile());
        assertEquals(0, unused.at("/successes/count").intValue());
        assertTrue(unused.at("/successes/latency/request_latency").isNull());
        assertTrue(unused.at("/successes/throughput/requests_per_sec").isNull());
    }

    @Test
    void whatServersDidNotSayIsNullNotZero() throws IOException {
        JsonNode json =
                write(
                        sample(0),
                        InferencePerfOptions.of(InferencePerfOptions.Format.V0_2),
                        "summary_prometheus_metrics");
        assertEquals(List.of("load_summary", "successes", "failures"), keys(json));
        JsonNode successes = json.get("successes");
        assertEquals(
                List.of(
                        "count",
                        "rate",
                        "prompt_len",
                        "output_len",
                        "queue_len",
                        "request_latency",
                        "time_to_first_token",
                        "time_per_output_token",
                        "kv_cache_usage_percentage",
                        "num_requests_swapped",
                        "num_preemptions_total",
                        "prefix_cache_hit_percent"),
                keys(successes));
        assertEquals(
                List.of("mean", "median", "p90", "p99"),
                keys(successes.get("kv_cache_usage_percentage")));
        assertTrue(successes.at("/queue_len/mean").doubleValue() > 0);
        assertTrue(successes.at("/kv_cache_usage_percentage/p99").doubleValue() > 0);
        assertTrue(successes.get("count").isNull());
        assertTrue(successes.at("/num_requests_swapped/mean").isNull());
        assertTrue(successes.at("/time_to_first_token/p90").isNull());
    }

    @Test
    void headSaysHowManyUsersAStageHadAndCountsNoFailuresAsZero() throws IOException {
        InferencePerfOptions standard = all(InferencePerfOptions.Format.HEAD, Map.of());
        var options =
                new InferencePerfOptions(
                        standard.format(),
                        "",
                        standard.percentiles(),
                        standard.parts(),
                        List.of(),
                        Map.of(),
                        List.of(4, 8),
                        1);
        JsonNode json = write(sample(0), options, "stage_1_lifecycle_metrics");
        assertEquals(8, json.at("/load_summary/concurrency").intValue());
        assertEquals(0, json.at("/failures/prompt_tokens/total").intValue());
        assertFalse(
                write(sample(0), options, "stage_2_lifecycle_metrics")
                        .at("/load_summary")
                        .has("concurrency"));
    }

    @Test
    void oneRequestInAStageLosesNothing() throws IOException {
        SampleRun.Script demo = SampleRun.demo();
        RunData data =
                SampleRun.write(
                        new SampleRun.Script(
                                List.of(new double[] {0.2, 2.5}),
                                1,
                                5,
                                demo.name(),
                                0,
                                demo.slo(),
                                demo.reason()),
                        dir);
        assertEquals(1, data.summary().requests().scheduled(), "the script sends one request");
        JsonNode json =
                write(
                        data,
                        InferencePerfOptions.of(InferencePerfOptions.Format.V0_2),
                        "stage_0_lifecycle_metrics");
        assertEquals(1, json.at("/successes/count").intValue());
        assertTrue(json.at("/load_summary/achieved_rate").isNull(), "no rate of one request");
        assertTrue(json.at("/successes/latency/request_latency/mean").doubleValue() > 1);
    }
}
