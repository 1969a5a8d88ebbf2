package io.spillway.policy.external;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A program with a line in and lines out. {@link #offer} never blocks; lines arrive on the
 * program's own reader thread.
 */
final class ChildProcess implements AutoCloseable {
    private static final int LONGEST_LINE = 1 << 20;
    private static final long GOODBYE_MILLIS = 500;

    private final Process process;
    private final BlockingQueue<String> outgoing = new ArrayBlockingQueue<>(1);
    private final Thread writer;
    private volatile String lastComplaint = "";
    private volatile boolean silent;

    private ChildProcess(Process process, Consumer<String> lines, Runnable ended) {
        this.process = process;
        writer = daemon("policy-external-stdin", this::write);
        Thread reader =
                daemon(
                        "policy-external-stdout",
                        () -> {
                            read(process.getInputStream(), lines);
                            silent = true;
                            ended.run();
                        });
        Thread complaints =
                daemon(
                        "policy-external-stderr",
                        () -> read(process.getErrorStream(), line -> lastComplaint = line));
        writer.start();
        reader.start();
        complaints.start();
    }

    /**
     * Starts the program.
     *
     * @param lines takes each line it writes
     * @param ended runs when it writes no more
     */
    static ChildProcess start(List<String> command, Consumer<String> lines, Runnable ended)
            throws IOException {
        return new ChildProcess(new ProcessBuilder(command).start(), lines, ended);
    }

    private static Thread daemon(String name, Runnable task) {
        return Thread.ofPlatform().daemon().name(name).unstarted(task);
    }

    /** Hands over a line; false when the program has not taken the one before. */
    boolean offer(String line) {
        return outgoing.offer(line);
    }

    /** Whether nothing will come from it any more: it has ended, or closed its output. */
    boolean isSilent() {
        return silent || !process.isAlive();
    }

    /** How it ended, with the last line of its standard error. */
    String end() {
        String code =
                process.isAlive() ? "stopped answering" : "exited with " + process.exitValue();
        return lastComplaint.isEmpty() ? code : code + ": " + lastComplaint;
    }

    private void write() {
        try (OutputStream out = process.getOutputStream()) {
            while (process.isAlive()) {
                String line = outgoing.poll(1, TimeUnit.SECONDS);
                if (line != null) {
                    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                    out.flush();
                }
            }
        } catch (IOException e) {
            // It closed its standard input; the reader learns of its end.
            lastComplaint =
                    lastComplaint.isEmpty() ? String.valueOf(e.getMessage()) : lastComplaint;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void read(InputStream stream, Consumer<String> lines) {
        try (var reader =
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            String line = readLine(reader);
            while (line != null) {
                lines.accept(line);
                line = readLine(reader);
            }
        } catch (IOException e) {
            lines.accept("cannot be read: " + e.getMessage());
        }
    }

    /** The next line, cut off at a bound; null at the end. */
    private static @Nullable String readLine(BufferedReader reader) throws IOException {
        var line = new StringBuilder();
        int c = reader.read();
        if (c < 0) {
            return null;
        }
        while (c >= 0 && c != '\n') {
            if (line.length() < LONGEST_LINE) {
                line.append((char) c);
            }
            c = reader.read();
        }
        return line.toString();
    }

    /** Ends the program: its standard input is closed, and a moment later it is killed. */
    @Override
    public void close() {
        writer.interrupt();
        try {
            if (!process.waitFor(GOODBYE_MILLIS, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
