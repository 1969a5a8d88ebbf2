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
import java.util.Comparator;
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
    private static final Comparator<RateTrial> BY_RATE =
            Comparator.comparingDouble(RateTrial::requestedRate);

    private final Probes probes;
    private final Experiment experiment;
    private final Budget budget;
    private final Consumer<String> progress;
    private final List<RateTrial> trials = new ArrayList<>();

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
     * Searches: ever larger steps until there is a rate on either side, then bisection.
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
        double rate = guess;
        double step = FIRST_STEP;
        while (trials.size() < MAX_TRIALS
                && rate >= LEAST_RATE
                && budget.left() >= seconds + graceSeconds + Budget.STOP_SECONDS) {
            attempt(rate, seconds, graceSeconds);
            RateTrial met = largestMet();
            RateTrial missed = leastMissed();
            if (met != null && missed != null) {
                if (isNarrow(met, missed, tolerance)) {
                    break;
                }
                rate = (met.requestedRate() + missed.requestedRate()) / 2;
            } else {
                rate = met == null ? rate / step : rate * step;
                step = Math.min(step * step, LARGEST_STEP);
            }
        }
        return result();
    }

    private static boolean isNarrow(RateTrial met, RateTrial missed, double tolerance) {
        double gap = missed.requestedRate() - met.requestedRate();
        return gap <= tolerance * missed.requestedRate();
    }

    private @Nullable RateTrial largestMet() {
        return trials.stream().filter(RateTrial::met).max(BY_RATE).orElse(null);
    }

    private @Nullable RateTrial leastMissed() {
        return trials.stream().filter(trial -> !trial.met()).min(BY_RATE).orElse(null);
    }

    private Saturation result() {
        RateTrial met = largestMet();
        RateTrial missed = leastMissed();
        if (met == null) {
            return new Saturation.NoPlateau(
                    0,
                    missed == null
                            ? "there was no time to try a single rate"
                            : "the objectives are missed even at %s req/s"
                                    .formatted(number(missed.offeredRate(), 2)));
        }
        if (missed == null) {
            return new Saturation.NoPlateau(
                    met.offeredRate(),
                    "the objectives still held at %s req/s, the highest rate there was time for"
                            .formatted(number(met.offeredRate(), 2)));
        }
        return new Saturation.Found(
                met.offeredRate(),
                Math.min(met.offeredRate(), missed.offeredRate()),
                Math.max(met.offeredRate(), missed.offeredRate()),
                0,
                String.format(
                        Locale.ROOT,
                        "bisection on the objectives: they hold at %.2f req/s and not at %.2f",
                        met.offeredRate(),
                        missed.offeredRate()));
    }

    private void attempt(double rate, int seconds, int graceSeconds)
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
                                number(outcome.offeredRate(), 2),
                                outcome.met() ? "met" : "missed",
                                number(100 * outcome.attainment(), 1)));
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
