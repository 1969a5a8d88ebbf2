package io.spillway.study.sweep;

import static io.spillway.study.Tables.number;
import static io.spillway.study.Tables.percent;

import io.spillway.analysis.RunSummary;
import io.spillway.study.Tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A sweep's result as plain text. */
public final class SweepTable {

    private SweepTable() {}

    public static List<String> lines(SweepResult result) {
        var lines = new ArrayList<String>();
        if (!result.levels().isEmpty()) {
            lines.addAll(levels(result.levels()));
            lines.add("");
        }
        if (!result.trials().isEmpty()) {
            lines.addAll(trials(result.trials()));
            lines.add("");
        }
        lines.addAll(verdict(result.saturation()));
        lines.add(burst(result));
        if (!result.stageRates().isEmpty()) {
            lines.add(
                    "Stages: "
                            + String.join(
                                    ", ",
                                    result.stageRates().stream()
                                            .map(rate -> number(rate, 2))
                                            .toList())
                            + " req/s");
        }
        RunSummary run = result.run();
        if (run != null) {
            lines.add("");
            lines.addAll(stages(run.stages()));
        }
        return lines;
    }

    private static List<String> levels(List<Level> levels) {
        var rows = new ArrayList<List<String>>();
        for (Level level : levels) {
            rows.add(
                    List.of(
                            Integer.toString(level.users()),
                            number(level.requestsPerSecond(), 2),
                            "± " + number(level.halfWidth(), 2),
                            number(level.latencySeconds(), 3),
                            number(level.littleRatio(), 3),
                            Long.toString(level.completed()),
                            Long.toString(level.failed()),
                            Integer.toString(level.measuredSeconds())));
        }
        return Tables.lines(
                List.of(
                        "users",
                        "req/s",
                        "95 %",
                        "latency s",
                        "X·R/N",
                        "completed",
                        "failed",
                        "seconds"),
                rows);
    }

    private static List<String> trials(List<RateTrial> trials) {
        var rows = new ArrayList<List<String>>();
        for (RateTrial trial : trials) {
            var figures = new ArrayList<String>();
            trial.measured().forEach((key, value) -> figures.add(key + " " + number(value, 3)));
            rows.add(
                    List.of(
                            number(trial.offeredRate(), 2),
                            Integer.toString(trial.seconds()),
                            trial.met() ? "met" : "missed",
                            percent(trial.attainment(), 1),
                            String.join(", ", figures)));
        }
        return Tables.lines(
                List.of("req/s", "seconds", "objectives", "attainment", "measured"), rows);
    }

    private static List<String> verdict(Saturation saturation) {
        return switch (saturation) {
            case Saturation.Found found -> found(found);
            case Saturation.NoPlateau none -> {
                var lines = new ArrayList<String>();
                lines.add("No plateau: " + none.why() + ".");
                if (none.atLeast() > 0) {
                    lines.add(
                            "Capacity is at least %s req/s.".formatted(number(none.atLeast(), 2)));
                }
                yield lines;
            }
        };
    }

    private static List<String> found(Saturation.Found found) {
        String interval =
                Double.isNaN(found.low())
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                found.users() > 0
                                        ? " (95 %% interval %.2f to %.2f)"
                                        : " (between %.2f and %.2f)",
                                found.low(),
                                found.high());
        return List.of(
                "Saturation: " + number(found.requestsPerSecond(), 2) + " req/s" + interval,
                "  by " + found.how(),
                "Recommended production rate: %s to %s req/s, 20 to 30 %% below saturation"
                        .formatted(
                                number(found.recommendedLow(), 2),
                                number(found.recommendedHigh(), 2)));
    }

    private static String burst(SweepResult result) {
        BurstEstimate burst = result.burst();
        Double rate = burst.requestsPerSecond();
        if (rate == null) {
            return "inference-perf would have found nothing: " + burst.why() + ".";
        }
        String compared =
                result.saturation() instanceof Saturation.Found found
                        ? ", %s times this".formatted(number(rate / found.requestsPerSecond(), 2))
                        : "";
        return "inference-perf would have estimated %s req/s (percentile %s)%s"
                .formatted(number(rate, 2), number(burst.percentile(), 0), compared);
    }

    private static List<String> stages(List<RunSummary.Stage> stages) {
        var rows = new ArrayList<List<String>>();
        for (RunSummary.Stage stage : stages) {
            Double requested = stage.requestedRate();
            RunSummary.FromBoth ttft = stage.latency().ttft();
            RunSummary.FromBoth e2e = stage.latency().e2e();
            rows.add(
                    List.of(
                            requested == null ? "-" : number(requested, 2),
                            number(stage.achievedRate(), 2),
                            number(stage.throughput().requestsPerSecond(), 2),
                            ttft == null ? "-" : number(ttft.fromIntended().p95(), 3),
                            number(e2e.fromIntended().p95(), 3),
                            Long.toString(stage.requests().failed())));
        }
        return Tables.lines(
                List.of(
                        "stage req/s",
                        "sent/s",
                        "finished/s",
                        "TTFT p95 s",
                        "latency p95 s",
                        "failed"),
                rows);
    }
}
