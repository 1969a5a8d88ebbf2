package io.spillway.analysis;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where a server's capacity ends: the lowest of several rates at which tails diverge or errors
 * appear.
 *
 * @param stage index of the stage
 * @param rate requests per second it asked for
 * @param why what gave it away
 */
public record Knee(int stage, double rate, String why) {
    private static final double TAIL_GROWTH = 3;
    private static final double SPREAD_GROWTH = 3;
    private static final double MAX_ERROR_RATE = 0.01;
    private static final double MIN_ACHIEVED = 0.95;

    /**
     * Compares every stage with that of the lowest rate: P99 of TTFT from the intended send (of
     * end-to-end latency where nothing is streamed) at least three times as long, P99 over P50 at
     * least three times as wide, more than 1 % errors, or less than 95 % of its requests sent on
     * time. Null when no stage is like that, or there are not two rates to compare.
     */
    public static @Nullable Knee find(List<RunSummary.Stage> stages) {
        List<RunSummary.Stage> ascending = byRate(stages);
        if (ascending.size() < 2) {
            return null;
        }
        RunSummary.Stage base = ascending.getFirst();
        for (RunSummary.Stage stage : ascending) {
            String why = overload(base, stage);
            if (why != null) {
                return new Knee(stage.index(), rate(stage), why);
            }
        }
        return null;
    }

    /** Stages that ask for a rate and had requests, lowest rate first. */
    static List<RunSummary.Stage> byRate(List<RunSummary.Stage> stages) {
        var ascending = new ArrayList<RunSummary.Stage>();
        for (RunSummary.Stage stage : stages) {
            if (stage.requestedRate() != null && stage.requests().scheduled() > 0) {
                ascending.add(stage);
            }
        }
        ascending.sort(Comparator.comparingDouble(Knee::rate));
        return ascending;
    }

    static double rate(RunSummary.Stage stage) {
        Double rate = stage.requestedRate();
        return rate == null ? Double.NaN : rate;
    }

    /** What is judged of a stage: TTFT, or end-to-end latency without streaming. */
    static Dist tail(RunSummary.Stage stage) {
        RunSummary.FromBoth ttft = stage.latency().ttft();
        return (ttft == null ? stage.latency().e2e() : ttft).fromIntended();
    }

    private static @Nullable String overload(RunSummary.Stage base, RunSummary.Stage stage) {
        double errors = (double) stage.requests().failed() / stage.requests().scheduled();
        if (errors > MAX_ERROR_RATE) {
            return Words.say("%.1f %% of requests failed", 100 * errors);
        }
        double onTime = sentOnTime(stage);
        if (onTime < MIN_ACHIEVED) {
            return Words.say("only %.0f %% of the rate was achieved", 100 * onTime);
        }
        Dist calm = tail(base);
        Dist now = tail(stage);
        if (rate(stage) <= rate(base) || !calm.isMeasured() || !now.isMeasured()) {
            return null;
        }
        if (now.p99() >= TAIL_GROWTH * calm.p99()) {
            return Words.say(
                    "p99 grew from %s to %s", Words.latency(calm.p99()), Words.latency(now.p99()));
        }
        double spread = now.p99() / now.p50();
        if (spread >= SPREAD_GROWTH * (calm.p99() / calm.p50())) {
            return Words.say("p99 is %.1f times p50", spread);
        }
        return null;
    }

    /**
     * How much of its own time a stage needed for its sends: below 1 when they lagged behind its
     * end. Requests that never reached a socket are the servers' affair.
     */
    static double sentOnTime(RunSummary.Stage stage) {
        double onTime = stage.requests().sent() / (stage.toSeconds() - stage.fromSeconds());
        return stage.achievedRate() / onTime;
    }
}
