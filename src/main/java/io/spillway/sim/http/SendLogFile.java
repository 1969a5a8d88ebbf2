package io.spillway.sim.http;

import org.jspecify.annotations.Nullable;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes send times to a file on a thread of its own, so that the server's loop never waits for a
 * disk. When the disk falls behind, entries are dropped, and the last line says how many.
 */
final class SendLogFile implements AutoCloseable {

    private static final int CAPACITY = 16_384;
    private static final long CLOSE_SECONDS = 5;

    private final BufferedWriter writer;
    private final BlockingQueue<SendLog.Entry> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;
    private volatile @Nullable IOException failure;

    SendLogFile(Path path) throws IOException {
        writer = Files.newBufferedWriter(path);
        thread = Thread.ofPlatform().daemon().name("spillway-send-log").start(this::run);
    }

    void offer(SendLog.Entry entry) {
        if (!queue.offer(entry)) {
            dropped.incrementAndGet();
        }
    }

    private void run() {
        try {
            StringBuilder text = new StringBuilder();
            while (!closing || !queue.isEmpty()) {
                SendLog.Entry entry = queue.poll(100, TimeUnit.MILLISECONDS);
                if (entry == null) {
                    writer.flush();
                    continue;
                }
                text.setLength(0);
                entry.appendTo(text);
                writer.append(text);
            }
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Writes what is left and closes the file.
     *
     * @throws IOException when something could not be written
     */
    @Override
    public void close() throws IOException {
        closing = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (dropped.get() > 0) {
            writer.append("{\"dropped\":" + dropped.get() + "}\n");
        }
        writer.close();
        IOException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }
}
