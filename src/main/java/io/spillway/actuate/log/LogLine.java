package io.spillway.actuate.log;

import java.time.Instant;

/** A line of a container's log, and when it was written. */
public record LogLine(Instant at, String text) {}
