package io.spillway.report.compat;

import io.spillway.record.RequestStats.Metric;
import io.spillway.record.StagePlan;
import io.spillway.report.Json;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The content of one of inference-perf's files about requests. */
final class Lifecycle {
    private final InferencePerfOptions options;
    private final PercentileKeys dist;
    private final boolean head;

    Lifecycle(InferencePerfOptions options) {
        this.options = options;
        this.head = options.format() == InferencePerfOptions.Format.HEAD;
        this.dist = new PercentileKeys(options.percentiles(), !head);
    }

    /**
     * Of a group.
     *
     * @param stage its plan; null when the group is not a stage
     * @param details null when requests were not read one by one
     */
    Json json(GroupStats group, @Nullable StagePlan stage, RequestScan.@Nullable Details details) {
        var json = new Json();
        if (head) {
            json.put("benchmark_time_seconds", group.totalSeconds());
        }
        return json.put("load_summary", load(group, stage))
                .put("successes", head ? successesHead(group, details) : successes(group))
                .put("failures", failures(group, details));
    }

    private Json load(GroupStats group, @Nullable StagePlan stage) {
        var json =
                new Json()
                        .put("count", group.count())
                        .put("schedule_delay", dist.seconds(group.values(Metric.SCHEDULE_DELAY)));
        if (stage != null) {
            json.put("send_duration", group.sendSeconds())
                    .put("requested_rate", stage.requestedRate())
                    .put("achieved_rate", group.sendRate());
            if (head && stage.index() < options.concurrency().size()) {
                json.put("concurrency", options.concurrency().get(stage.index()));
            }
        }
        return json;
    }

    private Json successes(GroupStats group) {
        return new Json()
                .put("count", group.successes())
                .put("latency", latency(group))
                .put("throughput", throughput(group))
                .put("prompt_len", dist.numbers(group.values(Metric.INPUT_TOKENS)))
                .put("output_len", dist.numbers(group.values(Metric.OUTPUT_TOKENS)));
    }

    private Json latency(GroupStats group) {
        return new Json()
                .put("request_latency", dist.seconds(group.values(Metric.E2E_FROM_SENT)))
                .put("normalized_time_per_output_token", dist.seconds(group.values(Metric.NTPOT)))
                .put("time_per_output_token", dist.seconds(group.values(Metric.TPOT)))
                .put("time_to_first_token", dist.seconds(group.values(Metric.TTFT_FROM_SENT)))
                .put("inter_token_latency", dist.seconds(group.values(Metric.ITL)));
    }

    private static Json throughput(GroupStats group) {
        double seconds = group.totalSeconds();
        return new Json()
                .put("input_tokens_per_sec", group.inputTokens() / seconds)
                .put("output_tokens_per_sec", group.outputTokens() / seconds)
                .put("total_tokens_per_sec", (group.inputTokens() + group.outputTokens()) / seconds)
                .put("requests_per_sec", group.successes() / seconds);
    }

    private Json successesHead(GroupStats group, RequestScan.@Nullable Details details) {
        Json rates = throughput(group);
        for (String medium : List.of("images", "videos", "audios")) {
            // None is ever sent, so this is a figure and not a missing one.
            rates.put(medium + "_per_sec", group.successes() == 0 ? Double.NaN : 0.0);
        }
        var json =
                new Json()
                        .put("count", group.successes())
                        .put("latency", latency(group))
                        .put("throughput", rates)
                        .put("request_size_bytes", (Object) null)
                        .put("image", medium("pixels", "bytes", "aspect_ratio"))
                        .put("video", medium("frames", "pixels", "bytes", "aspect_ratio"))
                        .put("audio", medium("seconds", "bytes"))
                        .put("prompt_tokens", promptTokens(group, details))
                        .put("output_len", dist.numbers(group.values(Metric.OUTPUT_TOKENS)))
                        .put(
                                "output_tokens",
                                withTotal(group.outputTokens(), group, Metric.OUTPUT_TOKENS))
                        .put("token_count_mismatches", (Object) null);
        if (details != null && !options.constraints().isEmpty()) {
            json.put("goodput_metrics", goodput(group, details));
        }
        return json;
    }

    private static Json medium(String... keys) {
        var json = new Json().put("count", 0L);
        for (String key : keys) {
            json.put(key, (Object) null);
        }
        return json;
    }

    private Json promptTokens(GroupStats group, RequestScan.@Nullable Details details) {
        long cached = details == null ? -1 : details.cachedTokens();
        var json =
                new Json()
                        .put("total", group.inputTokens())
                        .put("cached", cached < 0 ? null : cached)
                        .put("uncached", cached < 0 ? null : group.inputTokens() - cached);
        return addDist(json, group, Metric.INPUT_TOKENS);
    }

    private Json withTotal(long total, GroupStats group, Metric metric) {
        return addDist(new Json().put("total", total), group, metric);
    }

    private Json addDist(Json json, GroupStats group, Metric metric) {
        Json values = dist.numbers(group.values(metric));
        return values == null ? json : json.putAll(values);
    }

    private static Json goodput(GroupStats group, RequestScan.Details details) {
        double seconds = group.totalSeconds();
        var json =
                new Json()
                        .put(
                                "goodput_percentage",
                                100.0 * details.good() / Math.max(1, details.scheduled()))
                        .put("request_goodput", details.good() / seconds)
                        .put("token_goodput", details.goodTokens() / seconds)
                        .put("good_requests", details.good())
                        .put("total_requests", details.scheduled());
        return details.addAttainments(json);
    }

    private Json failures(GroupStats group, RequestScan.@Nullable Details details) {
        var json =
                new Json()
                        .put("count", group.failures())
                        .put("request_latency", dist.seconds(group.values(Metric.FAILED_LATENCY)));
        if (!head) {
            return json.put("prompt_len", dist.numbers(group.values(Metric.FAILED_INPUT_TOKENS)));
        }
        Json tokens = failedTokens(group);
        json.put("prompt_tokens", tokens);
        return details == null ? json : json.put("by_label", byLabel(details));
    }

    private Json failedTokens(GroupStats group) {
        Json lengths = dist.numbers(group.values(Metric.FAILED_INPUT_TOKENS));
        var tokens = new Json();
        if (group.failures() == 0) {
            return tokens.put("total", 0L).put("cached", 0L).put("uncached", 0L);
        }
        double mean = group.values(Metric.FAILED_INPUT_TOKENS).mean();
        tokens.put("total", lengths == null ? null : Math.round(mean * group.failures()))
                .put("cached", (Object) null)
                .put("uncached", (Object) null);
        return lengths == null ? tokens : tokens.putAll(lengths);
    }

    private static Json byLabel(RequestScan.Details details) {
        var json = new Json();
        for (Map.Entry<String, RequestScan.Failures> each : details.failures().entrySet()) {
            var messages = new ArrayList<Json>();
            for (String message : each.getValue().messages()) {
                messages.add(new Json().put("message", message));
            }
            json.put(
                    each.getKey(),
                    new Json().put("count", each.getValue().count()).put("messages", messages));
        }
        return json;
    }
}
