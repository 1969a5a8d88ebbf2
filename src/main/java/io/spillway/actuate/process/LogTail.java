package io.spillway.actuate.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The last lines of a log, for the reason of a failure. */
final class LogTail {

    private static final int BYTES = 2048;
    private static final int LINES = 3;

    private LogTail() {}

    /** At most three lines joined by {@code " | "}; says so when there is nothing. */
    static String of(Path log) {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - BYTES);
            file.seek(from);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.readFully(bytes);
            List<String> lines =
                    new String(bytes, StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank())
                            .toList();
            return lines.isEmpty()
                    ? "(empty)"
                    : String.join(
                            " | ", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
        } catch (IOException unreadable) {
            return "(unreadable)";
        }
    }
}
