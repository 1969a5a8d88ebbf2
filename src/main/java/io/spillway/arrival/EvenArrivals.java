package io.spillway.arrival;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.LongUnaryOperator;

/** Arrivals without chance: the n-th computed from n. */
final class EvenArrivals implements StageArrivals {

    private final LongUnaryOperator nanosOf;
    private final long count;
    private final long durationNanos;
    private long next;

    private EvenArrivals(LongUnaryOperator nanosOf, long count, long durationNanos) {
        this.nanosOf = nanosOf;
        this.count = count;
        this.durationNanos = durationNanos;
    }

    /** ⌊expected⌋ arrivals, the k-th when k requests are due. */
    static EvenArrivals over(RateProfile profile) {
        long count = Intensity.expected(profile).setScale(0, RoundingMode.DOWN).longValueExact();
        long duration = DecimalNanos.ofSeconds(profile.seconds());
        if (profile instanceof RateProfile.Constant flat && flat.rate().signum() > 0) {
            return new EvenArrivals(new DecimalNanos.Spacing(flat.rate())::nanos, count, duration);
        }
        Intensity intensity = Intensity.of(profile);
        return new EvenArrivals(
                k -> Math.min(DecimalNanos.ofSeconds(intensity.secondsOf((double) k)), duration),
                count,
                duration);
    }

    /** So many arrivals at one rate; the stage lasts count/rate. */
    static EvenArrivals counted(long count, BigDecimal rate) {
        var spacing = new DecimalNanos.Spacing(rate);
        return new EvenArrivals(spacing::nanos, count, spacing.nanos(count));
    }

    /** So many arrivals at once. */
    static EvenArrivals burst(long count, long durationNanos) {
        return new EvenArrivals(_ -> 0, count, durationNanos);
    }

    @Override
    public long next() {
        return next < count ? nanosOf.applyAsLong(next++) : END;
    }

    @Override
    public long durationNanos() {
        return durationNanos;
    }
}
