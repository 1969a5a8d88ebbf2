package io.spillway.arrival;

import io.spillway.time.Seeds;
import io.spillway.trace.Trace;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/** Makes load shapes from their descriptions. A shape is used up by one run; make one for each. */
public final class LoadShapes {

    private LoadShapes() {}

    /**
     * Stages on one continuous clock: each begins where the last one ends, plus the gap.
     *
     * @param seeds the run's; arrivals take theirs under the name {@code arrivals}, one for each
     *     stage, so that a stage more does not shift the others
     */
    public static LoadShape.OpenLoop stages(LoadSpec.Stages spec, Seeds seeds) {
        List<StageArrivals> arrivals = new ArrayList<>();
        List<LoadShape.Stage> reported = new ArrayList<>();
        Seeds own = seeds.named("arrivals");
        long from = 0;
        for (StageSpec stage : spec.stages()) {
            int index = arrivals.size();
            StageArrivals made = StageFactory.arrivals(stage, own.at(index));
            long to = Math.addExact(from, made.durationNanos());
            arrivals.add(made);
            reported.add(new LoadShape.Stage(index, requestedRate(stage), from, to));
            from = Math.addExact(to, spec.gapNanos());
        }
        return new LoadShape.OpenLoop(new StagedArrivals(arrivals, reported), reported);
    }

    /** The arrivals of a trace, {@code speed} times as fast. One stage, with no rate of its own. */
    public static LoadShape.OpenLoop replay(Trace trace, BigDecimal speed) {
        var arrivals = new TraceArrivals(trace, speed);
        var stage = new LoadShape.Stage(0, Double.NaN, 0, arrivals.endNanos());
        return new LoadShape.OpenLoop(arrivals, List.of(stage));
    }

    /**
     * Numbers of users. From the first level without a duration on, only the run can tell when a
     * level begins and ends: {@link Long#MAX_VALUE} stands there.
     */
    public static LoadShape.ClosedLoop closed(LoadSpec.Closed spec) {
        List<LoadShape.Stage> reported = new ArrayList<>();
        long from = 0;
        for (LoadShape.Users level : spec.levels()) {
            boolean open = from == Long.MAX_VALUE || level.durationNanos() == Long.MAX_VALUE;
            long to = open ? Long.MAX_VALUE : Math.addExact(from, level.durationNanos());
            reported.add(new LoadShape.Stage(reported.size(), Double.NaN, from, to));
            from = to;
        }
        return new LoadShape.ClosedLoop(spec.levels(), reported);
    }

    /**
     * Requests a stage is expected to send: exact for even, counted and inference-perf's laws, a
     * mean for the others.
     */
    public static BigDecimal expectedRequests(StageSpec spec) {
        return switch (spec) {
            case StageSpec.Counted counted -> BigDecimal.valueOf(counted.requests());
            case StageSpec.Burst burst -> BigDecimal.valueOf(burst.requests());
            case StageSpec.Rated rated ->
                    switch (rated.law()) {
                        case ArrivalLaw.Even _ -> whole(rated);
                        case ArrivalLaw.Gamma gamma when gamma.rescale() -> whole(rated);
                        case ArrivalLaw.Poisson _, ArrivalLaw.Gamma _ ->
                                Intensity.expected(rated.profile());
                        case ArrivalLaw.InferencePerfConstant _,
                                ArrivalLaw.InferencePerfPoisson _ ->
                                BigDecimal.valueOf(
                                        StageFactory.truncatedInFloatingPoint(rated.profile()));
                    };
        };
    }

    private static BigDecimal whole(StageSpec.Rated rated) {
        return new BigDecimal(Intensity.expected(rated.profile()).toBigInteger());
    }

    private static double requestedRate(StageSpec spec) {
        return switch (spec) {
            case StageSpec.Rated rated ->
                    Intensity.expected(rated.profile())
                            .divide(rated.profile().seconds(), MathContext.DECIMAL64)
                            .doubleValue();
            case StageSpec.Counted counted -> counted.rate().doubleValue();
            case StageSpec.Burst _ -> Double.NaN;
        };
    }
}
