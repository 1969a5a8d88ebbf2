package io.spillway.record;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Appends to the files of a results folder through one thread, {@code spillway-results}. What is
 * appended reaches the operating system within a fifth of a second, so a killed process loses no
 * more than that. Each file has a bounded buffer; when it is full the producer waits, and the wait
 * is counted.
 */
final class ResultsWriter implements AutoCloseable {
    private static final int BUFFER_LIMIT = 1 << 20;
    private static final long FLUSH_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long CLOSE_MILLIS = 10_000;

    private final Path folder;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition space = lock.newCondition();
    private final List<Sink> sinks = new ArrayList<>();
    private final Thread thread;
    private boolean closing;
    private boolean urgent;
    private @Nullable IOException failure;
    private long waits;
    private long waitedNanos;

    ResultsWriter(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.thread =
                Thread.ofPlatform().name("spillway-results").daemon().unstarted(this::writeLoop);
    }

    /** Creates the file; all files are opened before {@link #start}. */
    Sink open(String fileName) throws IOException {
        var sink = new Sink(Files.newOutputStream(folder.resolve(fileName)));
        sinks.add(sink);
        return sink;
    }

    ResultsWriter start() {
        thread.start();
        return this;
    }

    /** How often, and for how long, producers waited for space. */
    Waits waits() {
        lock.lock();
        try {
            String problem = failure == null ? null : failure.toString();
            return new Waits(waits, waitedNanos, problem);
        } finally {
            lock.unlock();
        }
    }

    /** Why files stopped being written; null while all is well. */
    @Nullable IOException failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    /** Writes what is left and closes the files; throws what kept them from being written. */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closing = true;
            work.signal();
        } finally {
            lock.unlock();
        }
        try {
            if (!thread.join(java.time.Duration.ofMillis(CLOSE_MILLIS))) {
                throw new IOException("results were not written within 10 s: " + folder);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while writing results: " + folder);
        }
        IOException problem = failure();
        if (problem != null) {
            throw new IOException("results are incomplete: " + folder, problem);
        }
    }

    private void writeLoop() {
        try {
            boolean last = false;
            while (!last) {
                last = takeFilled();
                for (Sink sink : sinks) {
                    sink.writeTaken();
                }
            }
            for (Sink sink : sinks) {
                sink.file.close();
            }
        } catch (IOException e) {
            lock.lock();
            try {
                failure = e;
                space.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits for work and swaps the buffers; true when there will be no more. */
    private boolean takeFilled() {
        lock.lock();
        try {
            long left = FLUSH_NANOS;
            while (!closing && !urgent && left > 0) {
                left = work.awaitNanos(left);
            }
            urgent = false;
            for (Sink sink : sinks) {
                sink.swap();
            }
            space.signalAll();
            return closing;
        } catch (InterruptedException e) {
            // Nobody interrupts this thread but a dying JVM: write what there is and end.
            sinks.forEach(Sink::swap);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waiting of producers, and why files stopped being written. */
    record Waits(long count, long nanos, @Nullable String problem) {
        static final Waits NONE = new Waits(0, 0, null);
    }

    /** One file. */
    final class Sink {
        private final OutputStream file;
        private byte[] filling = new byte[1 << 16];
        private int filled;
        private byte[] taken = new byte[1 << 16];
        private int takenLength;

        private Sink(OutputStream file) {
            this.file = file;
        }

        void append(LineBuffer line) {
            append(line.bytes(), line.length());
        }

        /** Appends; waits while the buffer is full. Dropped once the files cannot be written. */
        void append(byte[] bytes, int length) {
            lock.lock();
            try {
                if (filled + length > BUFFER_LIMIT) {
                    awaitSpace(length);
                }
                if (failure != null) {
                    return;
                }
                if (filled + length > filling.length) {
                    filling = Arrays.copyOf(filling, Math.max(filled + length, filled * 2));
                }
                System.arraycopy(bytes, 0, filling, filled, length);
                filled += length;
                if (filled > BUFFER_LIMIT / 2 && !urgent) {
                    urgent = true;
                    work.signal();
                }
            } finally {
                lock.unlock();
            }
        }

        private void awaitSpace(int length) {
            waits++;
            long left = WAIT_NANOS;
            try {
                while (filled > 0
                        && filled + length > BUFFER_LIMIT
                        && failure == null
                        && left > 0) {
                    urgent = true;
                    work.signal();
                    left = space.awaitNanos(left);
                }
            } catch (InterruptedException e) {
                // The line is kept; whoever interrupted finds the flag.
                Thread.currentThread().interrupt();
            }
            waitedNanos += WAIT_NANOS - left;
            if (left <= 0 && failure == null) {
                failure = new IOException("the disk took nothing for 60 s: " + folder);
            }
        }

        private void swap() {
            byte[] emptied = taken;
            taken = filling;
            takenLength = filled;
            filling = emptied;
            filled = 0;
        }

        private void writeTaken() throws IOException {
            if (takenLength > 0) {
                file.write(taken, 0, takenLength);
                takenLength = 0;
            }
        }
    }
}
