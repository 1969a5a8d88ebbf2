package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;

/** Reads experiments of tests on a made-up machine where every file exists. */
final class Experiments {
    static final String MINIMAL =
            """
            server:
              base_url: http://localhost:8000
            load:
              stages:
                - {rate: 5, duration: 60}
            """;

    private Experiments() {}

    static Surroundings surroundings(Map<String, String> environment) {
        return new Surroundings(
                environment::get,
                new AllFiles("from-a-file\n"),
                LocalDateTime.of(2025, 1, 31, 12, 5, 9),
                99);
    }

    static ExperimentLoader loader(Experiment.Clock clock, boolean lenient) {
        return new ExperimentLoader(
                surroundings(Map.of("A_SECRET", "s3cr3t-value")),
                new ExperimentLoader.Options(lenient, clock));
    }

    static LoadedExperiment load(String yaml, String... overrides) {
        return loader(Experiment.Clock.LIVE, false)
                .load(yaml, "e.yml", DottedOverride.parse(List.of(overrides)));
    }

    static Experiment read(String yaml, String... overrides) {
        return load(yaml, overrides).experiment();
    }

    /** The problems of an experiment, one rendered line each; empty when there are none. */
    static List<String> problems(String yaml, String... overrides) {
        try {
            load(yaml, overrides);
            return List.of();
        } catch (ConfigException refused) {
            return refused.problems().stream().map(ConfigProblem::render).toList();
        }
    }

    static List<String> warnings(String yaml, String... overrides) {
        return load(yaml, overrides).warnings().stream().map(ConfigProblem::render).toList();
    }

    /** A file system where everything exists with the same content. */
    record AllFiles(String content) implements Surroundings.Files {
        @Override
        public boolean exists(Path path) {
            return true;
        }

        @Override
        public @Nullable String read(Path path) {
            return content;
        }
    }
}
