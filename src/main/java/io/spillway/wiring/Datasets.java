package io.spillway.wiring;

import io.spillway.config.Experiment;
import io.spillway.config.Secret;
import io.spillway.prompt.PromptForm;
import io.spillway.prompt.PromptSource;
import io.spillway.prompt.PromptSpec;
import io.spillway.prompt.dataset.DatasetPrompts;
import io.spillway.prompt.dataset.HubDownload;
import io.spillway.prompt.dataset.HubFile;
import io.spillway.prompt.dataset.HubOptions;
import io.spillway.study.RunFailedException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Recorded prompts, from this machine or from the hub. */
final class Datasets {

    private static final String NO_DOWNLOAD =
            "write path: a local file or folder; this dataset cannot be fetched";

    private Datasets() {}

    static PromptSource open(PromptSpec.Dataset dataset, Experiment experiment, Prompting prompting)
            throws RunFailedException {
        boolean chat = prompting.form() instanceof PromptForm.Chat;
        var options =
                new DatasetPrompts.Options(chat, prompting.counter(), DatasetPrompts.MAX_ROWS);
        try {
            return DatasetPrompts.open(dataset, path(dataset, experiment), options);
        } catch (IOException unusable) {
            throw new RunFailedException("data: " + unusable.getMessage(), unusable);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunFailedException("interrupted while fetching the dataset", e);
        }
    }

    /** What keeps the experiment's data from being had, as advice; empty when nothing does. */
    static Optional<String> problem(Experiment experiment) {
        return PromptSpecs.of(experiment) instanceof PromptSpec.Dataset dataset
                        && dataset.path() == null
                        && HubFile.of(dataset.kind()).isEmpty()
                ? Optional.of(NO_DOWNLOAD)
                : Optional.empty();
    }

    private static Path path(PromptSpec.Dataset dataset, Experiment experiment)
            throws IOException, InterruptedException, RunFailedException {
        String local = dataset.path();
        if (local != null) {
            return Path.of(local);
        }
        HubFile file =
                HubFile.of(dataset.kind())
                        .orElseThrow(() -> new RunFailedException("data: " + NO_DOWNLOAD));
        Secret token = experiment.tokenizer().token();
        try (var hub =
                new HubDownload(
                        HubOptions.of(
                                HubSettings.endpoint(),
                                token == null ? null : token.reveal(),
                                HubSettings.cache()))) {
            return hub.fetch(file);
        }
    }
}
