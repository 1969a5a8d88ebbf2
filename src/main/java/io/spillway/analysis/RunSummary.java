package io.spillway.analysis;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.StartPhase;
import io.spillway.record.Effect;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What {@code summary.json} says, part by part: {@value #SCHEMA}. A null part is not applicable and
 * is left out of the document; a NaN or an unmeasured {@link Dist} should be there, could not be
 * measured, and is null in it. Seconds since the start of the run, unless the name says otherwise.
 */
public record RunSummary(
        Identity identity,
        double durationSeconds,
        Validity validity,
        Requests requests,
        Latency latency,
        Tokens tokens,
        Throughput throughput,
        @Nullable Slo slo,
        @Nullable Replicas replicas,
        @Nullable Scaling scaling,
        List<Stage> stages,
        Beside beside,
        Environment environment) {

    public static final String SCHEMA = "spillway/summary/v1";

    public RunSummary {
        stages = List.copyOf(stages);
    }

    /** Which run this is. */
    public record Identity(String runId, Instant startedAt, Clock clock, long seed) {}

    /** What time it ran on. */
    public enum Clock {
        LIVE,
        VIRTUAL
    }

    /**
     * Whether the figures can be trusted.
     *
     * @param valid false when they must not be used
     * @param doubts sentences for people
     */
    public record Validity(boolean valid, List<String> doubts, List<Verdict> verdicts) {
        public Validity {
            doubts = List.copyOf(doubts);
            verdicts = List.copyOf(verdicts);
        }
    }

    /**
     * Every request; {@code scheduled} = {@code succeeded} + {@code failed}.
     *
     * @param excluded of these, outside the statistics window; null when there is no window
     */
    public record Requests(
            long scheduled,
            long sent,
            long succeeded,
            long failed,
            SortedMap<String, Long> failuresByCause,
            long capped,
            long reconnects,
            @Nullable Long excluded) {
        public Requests {
            failuresByCause = Collections.unmodifiableSortedMap(new TreeMap<>(failuresByCause));
        }
    }

    /** TTFT, ITL and TPOT are null when responses are not streamed. */
    public record Latency(
            @Nullable FromBoth ttft,
            @Nullable Dist itl,
            @Nullable Dist tpot,
            FromBoth e2e,
            Dist scheduleDelay) {}

    /** From the moment of sending, and from the moment when it should have been sent. */
    public record FromBoth(Dist fromSent, Dist fromIntended) {}

    /** Of measured successes. */
    public record Tokens(long input, long output) {}

    /**
     * Over the time from the first measured request's intended send to the last one's end.
     *
     * @param goodputRequestsPerSecond requests within every limit; null without targets
     */
    public record Throughput(
            double requestsPerSecond,
            double outputTokensPerSecond,
            double totalTokensPerSecond,
            @Nullable Double goodputRequestsPerSecond) {}

    /**
     * The objectives.
     *
     * @param measured what each target's figure came to, by key
     * @param attainment share of measured scheduled requests within every limit, taken per request
     * @param met whether every target holds; null when one could not be measured and none is missed
     */
    public record Slo(
            Map<String, Double> targets,
            Map<String, Double> measured,
            double attainment,
            @Nullable Boolean met) {
        public Slo {
            targets = Collections.unmodifiableMap(new LinkedHashMap<>(targets));
            measured = Collections.unmodifiableMap(new LinkedHashMap<>(measured));
        }
    }

    /**
     * The fleet. Minimum, maximum and average of ready replicas while the load ran.
     *
     * @param readySeconds replica-seconds ready, over the whole run
     * @param paidSeconds replica-seconds from being asked for to being gone
     */
    public record Replicas(
            int min,
            int max,
            double average,
            double readySeconds,
            double paidSeconds,
            List<ReplicaShare> byReplica) {
        public Replicas {
            byReplica = List.copyOf(byReplica);
        }
    }

    /**
     * What one replica served.
     *
     * @param endpoint null when it never had one
     * @param weight last given to it, NaN when it was never routed
     * @param share of all requests sent
     * @param expectedShare that its weight would have made, integrated over time
     */
    public record ReplicaShare(
            ReplicaId id,
            @Nullable String endpoint,
            double weight,
            long requests,
            double share,
            double expectedShare) {}

    /** What the policy did. */
    public record Scaling(
            String policy,
            long checks,
            Effect effect,
            List<ScalingEvent> events,
            List<Waterfall> waterfalls) {
        public Scaling {
            events = List.copyOf(events);
            waterfalls = List.copyOf(waterfalls);
        }
    }

    /** A change of the target. */
    public record ScalingEvent(double atSeconds, int from, int to, String reason) {
        public boolean isOut() {
            return to > from;
        }
    }

    /** A replica's way to its first token. */
    public record Waterfall(ReplicaId replica, List<Phase> phases) {
        public Waterfall {
            phases = List.copyOf(phases);
        }

        /** Seconds between two phases, NaN when one of them was not seen. */
        public double secondsBetween(StartPhase from, StartPhase to) {
            return at(to) - at(from);
        }

        /** How long each phase took after the one before it that was seen. */
        public List<Step> steps() {
            var steps = new ArrayList<Step>();
            for (int i = 1; i < phases.size(); i++) {
                Phase from = phases.get(i - 1);
                Phase to = phases.get(i);
                steps.add(new Step(from.phase(), to.phase(), to.atSeconds() - from.atSeconds()));
            }
            return steps;
        }

        private double at(StartPhase wanted) {
            for (Phase phase : phases) {
                if (phase.phase() == wanted) {
                    return phase.atSeconds();
                }
            }
            return Double.NaN;
        }
    }

    /** From one phase to the next. */
    public record Step(StartPhase from, StartPhase to, double seconds) {}

    /** A phase, when it was reached. */
    public record Phase(StartPhase phase, double atSeconds) {}

    /**
     * A stage of the load; what is counted is the requests intended in it.
     *
     * @param requestedRate null where a rate is not what it asks for
     * @param achievedRate requests sent per second; NaN when none was
     */
    public record Stage(
            int index,
            @Nullable Double requestedRate,
            double achievedRate,
            double fromSeconds,
            double toSeconds,
            Requests requests,
            Latency latency,
            Throughput throughput,
            @Nullable Slo slo) {}

    /**
     * Other views of the same run.
     *
     * @param steady its steady part; null when nobody asked for it, or there was none
     * @param servers what the servers said, by source
     */
    public record Beside(@Nullable Steady steady, List<ServerView> servers) {
        public static final Beside NOTHING = new Beside(null, List.of());

        public Beside {
            servers = List.copyOf(servers);
        }
    }

    /**
     * The part of the run in which the servers were kept busy, as {@link SteadyState} finds it.
     *
     * @param requests intended in it
     * @param failed of these
     * @param requestsPerSecond that finished in it
     * @param outputTokensPerSecond of those that finished in it
     * @param latency of those intended in it
     */
    public record Steady(
            double fromSeconds,
            double toSeconds,
            long requests,
            long failed,
            double requestsPerSecond,
            double outputTokensPerSecond,
            Latency latency) {}

    /** Where it ran. The only part of a virtual run that depends on the machine. */
    public record Environment(String version, String java, int cpus, String os) {}

    /** The same with more doubts, after its own. */
    public RunSummary withDoubts(List<String> more) {
        var doubts = new ArrayList<>(validity.doubts());
        doubts.addAll(more);
        return with(new Validity(validity.valid(), doubts, validity.verdicts()), beside);
    }

    /** The same, judged otherwise. */
    public RunSummary with(Validity value) {
        return with(value, beside);
    }

    /** The same with other views beside it. */
    public RunSummary with(Beside value) {
        return with(validity, value);
    }

    private RunSummary with(Validity judged, Beside others) {
        return new RunSummary(
                identity,
                durationSeconds,
                judged,
                requests,
                latency,
                tokens,
                throughput,
                slo,
                replicas,
                scaling,
                stages,
                others,
                environment);
    }

    /** The verdicts of one rule. */
    public List<Verdict> verdicts(String rule) {
        var found = new ArrayList<Verdict>();
        for (Verdict verdict : validity.verdicts()) {
            if (verdict.rule().equals(rule)) {
                found.add(verdict);
            }
        }
        return found;
    }
}
