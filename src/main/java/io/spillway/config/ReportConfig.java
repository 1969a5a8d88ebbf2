package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code report}: which result files are written, and over which part of the run.
 *
 * @param lifecycle inference-perf's request files
 * @param sessions inference-perf's files about conversations
 * @param prometheus inference-perf's files about the servers
 * @param constraints limits per request from {@code goodput.constraints}
 * @param format whose generation of inference-perf's keys is written
 * @param warmUp requests due this early are left out of the statistics
 * @param coolDown requests due this late are left out of the statistics
 * @param steadyState whether the steady part of the run is reported by itself as well
 * @param verdicts what some verdicts need to know and no run can measure
 */
public record ReportConfig(
        Lifecycle lifecycle,
        Parts sessions,
        Parts prometheus,
        Map<Constraint, Duration> constraints,
        Format format,
        Duration warmUp,
        Duration coolDown,
        boolean steadyState,
        VerdictsConfig verdicts) {

    private static final List<Double> PERCENTILES =
            List.of(0.1, 1.0, 5.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.9);

    public ReportConfig {
        constraints = Collections.unmodifiableMap(new LinkedHashMap<>(constraints));
    }

    /** Which parts of a kind of report are written. */
    public record Parts(boolean summary, boolean perStage, boolean perItem) {}

    /**
     * Reports about requests.
     *
     * @param parts per item means per request
     * @param perAdapter a summary for each LoRA adapter
     * @param perAdapterStage the same for each stage
     * @param percentiles from 0 to 100
     * @param serverOutputTokens accepted for compatibility: the server's counts are always used
     * @param maxErrorMessages different messages kept for each kind of failure
     */
    public record Lifecycle(
            Parts parts,
            boolean perAdapter,
            boolean perAdapterStage,
            List<Double> percentiles,
            boolean serverOutputTokens,
            int maxErrorMessages) {
        public Lifecycle {
            percentiles = List.copyOf(percentiles);
        }
    }

    /** What a limit of goodput is about. */
    public enum Constraint implements Choice {
        TTFT,
        TPOT,
        ITL,
        NTPOT,
        REQUEST_LATENCY
    }

    /** Generations of inference-perf's result files. */
    public enum Format implements Choice {
        V0_2 {
            @Override
            public String yaml() {
                return "v0.2";
            }
        },
        HEAD
    }

    static ReportConfig read(Section s) {
        if (s.has("session_lifecycle")) {
            s.warn("session_lifecycle", "has no effect: no files about conversations are written");
        }
        return new ReportConfig(
                lifecycle(s.section("request_lifecycle")),
                parts(s.section("session_lifecycle"), true, "per_session"),
                parts(s.section("prometheus"), false, null),
                constraints(s.section("goodput").section("constraints")),
                s.choice("format", Format.V0_2),
                s.duration("warm_up", Duration.ZERO, Bounds.NOT_NEGATIVE),
                s.duration("cool_down", Duration.ZERO, Bounds.NOT_NEGATIVE),
                s.flag("steady_state", false),
                VerdictsConfig.read(s.section("verdicts")));
    }

    private static Parts parts(Section s, boolean perStage, @Nullable String item) {
        return new Parts(
                s.flag("summary", true),
                s.flag("per_stage", perStage),
                item != null && s.flag(item, false));
    }

    private static Lifecycle lifecycle(Section s) {
        boolean serverTokens = s.flag("use_server_output_tokens", false);
        if (s.has("use_server_output_tokens") && !serverTokens) {
            s.warn(
                    "use_server_output_tokens",
                    "has no effect: the server's counts are always used");
        }
        perRequestFields(s.section("per_request_fields"));
        return new Lifecycle(
                parts(s, true, "per_request"),
                s.flag("per_adapter", true),
                s.flag("per_adapter_stage", false),
                s.numbers("percentiles", PERCENTILES, Bounds.between(0, 100)),
                serverTokens,
                s.integer("max_error_messages", 100, Bounds.NOT_NEGATIVE));
    }

    /** Known from inference-perf; entries have its {@code info} always and bodies never. */
    private static void perRequestFields(Section s) {
        for (String field : List.of("request", "response", "info", "response_chunks")) {
            s.flag(field, true);
        }
        if (s.flag("computed_metrics", false)) {
            s.warn("computed_metrics", "has no effect: requests.jsonl has the times themselves");
        }
    }

    private static Map<Constraint, Duration> constraints(Section s) {
        Map<Constraint, Duration> constraints = new LinkedHashMap<>();
        for (Constraint constraint : Constraint.values()) {
            Duration limit = s.duration(constraint.yaml(), Bounds.POSITIVE);
            if (limit != null) {
                constraints.put(constraint, limit);
            }
        }
        return constraints;
    }
}
