package io.spillway.cli;

import io.spillway.config.Experiment;
import io.spillway.config.LoadedExperiment;
import io.spillway.fleet.RunId;
import io.spillway.report.StudyJson;
import io.spillway.report.html.SweepPages;
import io.spillway.study.RunFailedException;
import io.spillway.study.sweep.Saturation;
import io.spillway.study.sweep.Sweep;
import io.spillway.study.sweep.SweepResult;
import io.spillway.wiring.ResultsFolder;
import io.spillway.wiring.Studies;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** A sweep for a person: its bound of time first, signals end it, its documents are kept. */
final class SweepSearch {
    private static final String DOCUMENT = "sweep.json";

    private final CommonOptions options;
    private final PrintWriter chatter;
    private final RunId id;

    SweepSearch(CommonOptions options, PrintWriter chatter, RunId id) {
        this.options = options;
        this.chatter = chatter;
        this.id = id;
    }

    /**
     * What a sweep came to.
     *
     * @param code why there is no result, {@link ExitCode#OK} where there is one
     */
    record Ended(@Nullable SweepResult result, ExitCode code) {}

    /**
     * Searches, and runs the generated stages.
     *
     * @param stages how; null for in memory
     */
    Ended run(Experiment experiment, Sweep.@Nullable StageRun stages)
            throws RunFailedException, InterruptedException {
        var interrupted = new AtomicReference<@Nullable ExitCode>();
        try (var studies = new Studies(id, Version.current(), this::say);
                var _ =
                        Interrupts.install(
                                code -> {
                                    interrupted.set(code);
                                    studies.stop();
                                })) {
            Sweep sweep = sweep(studies, experiment);
            sweep.plan().lines().forEach(this::say);
            return new Ended(stages == null ? sweep.run() : sweep.run(stages), ExitCode.OK);
        } catch (RunFailedException failed) {
            ExitCode code = interrupted.get();
            if (code == null) {
                throw failed;
            }
            return new Ended(null, code);
        }
    }

    private Sweep sweep(Studies studies, Experiment experiment) {
        try {
            return studies.sweep(experiment, options.clock);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(String.valueOf(wrong.getMessage()));
        }
    }

    /** The document and the page, by file name. */
    static Map<String, String> documents(SweepResult result, LoadedExperiment loaded) {
        String name = loaded.experiment().name();
        String title = name.isEmpty() ? result.runId() : name;
        var texts = new LinkedHashMap<String, String>();
        texts.put(DOCUMENT, StudyJson.of(result));
        texts.put(SweepPages.FILE_NAME, SweepPages.of(result, title, loaded.yaml()));
        return texts;
    }

    /**
     * Leaves the documents where results go, for a sweep whose stages left no files.
     *
     * @return what the sweep means for the exit code
     */
    ExitCode leave(SweepResult result, LoadedExperiment loaded, Path folder)
            throws RunFailedException, InterruptedException {
        ResultsFolder.write(folder, documents(result, loaded));
        say("Page: " + folder.resolve(SweepPages.FILE_NAME));
        String stored = ResultsFolder.store(loaded.experiment().storage(), folder, id);
        if (stored != null) {
            say(stored);
        }
        return switch (result.saturation()) {
            case Saturation.Found _ -> ExitCode.OK;
            case Saturation.NoPlateau _ -> ExitCode.NOT_VALID;
        };
    }

    private void say(String line) {
        if (!options.quiet) {
            chatter.println(line);
            chatter.flush();
        }
    }
}
