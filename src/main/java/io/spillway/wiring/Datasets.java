package io.spillway.wiring;

import io.spillway.config.Experiment;
import io.spillway.prompt.PromptForm;
import io.spillway.prompt.PromptSource;
import io.spillway.prompt.PromptSpec;
import io.spillway.study.RunFailedException;

/** Recorded prompts. */
final class Datasets {

    private Datasets() {}

    static PromptSource open(PromptSpec.Dataset dataset, Experiment experiment, PromptForm form)
            throws RunFailedException {
        throw new RunFailedException("data.type %s cannot be read yet".formatted(dataset.kind()));
    }
}
