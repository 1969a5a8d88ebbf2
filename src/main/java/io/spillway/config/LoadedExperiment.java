package io.spillway.config;

import java.util.List;

/**
 * An experiment ready to run.
 *
 * @param yaml the file with its overrides and its seed, secrets masked: the {@code config.yaml} of
 *     the results
 * @param warnings what a person should know and need not change
 * @param redactor for everything else that is printed or written during the run
 * @param origins where settings were written, for problems that only others can find
 */
public record LoadedExperiment(
        Experiment experiment,
        String yaml,
        List<ConfigProblem> warnings,
        Redactor redactor,
        Origins origins) {

    public LoadedExperiment {
        warnings = List.copyOf(warnings);
    }

    /** Where settings were written. */
    @FunctionalInterface
    public interface Origins {
        /**
         * The place of a setting, or of the nearest section around it that was written.
         *
         * @param key as {@code scaling.policy.threshold} or {@code load.stages[0].rate}
         */
        Origin of(String key);
    }
}
