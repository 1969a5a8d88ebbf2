package io.spillway.report.html;

import io.spillway.analysis.Dist;
import io.spillway.analysis.RunSummary;
import io.spillway.report.Figures;
import io.spillway.report.Passage;
import io.spillway.study.sweep.Level;
import io.spillway.study.sweep.RateTrial;
import io.spillway.study.sweep.Saturation;
import io.spillway.study.sweep.SweepResult;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** The page of a sweep that was run. */
public final class SweepPages {
    public static final String FILE_NAME = "sweep.html";

    private SweepPages() {}

    /**
     * Of a result.
     *
     * @param config the experiment, secrets removed
     */
    public static String of(SweepResult result, String title, @Nullable String config) {
        Double burst = result.burst().requestsPerSecond();
        RunSummary run = result.run();
        return SweepPage.of(
                new SweepPage.Input(
                        title,
                        List.of(found(result)),
                        run == null
                                ? List.of()
                                : run.stages().stream().map(SweepPages::step).toList(),
                        capacity(result.saturation()),
                        burst == null ? Double.NaN : burst,
                        run == null ? Double.NaN : limit(run),
                        config));
    }

    private static SweepPage.Interval capacity(Saturation saturation) {
        return switch (saturation) {
            case Saturation.Found found ->
                    new SweepPage.Interval(found.requestsPerSecond(), found.low(), found.high());
            case Saturation.NoPlateau _ ->
                    new SweepPage.Interval(Double.NaN, Double.NaN, Double.NaN);
        };
    }

    /** How it was found, try by try. */
    private static Passage found(SweepResult result) {
        String how =
                switch (result.saturation()) {
                    case Saturation.Found found -> "By " + found.how() + ".";
                    case Saturation.NoPlateau none -> "No plateau: " + none.why() + ".";
                };
        var tries = new ArrayList<String>();
        for (Level level : result.levels()) {
            tries.add(
                    "%s at once: %s requests a second, %s each."
                            .formatted(
                                    Figures.count(level.users(), "user"),
                                    Figures.number(level.requestsPerSecond()),
                                    Figures.latency(level.latencySeconds())));
        }
        for (RateTrial trial : result.trials()) {
            tries.add(
                    "%s requests a second: objectives %s, %s within every limit."
                            .formatted(
                                    Figures.number(trial.offeredRate()),
                                    trial.met() ? "met" : "missed",
                                    Figures.percent(trial.attainment())));
        }
        return new Passage("How was it found?", how, tries);
    }

    private static SweepPage.Step step(RunSummary.Stage stage) {
        Double asked = stage.requestedRate();
        RunSummary.FromBoth ttft = stage.latency().ttft();
        Dist first = ttft == null ? Dist.UNMEASURED : ttft.fromIntended();
        Dist itl = stage.latency().itl();
        RunSummary.Slo slo = stage.slo();
        RunSummary.Requests requests = stage.requests();
        return new SweepPage.Step(
                "stage " + stage.index(),
                asked == null ? stage.achievedRate() : asked,
                stage.throughput().requestsPerSecond(),
                new SweepPage.Tails(first.p50(), first.p95(), first.p99()),
                itl == null ? Double.NaN : itl.p95(),
                stage.throughput().outputTokensPerSecond(),
                (double) requests.failed() / Math.max(1, requests.scheduled()),
                slo == null ? Double.NaN : slo.attainment());
    }

    /** The strictest limit on TTFT; NaN without one. */
    private static double limit(RunSummary run) {
        RunSummary.Slo slo = run.slo();
        return slo == null
                ? Double.NaN
                : slo.targets().entrySet().stream()
                        .filter(target -> target.getKey().startsWith("ttft_"))
                        .mapToDouble(target -> target.getValue())
                        .min()
                        .orElse(Double.NaN);
    }
}
