package io.spillway.wiring;

import io.spillway.analysis.GpuShare;
import io.spillway.analysis.RunSummary;
import io.spillway.config.Experiment;
import io.spillway.config.FleetConfig;
import io.spillway.config.LoadConfig;
import io.spillway.config.ReplicaConfig;
import io.spillway.config.SimulatedConfig;
import io.spillway.fleet.RunId;
import io.spillway.report.Judging;
import io.spillway.study.ExperimentEdits;
import io.spillway.study.RunFailedException;
import io.spillway.study.RunSummaries;
import io.spillway.study.StudyContext;
import io.spillway.study.sweep.CapacitySearch;
import io.spillway.study.sweep.Saturation;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one replica serves, where that can be known: the file says so, or it is a simulated one,
 * which is measured on the virtual clock. Measured once for the same server, data and objectives in
 * a process. Any thread.
 */
final class ReplicaCapacity {

    private static final Duration SEARCH = Duration.ofMinutes(5);
    private static final int LEAST_SMOOTHING = 5;
    private static final int MOST_SMOOTHING = 30;
    private static final int USUAL_SMOOTHING = 10;
    private static final int KEPT = 64;
    private static final Pattern MIG = Pattern.compile("mig-[1-7]g\\.\\d+gb");

    private static final Map<Experiment, Optional<Measured>> MEASURED =
            Collections.synchronizedMap(
                    new LinkedHashMap<>() {
                        @Override
                        protected boolean removeEldestEntry(
                                Map.Entry<Experiment, Optional<Measured>> eldest) {
                            return size() > KEPT;
                        }
                    });

    private ReplicaCapacity() {}

    private record Measured(double requestsPerSecond, int smoothingSeconds) {}

    /** What it takes to judge a run that scales; null when a replica's capacity is not known. */
    static @Nullable Judging judging(
            Experiment experiment, Experiment.Clock clock, RunSummary.Environment environment)
            throws RunFailedException, InterruptedException {
        FleetConfig fleet = experiment.fleet();
        if (fleet == null || experiment.scaling() == null) {
            return null;
        }
        boolean modelled =
                clock == Experiment.Clock.VIRTUAL
                        || fleet.actuator() == FleetConfig.Actuator.SIMULATED;
        SimulatedConfig simulated =
                fleet.simulated() == null ? Simulations.DEFAULT : fleet.simulated();
        Double written = fleet.capacityPerReplica();
        Measured capacity =
                written != null
                        ? new Measured(written, USUAL_SMOOTHING)
                        : modelled && isUniform(fleet) && simulated.fixed() == null
                                ? measured(experiment, environment)
                                : null;
        if (capacity == null) {
            return null;
        }
        GpuShare gpu = gpu(fleet, modelled ? simulated.profile() : "");
        Double price = fleet.costPerReplicaHour();
        return new Judging(
                capacity.requestsPerSecond(),
                fleet.maxReplicas(),
                capacity.smoothingSeconds(),
                modelled ? simulated.startup().mean().toNanos() / 1e9 : Double.NaN,
                gpu.fraction(),
                gpu.basis(),
                price == null ? Double.NaN : price);
    }

    /** Replicas of several kinds have no capacity in common. */
    private static boolean isUniform(FleetConfig fleet) {
        return fleet.replicas().stream().map(ReplicaConfig::profile).distinct().count() <= 1;
    }

    private static @Nullable Measured measured(
            Experiment experiment, RunSummary.Environment environment)
            throws RunFailedException, InterruptedException {
        Experiment alone = alone(experiment);
        Optional<Measured> known = MEASURED.get(alone);
        if (known == null) {
            known = Optional.ofNullable(search(alone, environment));
            MEASURED.put(alone, known);
        }
        return known.orElse(null);
    }

    /** One replica with which nothing goes wrong; what does not matter is left out. */
    private static Experiment alone(Experiment experiment) {
        Experiment one =
                ExperimentEdits.withFixedFleet(
                        ExperimentEdits.withoutWindow(ExperimentEdits.withoutFaults(experiment)),
                        1);
        boolean replays = experiment.load().type() == LoadConfig.Type.TRACE_REPLAY;
        return replays
                ? one
                : ExperimentEdits.withRates(
                        one, List.of(ExperimentEdits.stage(1, Duration.ofSeconds(1))));
    }

    private static @Nullable Measured search(Experiment alone, RunSummary.Environment environment)
            throws RunFailedException, InterruptedException {
        var context =
                StudyContext.virtual(new Wiring(), new RunId("capacity"), environment, _ -> {});
        var search = CapacitySearch.ofSize(context, alone, 1, CapacitySearch.within(SEARCH));
        Saturation capacity =
                RunSummaries.targets(alone.slo()).isEmpty() ? search.knee() : search.slo();
        int service = (int) Math.ceil(3 * search.aloneSeconds());
        return switch (capacity) {
            case Saturation.NoPlateau _ -> null;
            case Saturation.Found found ->
                    new Measured(
                            found.requestsPerSecond(),
                            Math.clamp(service, LEAST_SMOOTHING, MOST_SMOOTHING));
        };
    }

    /** Of what the first replica that says so takes. */
    private static GpuShare gpu(FleetConfig fleet, String profile) {
        for (ReplicaConfig replica : fleet.replicas()) {
            String resource = replica.gpuResource();
            if (resource != null) {
                return share(resource);
            }
        }
        return share(profile);
    }

    private static GpuShare share(String name) {
        Matcher mig = MIG.matcher(name);
        return mig.find() ? GpuShare.byCompute(mig.group()) : GpuShare.whole(1);
    }
}
