package io.spillway.config;

import io.spillway.config.ConfigNode.Mapping;
import io.spillway.config.ConfigNode.Scalar;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads experiments: a file, then overrides, then every check. Immutable, for any thread.
 *
 * <p>Every problem is reported at once, by a {@link ConfigException}.
 */
public final class ExperimentLoader {
    private final Surroundings surroundings;
    private final Options options;

    public ExperimentLoader(Surroundings surroundings, Options options) {
        this.surroundings = surroundings;
        this.options = options;
    }

    /**
     * How strictly, and what for.
     *
     * @param lenient unknown keys are warnings
     * @param clock some checks depend on it
     */
    public record Options(boolean lenient, Experiment.Clock clock) {
        /** Strict, on the wall clock. */
        public static final Options DEFAULT = new Options(false, Experiment.Clock.LIVE);
    }

    /**
     * An experiment from a file.
     *
     * @throws ConfigException with every problem
     */
    public LoadedExperiment load(Path file, List<DottedOverride> overrides) {
        String text = surroundings.files().read(file);
        if (text == null) {
            Origin origin = new Origin.Whole(file.toString());
            String fix = "cannot be read; name a UTF-8 file that exists";
            throw new ConfigException(List.of(new ConfigProblem(origin, "", null, fix, null)));
        }
        return load(text, file.toString(), overrides);
    }

    /**
     * An experiment from text.
     *
     * @param name stands for the file in messages; files beside it are found
     * @throws ConfigException with every problem
     */
    public LoadedExperiment load(String text, String name, List<DottedOverride> overrides) {
        List<ConfigProblem> problems = new ArrayList<>();
        Mapping file = YamlParser.file(text, name, problems);
        if (file == null) {
            throw new ConfigException(problems);
        }
        return finish(file, name, overrides, problems);
    }

    /**
     * An experiment from options alone.
     *
     * @throws ConfigException with every problem
     */
    public LoadedExperiment load(List<DottedOverride> overrides) {
        String name = "command line";
        Mapping nothing = Mapping.empty(new Origin.Whole(name));
        return finish(nothing, name, overrides, new ArrayList<>());
    }

    /** The top level of an experiment: what overrides may begin with. */
    public static List<String> sections() {
        return ExperimentReader.knownKeys().stream()
                .map(KnownKey::path)
                .filter(path -> !path.contains("."))
                .toList();
    }

    private LoadedExperiment finish(
            Mapping file,
            String name,
            List<DottedOverride> overrides,
            List<ConfigProblem> problems) {
        Mapping tree = file;
        for (DottedOverride override : overrides) {
            tree = override.applyTo(tree, problems);
        }
        Reading reading = Reading.of(tree, name, surroundings, options.lenient());
        problems.forEach(reading::add);
        Experiment experiment = ExperimentReader.read(reading, options.clock());
        if (!reading.problems().isEmpty()) {
            throw new ConfigException(reading.problems());
        }
        Redactor redactor = new Redactor(reading.secrets());
        Origin origin = new Origin.Whole(name);
        Mapping seeded =
                tree.with(
                        "seed", new Scalar(Long.toString(experiment.seed()), true, origin), origin);
        String yaml = YamlWriter.write(seeded, redactor);
        return new LoadedExperiment(
                experiment, yaml, reading.warnings(), redactor, reading::origin);
    }
}
