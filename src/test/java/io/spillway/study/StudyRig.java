package io.spillway.study;

import io.spillway.analysis.RunSummary;
import io.spillway.config.DottedOverride;
import io.spillway.config.Experiment;
import io.spillway.config.ExperimentLoader;
import io.spillway.config.Surroundings;
import io.spillway.fleet.RunId;
import io.spillway.wiring.Wiring;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;

/** Experiments and contexts for tests of studies, on the virtual clock. */
public final class StudyRig {

    public static final RunSummary.Environment NOWHERE =
            new RunSummary.Environment("test", "test", 1, "test");

    private StudyRig() {}

    /** Runs on the engine model. */
    public static StudyContext virtual() {
        return on(new Wiring());
    }

    public static StudyContext on(ExperimentRunner runner) {
        return StudyContext.virtual(runner, new RunId("study"), NOWHERE, _ -> {});
    }

    public static Experiment experiment(String yaml, String... overrides) {
        return loader().load(yaml, "test.yml", DottedOverride.parse(List.of(overrides)))
                .experiment();
    }

    public static Experiment experiment(Path file, String... overrides) {
        return loader().load(file, DottedOverride.parse(List.of(overrides))).experiment();
    }

    public static ExperimentLoader loader() {
        return new ExperimentLoader(
                new Surroundings(
                        _ -> null, new RealFiles(), LocalDateTime.of(2025, 1, 31, 12, 0), 7),
                new ExperimentLoader.Options(false, Experiment.Clock.VIRTUAL));
    }

    private record RealFiles() implements Surroundings.Files {
        @Override
        public boolean exists(Path path) {
            return Files.exists(path);
        }

        @Override
        public @Nullable String read(Path path) {
            try {
                return Files.readString(path);
            } catch (IOException unreadable) {
                return null;
            }
        }
    }
}
