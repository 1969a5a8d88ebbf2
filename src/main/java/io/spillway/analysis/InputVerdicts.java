package io.spillway.analysis;

import org.jspecify.annotations.Nullable;

/** Verdicts on what was sent, and where: V8, V9, V10, V13 and V14. Null without their input. */
public final class InputVerdicts {
    private static final double MAX_REAL_RATIO = 1.5;
    private static final double MAX_DRIFT = 0.20;
    private static final double OLD_DAYS = 90;
    private static final double STALE_DAYS = 180;

    private InputVerdicts() {}

    /** V8, real against synthetic data at a similar rate. */
    static @Nullable Verdict realData(@Nullable Tails tails) {
        if (tails == null) {
            return null;
        }
        if (!tails.comparable()) {
            return Verdict.warn(
                    "V8",
                    Words.say(
                            "the data are not judged: the rate here is %.2f times that on synthetic"
                                    + " data",
                            tails.rateRatio()));
        }
        double ratio = tails.ratio();
        return ratio > MAX_REAL_RATIO
                ? Verdict.warn(
                        "V8",
                        Words.say(
                                "p99 is %.1f times longer on real data: promise only what holds there",
                                ratio))
                : Verdict.ok(
                        "V8", Words.say("p99 on real data is %.1f times that on synthetic", ratio));
    }

    /**
     * V9, drift of the data: its age, and its lengths against production's.
     *
     * @param p50 median of the input tokens that were sent, NaN when none were counted
     * @param p95 their 95th percentile
     */
    public static @Nullable Verdict drift(
            VerdictInputs.@Nullable Dataset data, double p50, double p95) {
        if (data == null) {
            return null;
        }
        if (data.ageDays() > STALE_DAYS) {
            return Verdict.fail(
                    "V9", Words.say("the data set is %.0f days old: sample anew", data.ageDays()));
        }
        double median = p50 / data.inputP50() - 1;
        double tail = p95 / data.inputP95() - 1;
        if (Double.isNaN(median) && Double.isNaN(tail)) {
            return age(data.ageDays());
        }
        String lengths = lengths(median, tail);
        if (Math.abs(median) > MAX_DRIFT || Math.abs(tail) > MAX_DRIFT) {
            double both = (Double.isNaN(median) ? 0 : median) + (Double.isNaN(tail) ? 0 : tail);
            return Verdict.warn(
                    "V9",
                    Words.say(
                            "%s: TTFT is %s",
                            lengths, both > 0 ? "overestimated" : "underestimated"));
        }
        return data.ageDays() > OLD_DAYS
                ? age(data.ageDays())
                : Verdict.ok("V9", Words.say("%s", lengths));
    }

    private static String lengths(double median, double tail) {
        if (Double.isNaN(tail)) {
            return Words.say(
                    "input lengths differ from production by %+.0f %% (p50)", 100 * median);
        }
        if (Double.isNaN(median)) {
            return Words.say("input lengths differ from production by %+.0f %% (p95)", 100 * tail);
        }
        return Words.say(
                "input lengths differ from production by %+.0f %% (p50) and %+.0f %% (p95)",
                100 * median, 100 * tail);
    }

    private static @Nullable Verdict age(double days) {
        if (Double.isNaN(days)) {
            return null;
        }
        String said = Words.say("the data set is %.0f days old", days);
        return days > OLD_DAYS ? Verdict.warn("V9", said) : Verdict.ok("V9", said);
    }

    /** V10, the generator belongs in the servers' zone: another adds 1 to 2 ms a request. */
    public static @Nullable Verdict topology(VerdictInputs.@Nullable Topology where) {
        if (where == null || where.generatorZone() == null || where.serverZone() == null) {
            return null;
        }
        return where.generatorZone().equals(where.serverZone())
                ? Verdict.ok(
                        "V10",
                        Words.say("generator and servers are both in %s", where.serverZone()))
                : Verdict.warn(
                        "V10",
                        Words.say(
                                "the generator is in %s, the servers in %s: not comparable with runs"
                                        + " inside one zone",
                                where.generatorZone(), where.serverZone()));
    }

    /** V13, the route and the model. Completions are preferred where both routes exist. */
    public static @Nullable Verdict route(VerdictInputs.@Nullable Routes routes) {
        if (routes == null) {
            return null;
        }
        if (!routes.completions() && !routes.chat()) {
            return Verdict.fail("V13", "neither completions nor chat completions answered");
        }
        String model = routes.model();
        if (model != null && !routes.models().contains(model)) {
            return Verdict.fail(
                    "V13",
                    Words.say(
                            "the server does not offer %s, but %s",
                            model, String.join(", ", routes.models())));
        }
        return routes.completions() && !routes.usedCompletions()
                ? Verdict.warn("V13", "chat completions were used although completions exist")
                : Verdict.ok(
                        "V13",
                        Words.say(
                                "%s were used",
                                routes.usedCompletions() ? "completions" : "chat completions"));
    }

    /** V14, reproducibility: compare only runs from the same kind of machine. */
    public static @Nullable Verdict machine(VerdictInputs.@Nullable Topology where) {
        return where == null || where.nodeType() == null
                ? null
                : Verdict.ok(
                        "V14",
                        Words.say("generated on %s: compare with the same only", where.nodeType()));
    }
}
