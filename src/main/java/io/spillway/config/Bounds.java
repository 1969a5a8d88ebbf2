package io.spillway.config;

/** An interval of allowed numbers; seconds where it bounds a duration. */
record Bounds(double min, boolean minIncluded, double max, String words) {

    static final Bounds ANY = new Bounds(-Double.MAX_VALUE, true, Double.MAX_VALUE, "");
    static final Bounds POSITIVE = new Bounds(0, false, Double.MAX_VALUE, " above 0");
    static final Bounds RATE = new Bounds(0, false, 1e6, " above 0 and at most 1000000");
    static final Bounds STAGE = new Bounds(0, false, 1e8, " above 0 and at most 100000000 s");
    static final Bounds NOT_NEGATIVE = new Bounds(0, true, Double.MAX_VALUE, " of at least 0");
    static final Bounds PORT = between(1, 65_535);
    static final Bounds SHARE = between(0, 1);
    static final Bounds POSITIVE_SHARE = new Bounds(0, false, 1, " above 0 and at most 1");

    static Bounds atLeast(long min) {
        return new Bounds(min, true, Double.MAX_VALUE, " of at least " + min);
    }

    static Bounds between(long min, long max) {
        return new Bounds(min, true, max, " from " + min + " to " + max);
    }

    boolean holds(double value) {
        return (minIncluded ? value >= min : value > min) && value <= max;
    }
}
