package io.spillway.sim.http;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * When each part of each answer was handed to the socket: what a client's figures are checked
 * against. The newest answers are kept in memory, within bounds, and all of them go to a file where
 * one is named.
 *
 * <p>Confined to the server's loop, but for the file's writer thread.
 */
final class SendLog {

    private static final int MAX_ENTRIES = 20_000;
    private static final long MAX_SENDS = 2_000_000;

    private final boolean enabled;
    private final @Nullable SendLogFile file;
    private final ArrayDeque<Entry> ring = new ArrayDeque<>();
    private long sends;

    /**
     * @param enabled false to keep nothing
     * @throws IOException when the file cannot be created
     */
    SendLog(boolean enabled, @Nullable Path path) throws IOException {
        this.enabled = enabled || path != null;
        this.file = path == null ? null : new SendLogFile(path);
    }

    /** The record of an answer, to be filled; null when nothing is kept. */
    @Nullable Entry begin(String id, long arrivalNanos, int promptTokens) {
        return enabled ? new Entry(id, arrivalNanos, promptTokens) : null;
    }

    /** The answer is complete, or broke off; the entry changes no more. */
    void end(Entry entry, String reason) {
        entry.reason = reason;
        ring.add(entry);
        sends += entry.count;
        while (ring.size() > MAX_ENTRIES || (sends > MAX_SENDS && ring.size() > 1)) {
            sends -= ring.remove().count;
        }
        if (file != null) {
            file.offer(entry);
        }
    }

    /** One JSON object a line, oldest first. */
    byte[] lines() {
        StringBuilder text = new StringBuilder();
        ring.forEach(entry -> entry.appendTo(text));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException("closing the file of send times", e);
            }
        }
    }

    /** The send times of one answer. */
    static final class Entry {
        private final String id;
        private final long arrivalNanos;
        private final int promptTokens;
        private long[] sentNanos = new long[8];
        private int[] tokens = new int[8];
        private int count;
        private int outputTokens;
        private String reason = "";

        private Entry(String id, long arrivalNanos, int promptTokens) {
            this.id = id;
            this.arrivalNanos = arrivalNanos;
            this.promptTokens = promptTokens;
        }

        /** A part with this many tokens goes out now. */
        void sent(long nanos, int tokenCount) {
            if (count == sentNanos.length) {
                sentNanos = Arrays.copyOf(sentNanos, count * 2);
                tokens = Arrays.copyOf(tokens, count * 2);
            }
            sentNanos[count] = nanos;
            tokens[count++] = tokenCount;
            outputTokens += tokenCount;
        }

        void appendTo(StringBuilder text) {
            text.append("{\"id\":\"").append(id).append("\",\"arrival\":");
            appendSeconds(text, arrivalNanos);
            text.append(",\"sends\":[");
            for (int i = 0; i < count; i++) {
                appendSeconds(i == 0 ? text : text.append(','), sentNanos[i]);
            }
            text.append("],\"tokens\":[");
            for (int i = 0; i < count; i++) {
                (i == 0 ? text : text.append(',')).append(tokens[i]);
            }
            text.append("],\"prompt_tokens\":").append(promptTokens);
            text.append(",\"output_tokens\":").append(outputTokens);
            text.append(",\"finish_reason\":\"").append(reason).append("\"}\n");
        }

        private static void appendSeconds(StringBuilder text, long nanos) {
            text.append(nanos / 1_000_000_000).append('.');
            String fraction = Long.toString(nanos % 1_000_000_000);
            text.repeat('0', 9 - fraction.length()).append(fraction);
        }
    }
}
