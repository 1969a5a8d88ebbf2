package io.spillway.study.sweep;

import io.spillway.config.Experiment;
import io.spillway.config.SloConfig;
import io.spillway.config.SweepConfig;
import io.spillway.study.ExperimentEdits;
import io.spillway.study.RunFailedException;
import io.spillway.study.StudyContext;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds what a fleet of a fixed size serves: at saturation, or within the objectives. Used up by
 * one search, on the caller's thread, within the seconds of load it was given.
 */
public final class CapacitySearch {

    /** Of the search's time, what finding a rate to begin with may take. */
    private static final double GUESS_SHARE = 0.4;

    private static final double LEAST_GRACE_SECONDS = 2;
    private static final double MAX_GRACE_SECONDS = 30;

    private final Probes probes;
    private final Experiment experiment;
    private final SweepConfig sweep;
    private final Budget budget;
    private final double seconds;
    private final List<Level> levels = new ArrayList<>();
    private final List<RateTrial> trials = new ArrayList<>();

    CapacitySearch(Probes probes, Experiment experiment, SweepConfig sweep, double seconds) {
        this.probes = probes;
        this.experiment = experiment;
        this.sweep = sweep;
        this.budget = new Budget(seconds);
        this.seconds = seconds;
    }

    /**
     * A search on exactly so many replicas, all of whose requests count.
     *
     * @param bounds time, users and tolerance of the search
     */
    public static CapacitySearch ofSize(
            StudyContext context, Experiment experiment, int replicas, SweepConfig bounds) {
        Experiment fixed =
                ExperimentEdits.withFixedFleet(ExperimentEdits.withoutWindow(experiment), replicas);
        return new CapacitySearch(
                new Probes(context), fixed, bounds, bounds.maxDuration().toNanos() / 1e9);
    }

    /** {@link Sweep#DEFAULT} with other bounds on time. */
    public static SweepConfig within(Duration most) {
        SweepConfig usual = Sweep.DEFAULT;
        return new SweepConfig(
                usual.type(),
                usual.numRequests(),
                usual.timeout(),
                usual.numStages(),
                usual.stageDuration(),
                usual.saturationPercentile(),
                usual.estimator(),
                usual.maxConcurrency(),
                most,
                usual.tolerance(),
                usual.runStages());
    }

    /** Where throughput stops growing with the users. */
    public Saturation knee() throws RunFailedException, InterruptedException {
        return knee(budget, true);
    }

    /** The largest rate that meets the objectives, of which there must be some. */
    public Saturation slo() throws RunFailedException, InterruptedException {
        Saturation knee = roughKnee();
        double guess = rate(knee);
        return guess <= 0 ? knee : slo(budget, guess, aloneSeconds());
    }

    /** A rough answer in a part of the time: where a search by the objectives may begin. */
    public Saturation roughKnee() throws RunFailedException, InterruptedException {
        var guessing = new Budget(budget.left() * GUESS_SHARE);
        double before = guessing.left();
        Saturation knee = knee(guessing, false);
        budget.spend(before - guessing.left() - Budget.STOP_SECONDS);
        return knee;
    }

    /** The rate of an answer, or the highest that was seen. */
    public static double rate(Saturation answer) {
        return switch (answer) {
            case Saturation.Found found -> found.requestsPerSecond();
            case Saturation.NoPlateau none -> none.atLeast();
        };
    }

    /**
     * The largest rate that meets the objectives, from a rate that is probably near it. Trials last
     * as long whether the rough knee was looked for or not, so that sizes compare.
     *
     * @param aloneSeconds latency of a request that has the fleet to itself; 0 when unknown
     */
    public Saturation slo(double guess, double aloneSeconds)
            throws RunFailedException, InterruptedException {
        return slo(new Budget((1 - GUESS_SHARE) * seconds), guess, aloneSeconds);
    }

    private Saturation slo(Budget within, double guess, double aloneSeconds)
            throws RunFailedException, InterruptedException {
        var search = new SloSearch(probes, experiment, within, probes.context().progress());
        try {
            return search.find(guess, sweep.tolerance(), graceSeconds(aloneSeconds));
        } finally {
            trials.addAll(search.trials());
        }
    }

    private Saturation knee(Budget within, boolean precise)
            throws RunFailedException, InterruptedException {
        var search =
                new KneeSearch(
                        new LevelProbe(probes, experiment),
                        within,
                        new KneeSearch.Limits(sweep.maxConcurrency(), sweep.tolerance(), precise),
                        probes.context().progress());
        try {
            return search.find();
        } finally {
            levels.addAll(search.levels());
        }
    }

    /** What a request may take to end once it was sent. */
    private int graceSeconds(double aloneSeconds) {
        double grace = LEAST_GRACE_SECONDS;
        for (SloConfig.Target target : experiment.slo().targets()) {
            grace = Math.max(grace, target.limit().toNanos() / 1e9);
        }
        double most = Math.max(grace, MAX_GRACE_SECONDS);
        return (int) Math.ceil(Math.clamp(3 * aloneSeconds, grace, most));
    }

    /** Latency with a single user, from the ladder's first level; 0 when there was none. */
    public double aloneSeconds() {
        double seconds = levels.isEmpty() ? 0 : levels.getFirst().latencySeconds();
        return Double.isNaN(seconds) ? 0 : seconds;
    }

    /** Levels of users that were tried, in order. */
    List<Level> levels() {
        return List.copyOf(levels);
    }

    /** Rates that were tried, in order. */
    List<RateTrial> trials() {
        return List.copyOf(trials);
    }

    double spentSeconds() {
        return seconds - budget.left();
    }
}
