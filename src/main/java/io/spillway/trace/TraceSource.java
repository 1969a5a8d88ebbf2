package io.spillway.trace;

import java.nio.file.Path;

/** Where a trace is read from, and which part of it. */
public record TraceSource(Path file, TraceFormat format, TraceWindow window) {}
