package io.spillway.policy.kubernetes;

/** How far usage may be off its target, as shares of it, before anything is done. */
record Tolerance(double down, double up) {
    static final Tolerance DEFAULT = new Tolerance(0.1, 0.1);

    boolean covers(double ratio) {
        return (1 - down <= ratio && ratio <= 1 + up) || Math.abs(1 - ratio) <= Math.min(down, up);
    }
}
