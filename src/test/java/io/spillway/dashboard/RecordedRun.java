package io.spillway.dashboard;

import io.spillway.config.Experiment;
import io.spillway.config.ExperimentLoader;
import io.spillway.config.LoadedExperiment;
import io.spillway.config.Surroundings;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.RunId;
import io.spillway.record.SecondRow;
import io.spillway.study.RunFailedException;
import io.spillway.study.RunListener;
import io.spillway.study.RunRequest;
import io.spillway.wiring.RunSession;
import io.spillway.wiring.Wiring;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/** A whole run of an example on the virtual clock, kept in the order in which it was told. */
record RecordedRun(List<Step> steps) {

    /** One thing the run said. */
    sealed interface Step {
        record Second(SecondRow row) implements Step {}

        record Event(RunEvent event) implements Step {}
    }

    /** Of an example, in memory. */
    static RecordedRun of(Path example)
            throws IOException, RunFailedException, InterruptedException {
        return of(example, null);
    }

    /** The same, with its results in a folder. */
    static RecordedRun of(Path example, @Nullable Path folder)
            throws IOException, RunFailedException, InterruptedException {
        var steps = new ArrayList<Step>();
        var listener =
                new RunListener() {
                    @Override
                    public void event(RunEvent event) {
                        steps.add(new Step.Event(event));
                    }

                    @Override
                    public void second(SecondRow row) {
                        steps.add(new Step.Second(row));
                    }
                };
        var options = new ExperimentLoader.Options(false, Experiment.Clock.VIRTUAL);
        var surroundings =
                new Surroundings(
                        _ -> null,
                        Surroundings.Files.ofThisMachine(),
                        LocalDateTime.of(2025, 1, 31, 12, 0),
                        7);
        LoadedExperiment experiment =
                new ExperimentLoader(surroundings, options)
                        .load(Files.readString(example), example.toString(), List.of());
        var request =
                new RunRequest(
                        new RunId("demo"), Experiment.Clock.VIRTUAL, folder, false, listener);
        RunSession.start(new Wiring(), experiment, request, RunSession.Context.of("0.1.0"))
                .finish();
        return new RecordedRun(List.copyOf(steps));
    }

    /** Its seconds alone. */
    List<SecondRow> seconds() {
        return secondsOf(steps.size());
    }

    /** The seconds among its first steps. */
    List<SecondRow> secondsOf(int count) {
        return steps.subList(0, count).stream()
                .filter(Step.Second.class::isInstance)
                .map(step -> ((Step.Second) step).row())
                .toList();
    }

    /** Its events alone. */
    List<RunEvent> events() {
        return steps.stream()
                .filter(Step.Event.class::isInstance)
                .map(step -> ((Step.Event) step).event())
                .toList();
    }

    /** Says one step to a dashboard. */
    static void tell(DashboardServer server, Step step) {
        switch (step) {
            case Step.Second second -> server.second(second.row());
            case Step.Event event -> server.event(event.event());
        }
    }
}
