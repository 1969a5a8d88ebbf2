package io.spillway.actuate.process;

import io.spillway.actuate.log.LogLine;
import io.spillway.actuate.log.StartLog;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a process writes to its log while it starts. What the file held before is an earlier life's.
 * Confined to one thread.
 */
final class StartLogFile {

    /** Far more than a start says; a server that says so much says nothing about a start. */
    private static final int MOST_BYTES = 1 << 20;

    private static final int BYTES_AT_ONCE = 1 << 16;

    private final Path file;
    private final long begin;
    private final List<LogLine> telling = new ArrayList<>();
    private long position;

    /** Before the process is started. */
    StartLogFile(Path file) {
        this.file = file;
        this.begin = file.toFile().length();
        this.position = begin;
    }

    /**
     * Reads the whole lines that are new, as written at this moment. True when there is nothing
     * more to wait for.
     */
    boolean read(Instant now) {
        try (var input = new RandomAccessFile(file.toFile(), "r")) {
            int end = readOnce(input, now);
            while (end > 0) {
                position += end;
                end = readOnce(input, now);
            }
        } catch (IOException unreadable) {
            return true;
        }
        return told().complete() || position - begin > MOST_BYTES;
    }

    /** How many bytes of whole lines there were. */
    private int readOnce(RandomAccessFile input, Instant now) throws IOException {
        byte[] bytes = new byte[(int) Math.min(BYTES_AT_ONCE, input.length() - position)];
        input.seek(position);
        input.readFully(bytes);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        if (end == 0 && bytes.length == BYTES_AT_ONCE) {
            // Longer than any line that tells something.
            return bytes.length;
        }
        new String(bytes, 0, end, StandardCharsets.UTF_8)
                .lines()
                .map(line -> new LogLine(now, line))
                .filter(line -> StartLog.of(List.of(line)).saysAnything())
                .forEach(telling::add);
        return end;
    }

    StartLog told() {
        return StartLog.of(telling);
    }
}
