package io.spillway.cli;

import io.spillway.study.RunFailedException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a study leaves its document and its page. */
final class StudyFolder {

    private final Path folder;

    private StudyFolder(Path folder) {
        this.folder = folder;
    }

    /** The folder that was asked for, or {@code results/<run-id>}. */
    static StudyFolder of(@Nullable Path asked, String runId) {
        return new StudyFolder(asked == null ? Path.of("results", runId) : asked);
    }

    /** Writes a file and returns where it is. */
    Path write(String name, String text) throws RunFailedException {
        try {
            Files.createDirectories(folder);
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException unwritable) {
            throw new RunFailedException(
                    "%s cannot be written: %s".formatted(folder, unwritable.getMessage()),
                    unwritable);
        }
    }
}
