package io.spillway.charts;

import io.spillway.config.ConfigException;
import io.spillway.config.ConfigProblem;
import io.spillway.config.Experiment;
import io.spillway.config.ExperimentLoader;
import io.spillway.config.LoadedExperiment;
import io.spillway.config.Surroundings;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;

/** Reads experiments as they would be read in the pod, where every file they name is mounted. */
final class Loading {

    private Loading() {}

    private static final class EveryFile implements Surroundings.Files {
        @Override
        public boolean exists(Path path) {
            return true;
        }

        @Override
        public @Nullable String read(Path path) {
            return "";
        }
    }

    static LoadedExperiment load(String yaml, Experiment.Clock clock) {
        Map<String, String> environment = Map.of("SERVER_API_KEY", "a-key-of-the-test");
        Surroundings surroundings =
                new Surroundings(
                        environment::get, new EveryFile(), LocalDateTime.of(2026, 1, 31, 12, 0), 7);
        try {
            return new ExperimentLoader(surroundings, new ExperimentLoader.Options(false, clock))
                    .load(yaml, "config.yml", List.of());
        } catch (ConfigException refused) {
            List<String> problems = refused.problems().stream().map(ConfigProblem::render).toList();
            throw new AssertionError(String.join("\n", problems) + "\n" + yaml, refused);
        }
    }

    static Experiment live(String yaml) {
        return load(yaml, Experiment.Clock.LIVE).experiment();
    }

    static List<String> warnings(String yaml) {
        return load(yaml, Experiment.Clock.LIVE).warnings().stream()
                .map(ConfigProblem::render)
                .toList();
    }
}
