package io.spillway.arrival;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.PoissonSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateDiscreteSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

import java.util.function.Supplier;

/**
 * inference-perf's {@code poisson} schedule: for each second a Poisson number of requests, their
 * exponential gaps stretched so that the last comes at the end of that second. It takes a fixed
 * number of requests, and the stage ends with the last of them.
 */
final class WindowedArrivals implements StageArrivals {

    private static final long SECOND = 1_000_000_000L;

    private final SharedStateDiscreteSampler counts;
    private final SharedStateContinuousSampler exponential;
    private final long total;
    private final long durationNanos;
    private double[] gaps = new double[16];
    private int inWindow;
    private int position;
    private double sum;
    private double passed;
    private long windows;
    private long returned;

    private WindowedArrivals(
            UniformRandomProvider random, double rate, long total, long durationNanos) {
        this.counts = PoissonSampler.of(random, rate);
        this.exponential = ZigguratSampler.Exponential.of(random);
        this.total = total;
        this.durationNanos = durationNanos;
    }

    /** The schedule of a stage; the generators must be equal: one is used to find the end. */
    static StageArrivals of(double rate, long total, Supplier<UniformRandomProvider> random) {
        if (total == 0) {
            return EvenArrivals.burst(0, 0);
        }
        var rehearsal = new WindowedArrivals(random.get(), rate, total, 0);
        long last = 0;
        for (long at = rehearsal.next(); at != END; at = rehearsal.next()) {
            last = at;
        }
        return new WindowedArrivals(random.get(), rate, total, last);
    }

    @Override
    public long next() {
        if (returned == total) {
            return END;
        }
        while (position == inWindow) {
            startWindow();
        }
        passed += gaps[position++];
        returned++;
        long end = windows * SECOND;
        if (position == inWindow) {
            return end;
        }
        return Math.min(end, end - SECOND + DecimalNanos.ofSeconds(passed / sum));
    }

    private void startWindow() {
        inWindow = counts.sample();
        windows++;
        position = 0;
        sum = 0;
        passed = 0;
        if (inWindow > gaps.length) {
            gaps = new double[inWindow * 2];
        }
        for (int i = 0; i < inWindow; i++) {
            gaps[i] = exponential.sample();
            sum += gaps[i];
        }
    }

    @Override
    public long durationNanos() {
        return durationNanos;
    }
}
