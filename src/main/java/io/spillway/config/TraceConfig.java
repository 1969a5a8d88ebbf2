package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A recorded trace: {@code load.trace}, or {@code data.trace} for its lengths alone.
 *
 * @param speed arrivals come so many times faster; lengths stay
 * @param from first moment of trace time to replay, before {@code speed}
 * @param to moment of trace time to stop before; null for the end
 * @param firstRow rows before this one are skipped, counted from 0
 * @param rows at most so many rows; null for all
 */
public record TraceConfig(
        Path file,
        Format format,
        double speed,
        Duration from,
        @Nullable Duration to,
        int firstRow,
        @Nullable Integer rows) {

    /** The formats by the names their publishers use. */
    public enum Format implements Choice {
        /** {@code TIMESTAMP,ContextTokens,GeneratedTokens}. */
        AZURE_PUBLIC_DATASET("AzurePublicDataset"),
        /** {@code Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type}. */
        BURST_GPT("BurstGPT"),
        /** JSON lines {@code timestamp, input_length, output_length, hash_ids}. */
        MOONCAKE("Mooncake"),
        /** The same keys as vLLM's {@code timed_trace} reads. */
        TIMED_TRACE("timed_trace");

        private final String yaml;

        Format(String yaml) {
            this.yaml = yaml;
        }

        @Override
        public String yaml() {
            return yaml;
        }
    }

    static TraceConfig read(Section s) {
        Path file = s.file("file");
        if (file == null) {
            s.missing("file", "name the trace file");
        }
        Format format = s.choice("format", Format.AZURE_PUBLIC_DATASET);
        double speed = s.number("speed", 1, Bounds.POSITIVE);
        Duration from = s.duration("from", Duration.ZERO, Bounds.NOT_NEGATIVE);
        Duration to = s.duration("to", Bounds.POSITIVE);
        int firstRow = s.integer("first_row", 0, Bounds.NOT_NEGATIVE);
        Integer rows = s.integer("rows", Bounds.atLeast(1));
        if (to != null && to.compareTo(from) <= 0) {
            s.problem("to", "write a moment after from, which is " + Numbers.text(from));
        }
        boolean times = s.has("from") || s.has("to");
        if (times && (s.has("first_row") || s.has("rows"))) {
            s.problem(
                    s.has("rows") ? "rows" : "first_row",
                    "write from and to, or first_row and rows, not both");
        }
        return new TraceConfig(
                file == null ? Path.of("") : file, format, speed, from, to, firstRow, rows);
    }
}
