package io.spillway.report.html;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.ScalingDecision;
import io.spillway.record.Quantiles;
import io.spillway.record.SecondRow;
import io.spillway.report.RunData;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** An hour of a large fleet, second by second, around the summary of a shorter run. */
public final class LongRun {
    private LongRun() {}

    /** The long run, with the summary of the short one. */
    static RunData around(RunData small, int seconds, int replicas) {
        return new RunData(
                small.summary(),
                small.measured(),
                small.window(),
                seconds(seconds, replicas),
                events(seconds, replicas),
                small.config(),
                small.judgement(),
                small.problems());
    }

    /** Replicas that come up one a second, and a check each second. */
    public static List<RunEvent> events(int seconds, int replicas) {
        var events = new ArrayList<RunEvent>();
        for (int n = 0; n < replicas; n++) {
            events.add(
                    new RunEvent.StateChanged(
                            n * 1_000_000_000L, id(n), null, ReplicaState.STARTING, "asked for"));
            events.add(
                    new RunEvent.StateChanged(
                            (n + 40) * 1_000_000_000L,
                            id(n),
                            ReplicaState.STARTING,
                            ReplicaState.READY,
                            "ready"));
        }
        for (int s = 1; s <= seconds; s++) {
            events.add(
                    new RunEvent.Checked(
                            s * 1_000_000_000L,
                            new ScalingDecision.Hold("waiting " + s % 7),
                            s % 7,
                            replicas,
                            replicas));
        }
        return events;
    }

    /** Waves of load over the whole fleet. */
    public static List<SecondRow> seconds(int seconds, int replicas) {
        var random = new SplittableRandom(5);
        var rows = new ArrayList<SecondRow>();
        for (int s = 1; s <= seconds; s++) {
            double wave = 1 + Math.sin(s / 200.0);
            double ttft = 0.05 + wave * random.nextDouble();
            rows.add(
                    new SecondRow(
                            s * 1_000_000_000L,
                            new SecondRow.Counts(
                                    (long) (120 * wave), (long) (120 * wave), 110, 0, 400, 0, 1, 1),
                            new Quantiles(ttft, 2 * ttft, 3 * ttft),
                            new Quantiles(0.02, 0.03, 0.02 + 0.1 * random.nextDouble()),
                            fleet(s, replicas, wave, random),
                            Double.NaN));
        }
        return rows;
    }

    private static List<SecondRow.Replica> fleet(
            int second, int replicas, double wave, SplittableRandom random) {
        var fleet = new ArrayList<SecondRow.Replica>();
        for (int n = 0; n < replicas; n++) {
            fleet.add(
                    new SecondRow.Replica(
                            id(n),
                            second < n + 40 ? ReplicaState.STARTING : ReplicaState.READY,
                            Math.floor(20 * wave * random.nextDouble()),
                            Math.floor(40 * wave * random.nextDouble()),
                            0.4 * wave * random.nextDouble(),
                            (long) (8 * wave * random.nextDouble()),
                            random.nextDouble() / replicas));
        }
        return fleet;
    }

    private static ReplicaId id(int n) {
        return new ReplicaId("vllm-server-7d9c5b6f4-" + (char) ('a' + n % 26) + n);
    }
}
