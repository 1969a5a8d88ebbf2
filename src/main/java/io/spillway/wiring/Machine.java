package io.spillway.wiring;

import io.spillway.analysis.RunSummary;
import io.spillway.config.Surroundings;
import io.spillway.fleet.RunId;

import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What this machine and this moment contribute: environment, files, the time of day, fresh numbers.
 */
public final class Machine {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final int SEEDS = 1_000_000;

    private Machine() {}

    /** What an experiment may know of the machine it is read on. */
    public static Surroundings surroundings() {
        return new Surroundings(
                System.getenv()::get,
                Surroundings.Files.ofThisMachine(),
                LocalDateTime.now(ZoneId.systemDefault()),
                ThreadLocalRandom.current().nextLong(SEEDS));
    }

    /** A name nobody has used: the time, and four random digits. */
    public static RunId newRunId() {
        String digits =
                HexFormat.of().toHexDigits((short) ThreadLocalRandom.current().nextInt(0x10000));
        return new RunId(STAMP.format(LocalDateTime.now(ZoneId.systemDefault())) + "-" + digits);
    }

    /** What results say about where they were made. */
    static RunSummary.Environment environment(String version) {
        return new RunSummary.Environment(
                version,
                Runtime.version().toString(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"));
    }

    /** The time of day, {@code HH:mm:ss}. */
    public static String timeOfDay() {
        return LocalTime.now(ZoneId.systemDefault()).format(CLOCK);
    }
}
