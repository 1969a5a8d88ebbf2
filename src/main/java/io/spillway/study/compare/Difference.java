package io.spillway.study.compare;

import io.spillway.analysis.PairedDifference;

/**
 * How far one run is from the reference in one figure.
 *
 * @param figure {@code TTFT p95}
 * @param reference the figure of the reference, mean over the stretches
 * @param paired the difference over the stretches, in the figure's unit
 */
public record Difference(String figure, double reference, PairedDifference paired) {

    /** Mean difference as a share of the reference; NaN when that is 0. */
    public double change() {
        return share(paired.mean());
    }

    /** Lower end of its 95 % interval. */
    public double low() {
        return share(paired.low());
    }

    /** Upper end of it. */
    public double high() {
        return share(paired.high());
    }

    /** Whether chance is no likely cause. */
    public boolean isReal() {
        return paired.isSignificant();
    }

    private double share(double difference) {
        return reference == 0 ? Double.NaN : difference / reference;
    }
}
