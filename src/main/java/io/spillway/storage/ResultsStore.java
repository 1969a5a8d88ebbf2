package io.spillway.storage;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Copies results folders into a bucket. The folder itself is only read.
 *
 * <p>Every object carries the id of its run as metadata. An object that exists is replaced only
 * when it carries the same id; any other is never touched, and the upload fails before its first
 * byte.
 */
public final class ResultsStore {

    private final S3Settings settings;
    private final AwsCredentialsProvider credentials;

    /**
     * What was stored.
     *
     * @param location as {@code s3://bucket/path}
     */
    public record Receipt(String location, int files, long bytes) {}

    /** A store with the credentials of the environment. */
    public ResultsStore(S3Settings settings) {
        this(settings, DefaultCredentialsProvider.builder().build());
    }

    ResultsStore(S3Settings settings, AwsCredentialsProvider credentials) {
        this.settings = settings;
        this.credentials = credentials;
    }

    /**
     * Stores every file below the folder under the same names.
     *
     * @param runId that the objects are marked with
     * @param limit on the whole of it
     * @throws StorageException when not every file is known to be stored; says how many are
     */
    public Receipt upload(Path folder, String runId, Duration limit)
            throws StorageException, InterruptedException {
        var task = new FutureTask<>(() -> uploadNow(folder, runId));
        Thread thread = Thread.ofVirtual().name("spillway-upload").start(task);
        try {
            return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException ended) {
            if (ended.getCause() instanceof StorageException failure) {
                throw failure;
            }
            throw new IllegalStateException("the upload broke down", ended.getCause());
        } catch (TimeoutException late) {
            throw new StorageException(
                    "%s: not done within %d s; the local copy in %s is complete"
                            .formatted(Problems.opening(settings), limit.toSeconds(), folder),
                    late);
        } finally {
            thread.interrupt();
        }
    }

    private Receipt uploadNow(Path folder, String runId) throws StorageException {
        try (S3Client client = Clients.open(settings, credentials)) {
            return new Upload(client, settings, folder, runId).run();
        }
    }
}
