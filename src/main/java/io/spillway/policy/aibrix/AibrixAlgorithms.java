package io.spillway.policy.aibrix;

/** The two control laws of AIBrix, as pure functions of one observation. */
final class AibrixAlgorithms {
    private AibrixAlgorithms() {}

    /** How fast and from when a law may act. */
    record Limits(double maxUpRate, double maxDownRate, double upTolerance, double downTolerance) {
        static final Limits DEFAULT = new Limits(2, 2, 0.1, 0.1);
    }

    /**
     * APA, with r = usage / target:
     *
     * <pre>
     * r &gt; 1 + up tolerance   : min(ceil(current · r), ceil(maxUp · current))
     * r &lt; 1 − down tolerance : max(ceil(current · r), floor(current / maxDown))
     * </pre>
     */
    static int apa(int current, double usage, double target, Limits limits) {
        double ratio = usage / target;
        if (ratio > 1 + limits.upTolerance) {
            return (int)
                    Math.min(Math.ceil(current * ratio), Math.ceil(limits.maxUpRate * current));
        }
        if (ratio < 1 - limits.downTolerance) {
            return (int)
                    Math.max(Math.ceil(current * ratio), Math.floor(current / limits.maxDownRate));
        }
        return current;
    }

    /**
     * What KPA looks at.
     *
     * @param stable average over the stable window
     * @param panic average over the panic window
     * @param activationScale the least, when it is not zero
     * @param totals whether the averages are of the fleet's total and not per pod
     */
    record KpaInput(
            int current,
            double stable,
            double panic,
            double target,
            int activationScale,
            boolean totals) {}

    /** Whether the panic window runs away from the stable one, or there is nothing to compare. */
    static boolean panics(double stable, double panic, double threshold) {
        return stable <= 0 || panic / stable > threshold;
    }

    /**
     * KPA: {@code ceil(average / target)} for an average outside the tolerance, kept to {@code
     * [floor(current / maxDown), max(1, ceil(maxUp · current))]}; in panic the most of both
     * averages and of {@code maxPanicPods}.
     */
    static int kpa(KpaInput input, boolean inPanic, int maxPanicPods, Limits limits) {
        double least = Math.floor(input.current / limits.maxDownRate);
        double most = Math.max(1, Math.ceil(limits.maxUpRate * input.current));
        int stable = (int) Math.clamp(wanted(input, input.stable, limits), least, most);
        int panic = (int) Math.clamp(wanted(input, input.panic, limits), least, most);
        if (input.activationScale > 1) {
            stable = stable > 0 ? Math.max(stable, input.activationScale) : stable;
            panic = panic > 0 ? Math.max(panic, input.activationScale) : panic;
        }
        return inPanic ? Math.max(maxPanicPods, Math.max(stable, panic)) : stable;
    }

    private static double wanted(KpaInput input, double average, Limits limits) {
        double compared = input.totals ? average / Math.max(1, input.current) : average;
        boolean onTarget =
                compared >= input.target * (1 - limits.downTolerance)
                        && compared <= input.target * (1 + limits.upTolerance);
        return onTarget ? input.current : Math.ceil(average / input.target);
    }
}
