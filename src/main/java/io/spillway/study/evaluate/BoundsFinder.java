package io.spillway.study.evaluate;

import io.spillway.analysis.DemandCurve;
import io.spillway.analysis.Oracle;
import io.spillway.config.Experiment;
import io.spillway.config.FleetConfig;
import io.spillway.config.SimulatedConfig;
import io.spillway.record.Measurements;
import io.spillway.study.ExperimentEdits;
import io.spillway.study.RunFailedException;
import io.spillway.study.StudyContext;
import io.spillway.study.sweep.CapacitySearch;
import io.spillway.study.sweep.Saturation;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/** Measures one replica, and bounds what scaling can do with it. */
final class BoundsFinder {
    private static final int SMOOTHING_SECONDS = 30;
    private static final Duration SEARCH = Duration.ofHours(1);
    private static final double DEFAULT_STARTUP_SECONDS = 20;

    private final StudyContext context;
    private final Experiment experiment;

    BoundsFinder(StudyContext context, Experiment experiment) {
        this.context = context;
        this.experiment = experiment;
    }

    /** Null when one replica's capacity cannot be found, or there was no load to speak of. */
    @Nullable Bounds find(Measurements traffic) throws RunFailedException, InterruptedException {
        FleetConfig fleet = experiment.fleet();
        Saturation saturation = capacity();
        if (fleet == null || !(saturation instanceof Saturation.Found found)) {
            return null;
        }
        int[] demand = demand(traffic, found.requestsPerSecond(), fleet);
        if (demand.length < 2) {
            return null;
        }
        double startUp = startUpSeconds(experiment);
        Oracle oracle = Oracle.of(demand, 1, (int) Math.ceil(startUp), 1);
        return new Bounds(
                found.requestsPerSecond(),
                found.how(),
                startUp,
                SMOOTHING_SECONDS,
                oracle.zeroDelay(),
                oracle.withStartUp(),
                oracle.bestStatic());
    }

    private Saturation capacity() throws RunFailedException, InterruptedException {
        return CapacitySearch.ofSize(
                        context,
                        ExperimentEdits.withoutFaults(experiment),
                        1,
                        CapacitySearch.within(SEARCH))
                .slo();
    }

    /** Replicas in demand in each second of the load, within the fleet's bounds. */
    private static int[] demand(Measurements traffic, double capacity, FleetConfig fleet) {
        int first = (int) (traffic.clock().loadStartNanos() / 1_000_000_000L);
        List<Long> offered = traffic.offeredPerSecond();
        int last = offered.size() - 1;
        while (last >= first && offered.get(last) == 0) {
            last--;
        }
        if (last < first) {
            return new int[0];
        }
        int[] demand =
                DemandCurve.linear(capacity, fleet.maxReplicas())
                        .demand(offered.subList(first, last + 1), SMOOTHING_SECONDS);
        for (int i = 0; i < demand.length; i++) {
            demand[i] = Math.max(fleet.minReplicas(), demand[i]);
        }
        return demand;
    }

    static double startUpSeconds(Experiment experiment) {
        FleetConfig fleet = experiment.fleet();
        SimulatedConfig simulated = fleet == null ? null : fleet.simulated();
        return simulated == null
                ? DEFAULT_STARTUP_SECONDS
                : simulated.startup().mean().toNanos() / 1e9;
    }
}
