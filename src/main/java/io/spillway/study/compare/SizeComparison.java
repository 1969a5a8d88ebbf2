package io.spillway.study.compare;

import io.spillway.analysis.RunSummary;
import io.spillway.analysis.Scalability;
import io.spillway.config.Experiment;
import io.spillway.config.FleetConfig;
import io.spillway.config.SweepConfig;
import io.spillway.study.ExperimentEdits;
import io.spillway.study.RunEnding;
import io.spillway.study.RunFailedException;
import io.spillway.study.RunListener;
import io.spillway.study.RunResult;
import io.spillway.study.RunSummaries;
import io.spillway.study.StudyContext;
import io.spillway.study.Tables;
import io.spillway.study.sweep.CapacitySearch;
import io.spillway.study.sweep.Saturation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Measures what one replica serves, and what N do: the same search on a fleet of each size, then
 * the experiment's own load on each. Nothing scales.
 */
public final class SizeComparison {

    /**
     * Of the search on one size, unless the file has {@code load.sweep}. The same on both clocks:
     * how long a rate is tried decides whether it is met.
     */
    private static final Duration SEARCH = Duration.ofMinutes(5);

    private final StudyContext context;
    private final Experiment experiment;
    private final Request request;
    private final SweepConfig bounds;

    /** Where capacity is measured. */
    public enum At {
        /** The largest rate that meets the objectives. */
        SLO("within the objectives"),
        /** Where throughput stops growing with the users. */
        SATURATION("at saturation");

        private final String words;

        At(String words) {
            this.words = words;
        }

        /** As it stands in a sentence. */
        public String words() {
            return words;
        }
    }

    /**
     * What to compare.
     *
     * @param sizes numbers of replicas
     * @param ownLoad whether the experiment's load is run on each size as well
     */
    public record Request(SortedSet<Integer> sizes, At at, boolean ownLoad) {
        public Request {
            sizes = new TreeSet<>(sizes);
            if (sizes.isEmpty() || sizes.getFirst() < 1) {
                throw new IllegalArgumentException(
                        "numbers of replicas must be at least 1: " + sizes);
            }
        }
    }

    /**
     * A comparison with the experiment's servers, data and objectives.
     *
     * @throws IllegalArgumentException when it has no fleet, no objectives to measure within, or
     *     fewer servers than asked for
     */
    public SizeComparison(StudyContext context, Experiment experiment, Request request) {
        this.context = context;
        this.experiment = experiment;
        this.request = request;
        SweepConfig given = experiment.load().sweep();
        this.bounds = given == null ? CapacitySearch.within(SEARCH) : given;
        check();
    }

    /** Objectives to measure within, or saturation where there are none. */
    public static At usual(Experiment experiment) {
        return RunSummaries.targets(experiment.slo()).isEmpty() ? At.SATURATION : At.SLO;
    }

    private void check() {
        FleetConfig fleet = experiment.fleet();
        if (fleet == null) {
            throw new IllegalArgumentException(
                    "a comparison of sizes needs a fleet: write fleet: {actuator: simulated}");
        }
        if (request.at == At.SLO && RunSummaries.targets(experiment.slo()).isEmpty()) {
            throw new IllegalArgumentException(
                    "throughput at equal service needs objectives: write slo: {ttft_p95: 2s}, or"
                            + " compare --at saturation");
        }
        int most = request.sizes.getLast();
        var endpoints = fleet.endpoints();
        if (fleet.actuator() == FleetConfig.Actuator.ENDPOINTS
                && endpoints != null
                && endpoints.urls().size() < most) {
            throw new IllegalArgumentException(
                    "fleet.endpoints.urls has %d servers, and %d replicas are to be compared"
                            .formatted(endpoints.urls().size(), most));
        }
        if (fleet.actuator() == FleetConfig.Actuator.OBSERVE) {
            throw new IllegalArgumentException(
                    "fleet.actuator is observe: somebody else decides how many replicas there are");
        }
    }

    /** What it takes at most, in words; to be shown before {@link #run}. */
    public String plan() {
        double search = bounds.maxDuration().toNanos() / 1e9 * request.sizes.size();
        return "Sizes %s, capacity %s: at most %s of searching, and the time replicas take to start%s."
                .formatted(
                        words(request.sizes),
                        request.at.words(),
                        Tables.span(search),
                        request.ownLoad ? "; then the file's own load on each size" : "");
    }

    private static String words(SortedSet<Integer> sizes) {
        return String.join(", ", sizes.stream().map(String::valueOf).toList());
    }

    /** Measures every size, from the least to the most. */
    public SizesResult run() throws RunFailedException, InterruptedException {
        var searches = new Searches();
        var capacities = new TreeMap<Integer, Saturation>();
        var loads = new TreeMap<Integer, RunSummary>();
        for (int replicas : request.sizes) {
            context.progress().accept(replicas == 1 ? "1 replica" : replicas + " replicas");
            capacities.put(replicas, searches.capacity(replicas));
            if (request.ownLoad) {
                loads.put(replicas, ownLoad(replicas));
            }
        }
        var known = new TreeMap<Integer, Double>();
        capacities.forEach(
                (replicas, capacity) -> {
                    if (capacity instanceof Saturation.Found found) {
                        known.put(replicas, found.requestsPerSecond());
                    }
                });
        double one = known.getOrDefault(1, Double.NaN);
        var sizes = new ArrayList<SizeResult>();
        capacities.forEach(
                (replicas, capacity) -> {
                    double speedUp = SizeResult.of(capacity) / one;
                    sizes.add(
                            new SizeResult(
                                    replicas,
                                    capacity,
                                    speedUp,
                                    speedUp / replicas,
                                    loads.get(replicas)));
                });
        return new SizesResult(context.id().value(), request.at, sizes, Scalability.fit(known));
    }

    /** The searches of one comparison: each begins where the last one points to. */
    private final class Searches {
        private double perReplica;
        private double aloneSeconds;

        Saturation capacity(int replicas) throws RunFailedException, InterruptedException {
            var search = CapacitySearch.ofSize(context, experiment, replicas, bounds);
            return switch (request.at) {
                case SATURATION -> search.knee();
                case SLO -> withinObjectives(search, replicas);
            };
        }

        private Saturation withinObjectives(CapacitySearch search, int replicas)
                throws RunFailedException, InterruptedException {
            if (perReplica == 0) {
                Saturation knee = search.roughKnee();
                perReplica = CapacitySearch.rate(knee) / replicas;
                aloneSeconds = search.aloneSeconds();
                if (perReplica == 0) {
                    return knee;
                }
            }
            Saturation capacity = search.slo(perReplica * replicas, aloneSeconds);
            if (capacity instanceof Saturation.Found found) {
                perReplica = found.requestsPerSecond() / replicas;
            }
            return capacity;
        }
    }

    private RunSummary ownLoad(int replicas) throws RunFailedException, InterruptedException {
        context.progress().accept("the file's own load");
        Experiment sized = ExperimentEdits.withFixedFleet(experiment, replicas);
        RunResult result = context.runner().run(sized, context.inMemory(RunListener.NONE));
        if (result.ending() instanceof RunEnding.Failed failed) {
            throw new RunFailedException(failed.reason());
        }
        return RunSummaries.of(sized, result, context);
    }
}
