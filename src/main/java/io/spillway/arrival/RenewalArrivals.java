package io.spillway.arrival;

import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;

import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;

/**
 * Arrivals with independent random gaps on a scale of requests due, mapped to time by an inverse
 * intensity.
 */
final class RenewalArrivals implements StageArrivals {

    private final SharedStateContinuousSampler gaps;
    private final Time time;
    private final Limit limit;
    private double due;
    private long returned;

    private RenewalArrivals(SharedStateContinuousSampler gaps, Time time, Limit limit) {
        this.gaps = gaps;
        this.time = time;
        this.limit = limit;
    }

    /**
     * How requests due become time.
     *
     * @param secondsOf when that many requests are due
     */
    record Time(DoubleUnaryOperator secondsOf, long durationNanos) {}

    /**
     * Where the stage ends.
     *
     * @param due arrivals come before so many requests are due; with {@code stretched}, the last
     *     one comes exactly then
     * @param count at most so many arrivals
     * @param stretch factor on every gap
     */
    private record Limit(double due, long count, double stretch, boolean stretched) {}

    /** Arrivals until the end of the time. */
    static StageArrivals until(double due, SharedStateContinuousSampler gaps, Time time) {
        return new RenewalArrivals(gaps, time, new Limit(due, Long.MAX_VALUE, 1, false));
    }

    /**
     * So many arrivals, the gaps stretched so that the last comes when {@code due} requests are
     * due. The gaps are drawn twice from equal samplers, so that none has to be kept.
     */
    static StageArrivals stretched(
            long count, double due, Supplier<SharedStateContinuousSampler> gaps, Time time) {
        double stretch = due / sum(count, gaps.get());
        return new RenewalArrivals(gaps.get(), time, new Limit(due, count, stretch, true));
    }

    /** So many arrivals at a rate; the stage ends with the last. */
    static StageArrivals counted(
            long count, double rate, Supplier<SharedStateContinuousSampler> gaps) {
        long durationNanos = DecimalNanos.ofSeconds(sum(count, gaps.get()) / rate);
        var time = new Time(due -> due / rate, durationNanos);
        var limit = new Limit(Double.POSITIVE_INFINITY, count, 1, false);
        return new RenewalArrivals(gaps.get(), time, limit);
    }

    private static double sum(long count, SharedStateContinuousSampler gaps) {
        double sum = 0;
        for (long i = 0; i < count; i++) {
            sum += gaps.sample();
        }
        return sum;
    }

    @Override
    public long next() {
        if (returned == limit.count()) {
            return END;
        }
        due += gaps.sample();
        double at = due * limit.stretch();
        if (limit.stretched()) {
            at = returned == limit.count() - 1 ? limit.due() : Math.min(at, limit.due());
        } else if (at >= limit.due()) {
            returned = limit.count();
            return END;
        }
        returned++;
        long nanos = DecimalNanos.ofSeconds(time.secondsOf().applyAsDouble(at));
        return Math.min(nanos, time.durationNanos());
    }

    @Override
    public long durationNanos() {
        return time.durationNanos();
    }
}
