package io.spillway.report.compat;

import io.spillway.analysis.RunSummary;
import io.spillway.record.LatencyHistogram;
import io.spillway.record.RequestStats;
import io.spillway.record.RequestStats.Metric;
import io.spillway.record.RunFolder;
import io.spillway.report.Json;
import io.spillway.report.RunData;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * A run as {@code vllm bench serve} would have saved and printed it. Times are milliseconds from
 * the actual send; throughputs divide by the whole duration including the tail.
 */
public final class VllmBench {
    public static final String FILE_NAME = "vllm-bench.json";

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final int WIDTH = 50;

    /**
     * What the run's measurements do not tell.
     *
     * @param endpointType {@code openai} for completions, {@code openai-chat} for chat
     * @param tokenizer null when prompts were sent as token ids
     * @param burstiness shape of the gamma distribution of gaps, NaN when they are not gamma
     * @param maxConcurrency cap on requests in flight; null for none
     * @param percentiles from 0 to 100
     */
    public record Settings(
            String endpointType,
            @Nullable String label,
            @Nullable String model,
            @Nullable String tokenizer,
            double burstiness,
            @Nullable Integer maxConcurrency,
            List<Double> percentiles) {
        public Settings {
            percentiles = List.copyOf(percentiles);
        }
    }

    private enum Block {
        TTFT("ttft", "Time to First Token", Metric.TTFT_FROM_SENT),
        TPOT("tpot", "Time per Output Token (excl. 1st token)", Metric.TPOT),
        ITL("itl", "Inter-token Latency", Metric.ITL),
        E2EL("e2el", "End-to-end Latency", Metric.E2E_FROM_SENT);

        private final String key;
        private final String title;
        private final Metric metric;

        Block(String key, String title, Metric metric) {
            this.key = key;
            this.title = title;
            this.metric = metric;
        }
    }

    private final RunData data;
    private final Settings settings;
    private final Peaks peaks;
    private final RequestStats stats;

    private VllmBench(RunData data, Settings settings, Peaks peaks) {
        this.data = data;
        this.settings = settings;
        this.peaks = peaks;
        this.stats = data.measured().total();
    }

    /** The document, from the run and its requests. */
    public static String json(RunData data, RunFolder folder, Settings settings)
            throws IOException {
        return new VllmBench(data, settings, Peaks.of(folder)).json().pretty();
    }

    /** The block of text that the tool prints at its end. */
    public static String text(RunData data, RunFolder folder, Settings settings)
            throws IOException {
        return new VllmBench(data, settings, Peaks.of(folder)).text();
    }

    private Json json() {
        double seconds = seconds();
        Double goodput = data.summary().throughput().goodputRequestsPerSecond();
        var json =
                new Json()
                        .put("date", DATE.format(data.summary().identity().startedAt()))
                        .put("endpoint_type", settings.endpointType())
                        .put("backend", settings.endpointType())
                        .put("label", settings.label())
                        .put("model_id", settings.model())
                        .put("tokenizer_id", settings.tokenizer())
                        .put("num_prompts", stats.offered())
                        .put("request_rate", requestRate())
                        .put("burstiness", settings.burstiness())
                        .put("max_concurrency", settings.maxConcurrency())
                        .put("duration", seconds)
                        .put("completed", stats.measuredSuccesses())
                        .put("failed", stats.measured() - stats.measuredSuccesses())
                        .put("total_input_tokens", stats.inputTokens())
                        .put("total_output_tokens", stats.outputTokens())
                        .put("request_throughput", stats.measuredSuccesses() / seconds)
                        .put("request_goodput", goodput)
                        .put("output_throughput", stats.outputTokens() / seconds)
                        .put(
                                "total_token_throughput",
                                (stats.inputTokens() + stats.outputTokens()) / seconds)
                        .put("max_output_tokens_per_s", peaks.outputTokensPerSecond())
                        .put("max_concurrent_requests", peaks.concurrentRequests())
                        .put("rtfx", (Object) null);
        for (Block block : Block.values()) {
            block(json, block);
        }
        return json;
    }

