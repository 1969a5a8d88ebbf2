package io.spillway.sim;

import io.spillway.fleet.StartPhase;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How long replicas take to start, and when they reach each phase on the way.
 *
 * <p>The total is log-normal with the given mean and coefficient of variation, or fixed when that
 * is 0. The same seed and ordinal give the same total. Published cold starts of vLLM spread with a
 * coefficient of 0.1 to 0.3.
 *
 * <p>Phases are fixed shares of the total, from a published log of a small model with its image on
 * the node: of 59 s, 24 s until the weights load (imports, configuration), 0.9 s for the weights,
 * 34 s to initialise the engine (compilation, graph capture). Finding a node, the image check and
 * the container's start are taken as the first 5 %.
 *
 * @param mean mean time from the request for a replica until it serves
 * @param cv standard deviation over mean, 0 for a fixed time
 * @param seed of the distribution
 */
public record StartupModel(Duration mean, double cv, long seed) {
    private static final List<Share> SHARES =
            List.of(
                    new Share(StartPhase.CREATE, 0),
                    new Share(StartPhase.SCHEDULE, 0.01),
                    new Share(StartPhase.PULL, 0.03),
                    new Share(StartPhase.START, 0.05),
                    new Share(StartPhase.LOAD, 0.42),
                    new Share(StartPhase.READY, 1));

    public StartupModel {
        if (mean.isNegative()) {
            throw new IllegalArgumentException("start-up time is negative: " + mean);
        }
        if (!(cv >= 0 && cv <= 5)) {
            throw new IllegalArgumentException(
                    "coefficient of variation of the start-up time must be from 0 to 5: " + cv);
        }
    }

    /** Every replica takes exactly this long. */
    public static StartupModel fixed(Duration total) {
        return new StartupModel(total, 0, 0);
    }

    /** From the request until the replica with this ordinal serves, in nanoseconds. */
    public long totalNanos(int ordinal) {
        if (cv == 0 || mean.isZero()) {
            return mean.toNanos();
        }
        double variance = Math.log1p(cv * cv);
        double location = Math.log((double) mean.toNanos()) - variance / 2;
        // Two rounds, so that neighbouring seeds and ordinals have nothing in common.
        var random = new SplittableRandom(new SplittableRandom(seed).nextLong() ^ ordinal).split();
        return Math.round(Math.exp(location + Math.sqrt(variance) * random.nextGaussian()));
    }

    /** When the replica with this ordinal reaches its phases, in order. */
    public List<Milestone> milestones(int ordinal) {
        long total = totalNanos(ordinal);
        return SHARES.stream()
                .map(share -> new Milestone(share.phase, Math.round(total * share.part)))
                .toList();
    }

    /** A phase, and when it is reached, in nanoseconds from the request for the replica. */
    public record Milestone(StartPhase phase, long afterNanos) {
        /** The same phase of a start that takes so many times as long. */
        public Milestone slowed(double factor) {
            return new Milestone(phase, Math.round(afterNanos * factor));
        }
    }

    private record Share(StartPhase phase, double part) {}
}
