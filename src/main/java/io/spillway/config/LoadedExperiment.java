package io.spillway.config;

import java.util.List;

/**
 * An experiment ready to run.
 *
 * @param yaml the file with its overrides and its seed, secrets masked: the {@code config.yaml} of
 *     the results
 * @param warnings what a person should know and need not change
 * @param redactor for everything else that is printed or written during the run
 */
public record LoadedExperiment(
        Experiment experiment, String yaml, List<ConfigProblem> warnings, Redactor redactor) {
    public LoadedExperiment {
        warnings = List.copyOf(warnings);
    }
}
