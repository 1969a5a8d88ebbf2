package io.spillway.study.sweep;

import static io.spillway.study.Tables.number;

import io.spillway.analysis.RunSummary;
import io.spillway.config.Experiment;
import io.spillway.study.ExperimentEdits;
import io.spillway.study.RunFailedException;
import io.spillway.study.RunResult;
import io.spillway.study.RunSummaries;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Finds the largest rate that meets the objectives, by bisection between a rate that met them and
 * one that missed them. Every trial sends for the same time, with the experiment's arrivals; what
 * has not ended a while after is cut off and counts as missed.
 *
 * <p>Arrivals drawn at random come more or less often than asked for, in a short trial by a tenth.
 * What the servers bore is what came, so that is the answer; it varies less by the draw.
 */
final class SloSearch {
    private static final int LEAST_TRIAL_SECONDS = 10;
    private static final int MOST_TRIAL_SECONDS = 600;
    private static final int MAX_TRIALS = 12;
    private static final double FIRST_STEP = 1.25;
    private static final double LARGEST_STEP = 2;
    private static final double LEAST_RATE = 0.01;

    private final Probes probes;
    private final Experiment experiment;
    private final Budget budget;
    private final Consumer<String> progress;
    private final List<RateTrial> trials = new ArrayList<>();
    private double step = FIRST_STEP;

    SloSearch(Probes probes, Experiment experiment, Budget budget, Consumer<String> progress) {
        this.probes = probes;
        this.experiment = experiment;
        this.budget = budget;
        this.progress = progress;
    }

    /** Every trial, in order. */
    List<RateTrial> trials() {
        return List.copyOf(trials);
    }

    /**
     * Searches.
     *
     * @param guess a rate near the one sought, for instance the knee
     * @param tolerance relative distance of the two rates at which the search is content
     * @param graceSeconds how long after its last send a trial may take to end
     */
    Saturation find(double guess, double tolerance, int graceSeconds)
            throws RunFailedException, InterruptedException {
        int expected = 3 + (int) Math.ceil(Math.log(0.3 / tolerance) / Math.log(2));
        int slot = (int) (budget.left() / expected) - graceSeconds - Budget.STOP_SECONDS;
        int seconds = Math.clamp(slot, LEAST_TRIAL_SECONDS, MOST_TRIAL_SECONDS);
        RateTrial met = null;
        RateTrial missed = null;
        double rate = guess;
        while (trials.size() < MAX_TRIALS
                && rate >= LEAST_RATE
                && budget.left() >= seconds + graceSeconds + Budget.STOP_SECONDS) {
            RateTrial trial = attempt(rate, seconds, graceSeconds);
            if (trial.met()) {
                met = met == null || rate > met.requestsPerSecond() ? trial : met;
            } else {
                missed = missed == null || rate < missed.requestsPerSecond() ? trial : missed;
            }
            if (met != null && missed != null && isNarrow(met, missed, tolerance)) {
                break;
            }
            rate = next(met, missed);
        }
        return result(met, missed);
    }

    private static boolean isNarrow(RateTrial met, RateTrial missed, double tolerance) {
        double gap = missed.requestsPerSecond() - met.requestsPerSecond();
        return gap <= tolerance * missed.requestsPerSecond();
    }

    /** Bisects once there is a rate on either side; before, ever larger steps lead there. */
    private double next(@Nullable RateTrial met, @Nullable RateTrial missed) {
        if (met != null && missed != null) {
            return (met.requestsPerSecond() + missed.requestsPerSecond()) / 2;
        }
        double taken = step;
        step = Math.min(step * step, LARGEST_STEP);
        double last = trials.getLast().requestsPerSecond();
        return met == null ? last / taken : last * taken;
    }

    private Saturation result(@Nullable RateTrial met, @Nullable RateTrial missed) {
        if (met == null) {
            return new Saturation.NoPlateau(
                    0,
                    trials.isEmpty()
                            ? "there was no time to try a single rate"
                            : "the objectives are missed even at %s req/s"
                                    .formatted(number(lowest(), 2)));
        }
        if (missed == null) {
            return new Saturation.NoPlateau(
                    met.offered(),
                    "the objectives still held at %s req/s, the highest rate there was time for"
                            .formatted(number(met.offered(), 2)));
        }
        return new Saturation.Found(
                met.offered(),
                Math.min(met.offered(), missed.offered()),
                Math.max(met.offered(), missed.offered()),
                0,
                String.format(
                        Locale.ROOT,
                        "bisection on the objectives: they hold at %.2f req/s and not at %.2f",
                        met.offered(),
                        missed.offered()));
    }

    private double lowest() {
        return trials.stream().mapToDouble(RateTrial::offered).min().orElse(0);
    }

    private RateTrial attempt(double rate, int seconds, int graceSeconds)
            throws RunFailedException, InterruptedException {
        Experiment trial =
                ExperimentEdits.withRates(
                        experiment,
                        List.of(ExperimentEdits.stage(rate, Duration.ofSeconds(seconds))));
        RunResult result = probes.run(trial, new RateWatch(seconds + graceSeconds));
        RunSummary summary = RunSummaries.of(trial, result, probes.context());
        RateTrial outcome = outcome(rate, seconds, summary);
        trials.add(outcome);
        budget.spend(spent(result));
        progress.accept(
                "%s req/s: objectives %s, attainment %s %%"
                        .formatted(
                                number(outcome.offered(), 2),
                                outcome.met() ? "met" : "missed",
                                number(100 * outcome.attainment(), 1)));
        return outcome;
    }

    private static double spent(RunResult result) {
        var clock = result.measurements().clock();
        return (clock.endNanos() - clock.loadStartNanos()) / 1e9;
    }

    private static RateTrial outcome(double rate, int seconds, RunSummary summary) {
        RunSummary.Slo slo = summary.slo();
        if (slo == null) {
            throw new IllegalArgumentException("there are no objectives to search by");
        }
        return new RateTrial(
                rate,
                (double) summary.requests().scheduled() / seconds,
                seconds,
                Boolean.TRUE.equals(slo.met()),
                slo.attainment(),
                slo.measured());
    }
}
