package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * What an experiment may know of the machine it is read on.
 *
 * @param environment environment variables
 * @param files the file system, as far as it is asked
 * @param startedAt fills {@code {timestamp}}
 * @param freshSeed the seed of an experiment that names none
 */
public record Surroundings(
        Environment environment, Files files, LocalDateTime startedAt, long freshSeed) {

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    /** The text with {@code {timestamp}} filled in, as {@code 20250131-235959}. */
    String timestamped(String text) {
        return text.replace("{timestamp}", TIMESTAMP.format(startedAt));
    }

    /** Environment variables by name. */
    @FunctionalInterface
    public interface Environment {
        @Nullable String get(String name);
    }

    /** The few questions that reading an experiment asks of the file system. */
    public interface Files {
        /** The files of this machine. */
        static Files ofThisMachine() {
            return new MachineFiles();
        }

        /** Whether there is a readable file or folder. */
        boolean exists(Path path);

        /** The text of a small file, or null when it cannot be read. */
        @Nullable String read(Path path);
    }
}
