package io.spillway.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** The published hour of conversation traffic, where SPILLWAY_TEST_DATA has it. */
@EnabledIfEnvironmentVariable(named = "SPILLWAY_TEST_DATA", matches = ".+")
class AzureTraceTest {

    private static Trace read(TraceWindow window) throws IOException {
        Path folder = Path.of(System.getenv("SPILLWAY_TEST_DATA"));
        Path file = folder.resolve("AzureLLMInferenceTrace_conv.csv");
        try (Reader reader = Files.newBufferedReader(file)) {
            return Trace.read(reader, TraceFormat.AZURE, window);
        }
    }

    @Test
    void hasEveryRow() throws IOException {
        assertEquals(19_366, read(TraceWindow.ALL).size());
    }

    @Test
    void hasThePublishedFirstQuarter() throws IOException {
        Trace trace = read(new TraceWindow.Span(0, 900_000_000_000L));

        assertEquals(4_424, trace.size());
        assertEquals(1_173, mean(trace, true), 0.5);
        assertEquals(254, mean(trace, false), 0.5);
        assertEquals(900_000_000_000L, trace.endNanos());
    }

    private static double mean(Trace trace, boolean input) {
        return IntStream.range(0, trace.size())
                .map(row -> input ? trace.inputTokens(row) : trace.outputTokens(row))
                .average()
                .orElseThrow();
    }
}
