package io.spillway.sim.http;

import io.spillway.time.SystemTime;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The {@code date} header, formatted once a second. Confined to the server's loop. */
final class HttpDate {

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private final SystemTime time;
    private long second = Long.MIN_VALUE;
    private byte[] bytes = {};

    HttpDate(SystemTime time) {
        this.time = time;
    }

    byte[] bytes() {
        Instant instant = time.instantOf(time.nanos());
        if (instant.getEpochSecond() != second) {
            second = instant.getEpochSecond();
            bytes = FORMAT.format(instant).getBytes(StandardCharsets.US_ASCII);
        }
        return bytes;
    }
}
