package io.spillway.wiring;

import io.spillway.config.StorageConfig;
import io.spillway.fleet.RunId;
import io.spillway.storage.ResultsStore;
import io.spillway.storage.S3Settings;
import io.spillway.storage.StorageException;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;

/** Takes a finished results folder to where {@code storage} says, beside the local one. */
final class ResultsUpload {

    private static final Duration LIMIT = Duration.ofHours(1);

    /** Somebody who stops a run waits for the process to end. */
    private static final Duration STOPPED_LIMIT = Duration.ofSeconds(4);

    private ResultsUpload() {}

    /**
     * Stores a folder.
     *
     * @param stopped whether somebody waits for the process to end
     * @return a sentence about where the results are, or null when they stay local
     */
    static @Nullable String store(StorageConfig config, Path folder, RunId id, boolean stopped)
            throws StorageException, InterruptedException {
        StorageConfig.S3 s3 = config.s3();
        if (s3 == null) {
            return null;
        }
        ResultsStore.Receipt receipt =
                new ResultsStore(settings(s3, folder))
                        .upload(folder, id.value(), stopped ? STOPPED_LIMIT : LIMIT);
        return "%d files stored in %s".formatted(receipt.files(), receipt.location());
    }

    static S3Settings settings(StorageConfig.S3 s3, Path folder) {
        String path = s3.path();
        S3Settings.Addressing addressing =
                switch (s3.addressing()) {
                    case AUTO -> S3Settings.Addressing.AUTO;
                    case VIRTUAL -> S3Settings.Addressing.VIRTUAL;
                    case PATH -> S3Settings.Addressing.PATH;
                };
        return new S3Settings(
                s3.bucket(),
                path == null ? String.valueOf(folder.toAbsolutePath().getFileName()) : path,
                s3.filePrefix(),
                s3.endpoint(),
                s3.region(),
                addressing,
                S3Settings.Patience.DEFAULT);
    }
}
