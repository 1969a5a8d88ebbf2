package io.spillway.prompt.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fetches files of a Hugging Face hub into a cache. A cached file is used without asking; an
 * interrupted download is resumed where it ended; size and, where the hub gives it, SHA-256 are
 * checked. A hub that does not answer within five seconds fails, in one sentence. Blocks its
 * caller; not thread-safe.
 */
public final class HubDownload implements AutoCloseable {

    private static final Pattern CONTENT_RANGE =
            Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18})");

    private final HubOptions options;
    private final ExecutorService threads;
    private final HubClient client;

    public HubDownload(HubOptions options) {
        this.options = options;
        this.threads =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("hub-download-", 0).factory());
        this.client = new HubClient(options, threads);
    }

    /** The file in the cache, fetched if it was not there. */
    public Path fetch(HubFile file) throws IOException, InterruptedException {
        Path target = options.cached(file);
        if (Files.isRegularFile(target)) {
            return target;
        }
        Files.createDirectories(target.toAbsolutePath().getParent());
        Path part = sibling(target, ".part");
        try (FileChannel channel =
                FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            try (FileLock _ = lock(channel, part)) {
                if (!download(file, channel, part)) {
                    channel.truncate(0);
                    if (!download(file, channel, part)) {
                        throw new DatasetException(
                                "%s refuses %s from its beginning"
                                        .formatted(options.endpoint(), file));
                    }
                }
            }
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        Files.deleteIfExists(sibling(part, ".etag"));
        return target;
    }

    private static Path sibling(Path path, String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    private static FileLock lock(FileChannel channel, Path part) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            lock = null;
        }
        if (lock == null) {
            throw new DatasetException("somebody else is downloading to %s".formatted(part));
        }
        return lock;
    }

    /** False when the part on disk is of no use and the download must begin again. */
    private boolean download(HubFile file, FileChannel channel, Path part)
            throws IOException, InterruptedException {
        Path etagFile = sibling(part, ".etag");
        HubClient.Answer answer = client.get(file, resume(channel.size(), etagFile));
        try (InputStream body = answer.body()) {
            long from;
            switch (answer.status()) {
                case 200 -> {
                    from = 0;
                    channel.truncate(0);
                    Files.writeString(etagFile, answer.headers().firstValue("etag").orElse(""));
                }
                case 206 -> {
                    from = channel.size();
                    if (range(answer).from() != from) {
                        return false;
                    }
                }
                case 416 -> {
                    return false;
                }
                default -> throw refused(file, answer.status());
            }
            channel.position(from);
            copy(body, channel, file);
            checkSize(file, answer, channel.size());
            channel.force(true);
        }
        return hasHash(part, answer, file);
    }

    private static HubClient.Resume resume(long bytes, Path etagFile) throws IOException {
        if (bytes == 0 || !Files.isRegularFile(etagFile)) {
            return HubClient.Resume.NOTHING;
        }
        String etag = Files.readString(etagFile).strip();
        boolean usable = !etag.isEmpty() && !etag.startsWith("W/");
        return usable ? new HubClient.Resume(bytes, etag) : HubClient.Resume.NOTHING;
    }

    private DatasetException refused(HubFile file, int status) {
        String why =
                switch (status) {
                    case 401, 403 -> "access needs a token with the right to read it (HF_TOKEN)";
                    case 404 -> "there is no such file";
                    default -> "try again later, or give a local file";
                };
        return new DatasetException(
                "%s answered %d for %s: %s".formatted(options.endpoint(), status, file, why));
    }

    /** Copies in a thread of its own, and gives up when no byte comes for too long. */
    private void copy(InputStream body, FileChannel channel, HubFile file)
            throws IOException, InterruptedException {
        var copied = new AtomicLong();
        Future<?> copying =
                threads.submit(
                        () -> {
                            transfer(body, Channels.newOutputStream(channel), copied);
                            return null;
                        });
        long before;
        do {
            before = copied.get();
            if (isDone(copying, file)) {
                return;
            }
        } while (copied.get() > before);
        copying.cancel(true);
        throw new DatasetException(
                "the download of %s has stalled after %d more bytes: run again to resume it"
                        .formatted(file, before));
    }

    private static void transfer(InputStream in, OutputStream out, AtomicLong copied)
            throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            out.write(buffer, 0, n);
            copied.addAndGet(n);
        }
    }

    private boolean isDone(Future<?> copying, HubFile file)
            throws IOException, InterruptedException {
        try {
            copying.get(options.stallAfter().toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException stillCopying) {
            return false;
        } catch (ExecutionException broken) {
            throw new DatasetException(
                    "the download of %s broke off: run again to resume it".formatted(file), broken);
        }
    }

    private static void checkSize(HubFile file, HubClient.Answer answer, long size)
            throws DatasetException {
        long expected =
                answer.status() == 206
                        ? range(answer).total()
                        : answer.headers().firstValueAsLong("content-length").orElse(size);
        if (expected != size) {
            throw new DatasetException(
                    "the download of %s ended after %d of %d bytes: run again to resume it"
                            .formatted(file, size, expected));
        }
    }

    private record ContentRange(long from, long total) {}

    /** What {@code Content-Range: bytes FROM-TO/TOTAL} says; −1 for what it does not. */
    private static ContentRange range(HubClient.Answer answer) {
        String header = answer.headers().firstValue("content-range").orElse("");
        Matcher matcher = CONTENT_RANGE.matcher(header);
        return matcher.matches()
                ? new ContentRange(
                        Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)))
                : new ContentRange(-1, -1);
    }

    /** A resumed file that does not add up is begun again; a fresh one is an error. */
    private static boolean hasHash(Path part, HubClient.Answer answer, HubFile file)
            throws IOException {
        String expected = answer.sha256();
        if (expected == null) {
            return true;
        }
        String actual = sha256(part);
        if (expected.equals(actual)) {
            return true;
        }
        if (answer.status() == 206) {
            return false;
        }
        throw new DatasetException(
                "%s came with SHA-256 %s instead of %s".formatted(file, actual, expected));
    }

    private static String sha256(Path path) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
        try (var in = new DigestInputStream(Files.newInputStream(path), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() {
        client.close();
        threads.shutdownNow();
    }
}