    private void block(Json json, Block block) {
        LatencyHistogram values = stats.of(block.metric);
        json.put("mean_" + block.key + "_ms", values.mean() / 1e6);
        json.put("median_" + block.key + "_ms", values.percentile(50) / 1e6);
        json.put("std_" + block.key + "_ms", values.standardDeviation() / 1e6);
        for (double percentile : settings.percentiles()) {
            json.put(
                    "p%s_%s_ms".formatted(number(percentile), block.key),
                    values.percentile(percentile) / 1e6);
        }
    }

    /** One stage's rate; over several, requests over their time; null where rates do not decide. */
    private @Nullable Object requestRate() {
        List<RunSummary.Stage> stages = data.summary().stages();
        double planned = 0;
        for (RunSummary.Stage stage : stages) {
            if (stage.requestedRate() == null) {
                return null;
            }
            planned += stage.toSeconds() - stage.fromSeconds();
        }
        Double only = stages.size() == 1 ? stages.getFirst().requestedRate() : null;
        double rate = only != null ? only : stats.offered() / planned;
        return stages.isEmpty() ? null : Json.decimal(rate);
    }

    private double seconds() {
        double seconds = (stats.lastEndNanos() - stats.firstIntendedNanos()) / 1e9;
        return stats.measured() == 0 || seconds <= 0 ? Double.NaN : seconds;
    }

    private static String number(double percentile) {
        return percentile == Math.rint(percentile)
                ? String.valueOf((long) percentile)
                : String.valueOf(percentile);
    }

    private String text() {
        var out = new StringBuilder();
        double seconds = seconds();
        out.append(centred(" Serving Benchmark Result ", '=')).append('\n');
        whole(out, "Successful requests:", stats.measuredSuccesses());
        whole(out, "Failed requests:", stats.measured() - stats.measuredSuccesses());
        Integer cap = settings.maxConcurrency();
        if (cap != null) {
            whole(out, "Maximum request concurrency:", cap);
        }
        if (requestRate() instanceof Number rate) {
            line(out, "Request rate configured (RPS):", rate.doubleValue());
        }
        line(out, "Benchmark duration (s):", seconds);
        whole(out, "Total input tokens:", stats.inputTokens());
        whole(out, "Total generated tokens:", stats.outputTokens());
        line(out, "Request throughput (req/s):", stats.measuredSuccesses() / seconds);
        Double goodput = data.summary().throughput().goodputRequestsPerSecond();
        if (goodput != null) {
            line(out, "Request goodput (req/s):", goodput);
        }
        line(out, "Output token throughput (tok/s):", stats.outputTokens() / seconds);
        line(out, "Peak output token throughput (tok/s):", peaks.outputTokensPerSecond());
        line(out, "Peak concurrent requests:", peaks.concurrentRequests());
        line(
                out,
                "Total token throughput (tok/s):",
                (stats.inputTokens() + stats.outputTokens()) / seconds);
        for (Block block : Block.values()) {
            block(out, block);
        }
        return out.append("=".repeat(WIDTH)).append('\n').toString();
    }

    private void block(StringBuilder out, Block block) {
        LatencyHistogram values = stats.of(block.metric);
        if (values.isEmpty()) {
            return;
        }
        String name = block.key.toUpperCase(Locale.ROOT);
        out.append(centred(block.title, '-')).append('\n');
        line(out, "Mean " + name + " (ms):", values.mean() / 1e6);
        line(out, "Median " + name + " (ms):", values.percentile(50) / 1e6);
        for (double percentile : settings.percentiles()) {
            line(
                    out,
                    "P" + number(percentile) + " " + name + " (ms):",
                    values.percentile(percentile) / 1e6);
        }
    }

    private static void line(StringBuilder out, String label, double value) {
        row(out, label, Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "nan");
    }

    private static void whole(StringBuilder out, String label, long value) {
        row(out, label, String.valueOf(value));
    }

    private static void row(StringBuilder out, String label, String value) {
        out.append(String.format(Locale.ROOT, "%-40s %-10s", label, value)).append('\n');
    }

    /** As Python centres: an odd rest goes to the left of an even width. */
    private static String centred(String title, char fill) {
        int rest = Math.max(0, WIDTH - title.length());
        int left = rest / 2 + (rest & WIDTH & 1);
        String side = String.valueOf(fill);
        return side.repeat(left) + title + side.repeat(rest - left);
    }
}
