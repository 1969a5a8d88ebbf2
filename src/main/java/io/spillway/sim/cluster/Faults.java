package io.spillway.sim.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What goes wrong in a simulated fleet, virtual or embedded. */
public record Faults(List<Fault> all) {
    public static final Faults NONE = new Faults(List.of());

    public Faults {
        all = List.copyOf(all);
    }

    public static Faults of(Fault... faults) {
        return new Faults(List.of(faults));
    }

    /**
     * Faults drawn by seed: the same arguments give the same faults.
     *
     * @param replicas how many ordinals they may befall, from 1
     * @param horizon when deaths and metric faults begin, at the latest
     */
    public static Faults drawn(long seed, Odds odds, int replicas, Duration horizon) {
        var random = new SplittableRandom(seed);
        List<Fault> faults = new ArrayList<>();
        for (int ordinal = 1; ordinal <= replicas; ordinal++) {
            // Drawn whether used or not: one probability does not shift the others' draws.
            double never = random.nextDouble();
            double slow = random.nextDouble();
            double factor = random.nextDouble(2, 5);
            double death = random.nextDouble();
            double blind = random.nextDouble();
            long deathNanos = random.nextLong(Math.max(1, horizon.toNanos()));
            long blindNanos = random.nextLong(Math.max(1, horizon.toNanos()));
            if (never < odds.neverReady()) {
                faults.add(new Fault.NeverReady(ordinal));
            }
            if (slow < odds.slowStart()) {
                faults.add(new Fault.SlowStart(ordinal, factor));
            }
            if (death < odds.dies()) {
                faults.add(new Fault.Dies(ordinal, deathNanos));
            }
            if (blind < odds.metricsMissing()) {
                long end = blindNanos + odds.metricsMissingFor().toNanos();
                faults.add(new Fault.MetricsMissing(ordinal, blindNanos, end));
            }
        }
        return new Faults(faults);
    }

    /** Whether it never becomes ready. */
    public boolean neverReady(int ordinal) {
        return all.stream()
                .anyMatch(fault -> fault instanceof Fault.NeverReady && fault.ordinal() == ordinal);
    }

    /** How many times as long its start takes. */
    public double startFactor(int ordinal) {
        double factor = 1;
        for (Fault fault : all) {
            if (fault instanceof Fault.SlowStart slow && slow.ordinal() == ordinal) {
                factor *= slow.factor();
            }
        }
        return factor;
    }

    /** When it dies next, {@link Long#MAX_VALUE} for never. */
    public long deathNanos(int ordinal, long nowNanos) {
        long death = Long.MAX_VALUE;
        for (Fault fault : all) {
            if (fault instanceof Fault.Dies dies
                    && dies.ordinal() == ordinal
                    && dies.atNanos() >= nowNanos) {
                death = Math.min(death, dies.atNanos());
            }
        }
        return death;
    }

    /** What is wrong with its metrics now, in order. */
    List<Fault.Metrics> metrics(int ordinal, long nowNanos) {
        if (all.isEmpty()) {
            return List.of();
        }
        List<Fault.Metrics> now = new ArrayList<>();
        for (Fault fault : all) {
            if (fault instanceof Fault.Metrics metrics
                    && metrics.ordinal() == ordinal
                    && metrics.covers(nowNanos)) {
                now.add(metrics);
            }
        }
        return now;
    }

    /**
     * Probabilities per replica, each from 0 to 1.
     *
     * @param slowStart of a start that takes 2 to 5 times as long
     */
    public record Odds(
            double neverReady,
            double slowStart,
            double dies,
            double metricsMissing,
            Duration metricsMissingFor) {}
}
