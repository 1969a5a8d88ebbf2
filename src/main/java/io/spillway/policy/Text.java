package io.spillway.policy;

/** Numbers as reasons show them: the same on every machine. */
public final class Text {
    private static final double NANOS_PER_SECOND = 1e9;

    private Text() {}

    /** At most three decimals: {@code 5.0}, {@code 0.833}. */
    public static String number(double value) {
        return Double.toString(Double.isFinite(value) ? Math.rint(value * 1000) / 1000 : value);
    }

    /** {@code 12.5 s}. */
    public static String seconds(long nanos) {
        return Math.rint(nanos / (NANOS_PER_SECOND / 10)) / 10 + " s";
    }

    /** {@code 1 replica}, {@code 2 replicas}. */
    public static String replicas(int count) {
        return count == 1 ? "1 replica" : count + " replicas";
    }
}
