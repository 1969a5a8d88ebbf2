package io.spillway.report;

import io.spillway.analysis.Judgement;
import io.spillway.analysis.RunSummary;
import io.spillway.analysis.SloTargets;
import io.spillway.analysis.Summaries;
import io.spillway.analysis.SummarySettings;
import io.spillway.analysis.VerdictInputs;
import io.spillway.fleet.RunEvent;
import io.spillway.record.GeneratorHealth;
import io.spillway.record.Measurements;
import io.spillway.record.RecorderSettings;
import io.spillway.record.RunFolder;
import io.spillway.record.SecondRow;
import io.spillway.record.StatsWindow;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a report of one run is made from.
 *
 * @param measured distributions beyond the percentiles of the summary
 * @param window whose requests are in the distributions
 * @param seconds the one-second series
 * @param events every event, checks included, in order
 * @param config the configuration as run, secrets removed; null when it was not kept
 * @param judgement supply against demand, cost and bounds; null when a replica's capacity is not
 *     known
 * @param problems what could not be read, in words
 */
public record RunData(
        RunSummary summary,
        Measurements measured,
        StatsWindow window,
        List<SecondRow> seconds,
        List<RunEvent> events,
        @Nullable String config,
        @Nullable Judgement judgement,
        List<String> problems) {

    private static final String CONFIG = "config.yaml";

    public RunData {
        seconds = List.copyOf(seconds);
        events = List.copyOf(events);
        problems = List.copyOf(problems);
    }

    /** Of a run that has just ended, whose files are complete. */
    public static RunData of(RunSummary summary, Measurements measured, RunFolder folder)
            throws IOException {
        List<SecondRow> seconds = folder.seconds();
        List<RunEvent> events = folder.events();
        RunStart start = RunStart.read(folder).orElse(null);
        Judging judging = start == null ? null : start.judging();
        return new RunData(
                summary,
                measured,
                start == null ? StatsWindow.WHOLE : start.recorder().window(),
                seconds,
                events,
                folder.text(CONFIG).orElse(null),
                judging == null ? null : judging.judge(measured),
                folder.problems());
    }

    /**
     * Of a results folder alone. Where there is no {@code summary.json}, because the process was
     * killed, the summary is made from what reached the disk, and says so.
     */
    public static RunData load(RunFolder folder) throws IOException {
        Optional<RunStart> start = RunStart.read(folder);
        Optional<String> text = folder.text(SummaryJson.FILE_NAME);
        RunSummary kept = text.isEmpty() ? null : SummaryJson.read(text.get());
        RecorderSettings recorder =
                start.map(RunStart::recorder)
                        .orElseGet(
                                () -> kept == null ? RecorderSettings.DEFAULT : withLimits(kept));
        Measurements measured = folder.measurements(recorder);
        RunSummary summary = kept == null ? rebuilt(folder, start, measured) : kept;
        return of(summary, measured, folder);
    }

    private static RecorderSettings withLimits(RunSummary summary) {
        RunSummary.Slo slo = summary.slo();
        SloTargets targets = slo == null ? SloTargets.NONE : new SloTargets(slo.targets());
        return new RecorderSettings(
                RecorderSettings.DEFAULT.stages(),
                RecorderSettings.DEFAULT.window(),
                targets.limits());
    }

    private static RunSummary rebuilt(
            RunFolder folder, Optional<RunStart> start, Measurements measured) throws IOException {
        SummarySettings settings =
                start.isPresent() ? start.get().summary() : guessed(folder.path(), measured);
        RunSummary summary = Summaries.of(measured, settings);
        var doubts = new ArrayList<String>();
        doubts.add("the run did not end in order: this was made from what had reached the disk");
        if (start.isEmpty()) {
            doubts.add(RunStart.FILE_NAME + " is missing: start, seed and objectives are unknown");
        }
        doubts.addAll(summary.validity().doubts());
        return withDoubts(summary, doubts);
    }

    /** The same summary with these doubts and no others. */
    static RunSummary withDoubts(RunSummary summary, List<String> doubts) {
        return summary.with(
                new RunSummary.Validity(
                        summary.validity().valid(), doubts, summary.validity().verdicts()));
    }

    /** The folder's name and age have to do. */
    private static SummarySettings guessed(Path folder, Measurements measured) throws IOException {
        Path name = folder.toAbsolutePath().normalize().getFileName();
        Instant written = Files.getLastModifiedTime(folder).toInstant();
        boolean scaled =
                measured.checks() > 0
                        || measured.events().stream().anyMatch(RunEvent.Scaled.class::isInstance);
        return new SummarySettings(
                new RunSummary.Identity(
                        name == null ? "run" : name.toString(),
                        written.minusNanos(measured.clock().endNanos()),
                        RunSummary.Clock.LIVE,
                        0),
                new RunSummary.Environment("unknown", "unknown", 0, "unknown"),
                SloTargets.NONE,
                measured.effect().worstTtftP95Seconds() >= 0,
                false,
                scaled ? "unknown" : null,
                Map.of(),
                GeneratorHealth.UNMEASURED,
                VerdictInputs.NONE);
    }
}
