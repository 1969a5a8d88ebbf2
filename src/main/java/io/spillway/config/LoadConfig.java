package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * {@code load}: when requests are sent.
 *
 * @param type shape of the load
 * @param schedule whose arithmetic decides the send times
 * @param arrivals gaps between requests within a stage
 * @param burstiness shape of gamma gaps: 1 is Poisson, less is burstier
 * @param interval silence between stages; null for none
 * @param stages of open-loop types, repeated as often as the file asks
 * @param levels of {@link Type#CONCURRENT}
 * @param sweep finds the stages by itself; null for none
 * @param trace recorded arrivals; null for none
 * @param caps limits of requests in flight
 * @param requestTimeout from the send to the end; null for none
 * @param baseSeed as {@code seed}, which wins
 * @param circuitBreakers names of the breakers that watch the load
 * @param loraShares which adapter gets which share of the requests; empty for none
 */
public record LoadConfig(
        Type type,
        Schedule schedule,
        Arrivals arrivals,
        double burstiness,
        @Nullable Duration interval,
        List<RateStage> stages,
        List<UserStage> levels,
        @Nullable SweepConfig sweep,
        @Nullable TraceConfig trace,
        Caps caps,
        @Nullable Duration requestTimeout,
        @Nullable Long baseSeed,
        List<String> circuitBreakers,
        List<LoraShare> loraShares) {

    /** inference-perf's deadline, which its HTTP client sets unasked. */
    private static final Duration INFERENCE_PERF_TIMEOUT = Duration.ofMinutes(5);

    public LoadConfig {
        stages = List.copyOf(stages);
        levels = List.copyOf(levels);
        circuitBreakers = List.copyOf(circuitBreakers);
        loraShares = List.copyOf(loraShares);
    }

    /** The shapes of load. */
    public enum Type implements Choice {
        /** Evenly spaced. */
        CONSTANT,
        /** Exponential gaps. */
        POISSON,
        /** Gamma gaps with {@code load.burstiness}. */
        GAMMA,
        /** The rate goes from {@code rate} to {@code end_rate} over each stage. */
        RAMP,
        /** The rate jumps from stage to stage. */
        STEP,
        /** The rate swings around {@code rate} by {@code amplitude} once a {@code period}. */
        DIURNAL,
        /** A fixed number of users, each sending when its last answer is there. */
        CONCURRENT,
        /** As recorded. */
        TRACE_REPLAY
    }

    /** Gaps between requests. */
    public enum Arrivals implements Choice {
        CONSTANT,
        POISSON,
        GAMMA
    }

    /** Whose arithmetic decides the send times. */
    public enum Schedule implements Choice {
        /** Exactly what the type says. */
        EXACT,
        /** As inference-perf draws them, with its 300 s deadline. */
        INFERENCE_PERF {
            @Override
            public String yaml() {
                return "inference-perf";
            }
        }
    }

    /**
     * Limits of requests in flight; reaching one is counted and makes the run doubtful.
     *
     * @param workers as written; sets nothing by itself
     * @param perWorker {@code worker_max_concurrency}
     * @param total {@code max_in_flight}
     */
    public record Caps(
            @Nullable Integer workers, @Nullable Integer perWorker, @Nullable Integer total) {

        /**
         * The cap of the whole load: {@code max_in_flight}, and workers times {@code
         * worker_max_concurrency} where the file has the latter; the smaller of the two.
         *
         * @param processors stands for {@code num_workers} where the file has none
         */
        public OptionalInt inFlight(int processors) {
            long cap = total == null ? Long.MAX_VALUE : total;
            if (perWorker != null) {
                int count = workers == null ? processors : Math.max(1, workers);
                cap = Math.min(cap, (long) count * perWorker);
            }
            return cap == Long.MAX_VALUE
                    ? OptionalInt.empty()
                    : OptionalInt.of((int) Math.min(cap, Integer.MAX_VALUE));
        }
    }

    /**
     * A share of the requests for one LoRA adapter.
     *
     * @param split from 0 to 1
     */
    public record LoraShare(String name, double split) {}

    /** {@code request_timeout}, or the deadline that the schedule implies; null for none. */
    public @Nullable Duration effectiveTimeout() {
        boolean implied = requestTimeout == null && schedule == Schedule.INFERENCE_PERF;
        return implied ? INFERENCE_PERF_TIMEOUT : requestTimeout;
    }

    /** The same with these open-loop stages in place of its own, and without a sweep. */
    public LoadConfig withStages(List<RateStage> others) {
        return new LoadConfig(
                type,
                schedule,
                arrivals,
                burstiness,
                interval,
                others,
                List.of(),
                null,
                trace,
                caps,
                requestTimeout,
                baseSeed,
                circuitBreakers,
                loraShares);
    }

    static LoadConfig read(Section s) {
        Type type =
                s.choice(
                        "type",
                        Type.CONSTANT,
                        Map.of(
                                "trace_session_replay",
                                "write type: concurrent with stages of {concurrency_level,"
                                        + " num_requests}; data of type conversation_replay makes"
                                        + " the conversations"));
        Arrivals written = s.choice("arrivals", Arrivals.class);
        List<RateStage> stages = List.of();
        List<UserStage> levels = List.of();
        if (type == Type.CONCURRENT) {
            levels = s.sections("stages", UserStage::read);
        } else {
            stages = s.sections("stages", stage -> RateStage.read(stage, type));
            stages = repeated(stages, s.integer("repeat", 1, Bounds.between(1, 1000)));
        }
        if (s.reading().probing()) {
            s.sections("stages", UserStage::read);
        }
        LoadConfig load =
                new LoadConfig(
                        type,
                        s.choice("schedule", Schedule.EXACT),
                        arrivals(type, written),
                        s.number("burstiness", 1, Bounds.POSITIVE),
                        s.duration("interval", Bounds.NOT_NEGATIVE),
                        stages,
                        levels,
                        s.section("sweep", SweepConfig::read),
                        s.section("trace", TraceConfig::read),
                        caps(s),
                        s.duration("request_timeout", Bounds.POSITIVE),
                        s.seed("base_seed"),
                        s.texts("circuit_breakers"),
                        s.sections("lora_traffic_split", LoadConfig::share));
        retries(s);
        LoadChecks.check(s, load, written);
        return load;
    }

    /** Known from inference-perf; a request that failed has failed. */
    private static void retries(Section s) {
        if (s.integer("request_retries", 0, Bounds.NOT_NEGATIVE) > 0) {
            s.warn("request_retries", "has no effect: a request that failed is not sent again");
        }
        s.duration("request_retry_backoff_sec", Bounds.NOT_NEGATIVE);
    }

    private static List<RateStage> repeated(List<RateStage> stages, int times) {
        List<RateStage> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            all.addAll(stages);
        }
        return all;
    }

    private static Arrivals arrivals(Type type, @Nullable Arrivals written) {
        return switch (type) {
            case CONSTANT -> Arrivals.CONSTANT;
            case POISSON -> Arrivals.POISSON;
            case GAMMA -> Arrivals.GAMMA;
            case RAMP, STEP, DIURNAL -> written == null ? Arrivals.POISSON : written;
            case CONCURRENT, TRACE_REPLAY -> Arrivals.CONSTANT;
        };
    }

    private static Caps caps(Section s) {
        Integer workers = s.integer("num_workers", Bounds.NOT_NEGATIVE);
        Integer perWorker = s.integer("worker_max_concurrency", Bounds.atLeast(1));
        s.integer("worker_max_tcp_connections", Bounds.NOT_NEGATIVE);
        s.duration("stage_teardown_grace_seconds", Bounds.NOT_NEGATIVE);
        return new Caps(workers, perWorker, s.integer("max_in_flight", Bounds.atLeast(1)));
    }

    private static LoraShare share(Section s) {
        String name = s.text("name");
        if (name == null) {
            s.missing("name", "name the adapter as the server serves it");
        }
        return new LoraShare(name == null ? "" : name, s.number("split", 0, Bounds.SHARE));
    }
}
