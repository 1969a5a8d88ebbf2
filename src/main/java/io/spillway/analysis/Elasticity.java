package io.spillway.analysis;

/**
 * How well supply followed demand, in replicas sampled at equal ticks.
 *
 * <p>Accuracy, timeshare and jitter as the BUNGEE framework computes them: mean replicas missing
 * and superfluous, share of time with too few and too many, and supply changes beyond demand
 * changes, counted in replicas, per minute. The rest from SPEC RG's elasticity metrics: mean
 * relative under- and over-provisioning in percent, and the share of ticks in which supply and
 * demand did not move the same way, split by who moved up.
 *
 * @param accuracyUnder mean of (d - s)+, in replicas
 * @param accuracyOver mean of (s - d)+, in replicas
 * @param timeshareUnder share of time with d &gt; s
 * @param timeshareOver share of time with s &gt; d
 * @param jitterPerMinute (supply changes - demand changes) per minute
 * @param underPercent 100 · mean of (d - s)+ / d
 * @param overPercent 100 · mean of (s - d)+ / d
 * @param instability share of ticks, 0 to 1, in which sgn Δs differs from sgn Δd
 * @param overProne share in which supply rose above demand's movement
 * @param underProne share in which demand rose above supply's movement
 */
public record Elasticity(
        double accuracyUnder,
        double accuracyOver,
        double timeshareUnder,
        double timeshareOver,
        double jitterPerMinute,
        double underPercent,
        double overPercent,
        double instability,
        double overProne,
        double underProne) {

    private static final double DEVIATION_NORM = 5;
    private static final double FLOOR = 1e-3;

    /** Of demand and supply at the starts of ticks of the given length. */
    public static Elasticity of(int[] demand, int[] supply, double tickSeconds) {
        if (demand.length != supply.length || demand.length < 2) {
            throw new IllegalArgumentException(
                    "demand and supply need the same two or more ticks: %d, %d"
                            .formatted(demand.length, supply.length));
        }
        var sums = new Sums();
        for (int i = 0; i < demand.length; i++) {
            sums.level(demand[i], supply[i]);
            if (i > 0) {
                sums.change(demand[i] - demand[i - 1], supply[i] - supply[i - 1]);
            }
        }
        return sums.result(demand.length, tickSeconds);
    }

    /** Share of time under-provisioned, in percent. */
    public double timeUnderPercent() {
        return 100 * timeshareUnder;
    }

    /** Share of time over-provisioned, in percent. */
    public double timeOverPercent() {
        return 100 * timeshareOver;
    }

    /**
     * Auto-scaling deviation: the 5-norm of relative under- and over-provisioning, the two
     * timeshares and instability, all in percent. 0 is perfect.
     */
    public double deviation() {
        double sum = 0;
        double[] terms = {
            underPercent, overPercent, timeUnderPercent(), timeOverPercent(), 100 * instability
        };
        for (double term : terms) {
            sum += Math.pow(term, DEVIATION_NORM);
        }
        return Math.pow(sum, 1 / DEVIATION_NORM);
    }

    /**
     * Elastic speed-up over a run without scaling: the geometric mean of the ratios of under- and
     * over-provisioning and of the timeshares, above 1 for a gain. Terms below 0.001 % count as
     * that much.
     */
    public double speedupOver(Elasticity unscaled) {
        return Math.pow(
                ratio(unscaled.underPercent, underPercent)
                        * ratio(unscaled.overPercent, overPercent)
                        * ratio(unscaled.timeUnderPercent(), timeUnderPercent())
                        * ratio(unscaled.timeOverPercent(), timeOverPercent()),
                0.25);
    }

    private static double ratio(double without, double with) {
        return Math.max(without, FLOOR) / Math.max(with, FLOOR);
    }

    /** Running sums over ticks. */
    private static final class Sums {
        private double under;
        private double over;
        private double underRelative;
        private double overRelative;
        private int ticksUnder;
        private int ticksOver;
        private int demandChanges;
        private int supplyChanges;
        private int unlike;
        private int supplyAhead;
        private int demandAhead;

        void level(int demand, int supply) {
            int missing = Math.max(0, demand - supply);
            int surplus = Math.max(0, supply - demand);
            // Without demand there is nothing to relate to: one replica stands in.
            double reference = Math.max(1, demand);
            under += missing;
            over += surplus;
            underRelative += missing / reference;
            overRelative += surplus / reference;
            ticksUnder += missing > 0 ? 1 : 0;
            ticksOver += surplus > 0 ? 1 : 0;
        }

        void change(int demand, int supply) {
            demandChanges += Math.abs(demand);
            supplyChanges += Math.abs(supply);
            int difference = Integer.signum(supply) - Integer.signum(demand);
            unlike += difference != 0 ? 1 : 0;
            supplyAhead += difference > 0 ? 1 : 0;
            demandAhead += difference < 0 ? 1 : 0;
        }

        Elasticity result(int ticks, double tickSeconds) {
            double t = ticks;
            return new Elasticity(
                    under / t,
                    over / t,
                    ticksUnder / t,
                    ticksOver / t,
                    (supplyChanges - demandChanges) / (t * tickSeconds / 60),
                    100 * underRelative / t,
                    100 * overRelative / t,
                    unlike / (t - 1),
                    supplyAhead / (t - 1),
                    demandAhead / (t - 1));
        }
    }
}
