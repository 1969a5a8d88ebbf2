package io.spillway.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

class TraceTest {

    private static final long SECOND = 1_000_000_000L;
    private static final String AZURE =
            "TIMESTAMP,ContextTokens,GeneratedTokens\r\n"
                    + "2023-11-16 18:15:46.6805900,374,44\r\n"
                    + "2023-11-16 18:15:50.9951690,396,109\r\n"
                    + "2023-11-16 18:16:46.6805900,879,55";

    private static Trace read(String text, TraceFormat format, TraceWindow window) {
        try {
            return Trace.read(new StringReader(text), format, window);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static String message(String text, TraceFormat format) {
        return assertThrows(TraceException.class, () -> read(text, format, TraceWindow.ALL))
                .getMessage();
    }

    @Test
    void readsAzureRowsWithCrlfSevenDigitsAndNoLastLineEnd() {
        Trace trace = read(AZURE, TraceFormat.AZURE, TraceWindow.ALL);

        assertEquals(3, trace.size());
        assertEquals(0, trace.atNanos(0));
        assertEquals(4_314_579_000L, trace.atNanos(1));
        assertEquals(60 * SECOND, trace.atNanos(2));
        assertEquals(374, trace.inputTokens(0));
        assertEquals(55, trace.outputTokens(2));
        assertEquals(60 * SECOND, trace.endNanos());
    }

    @Test
    void readsAzureRowsWithoutAHeaderAndWithOtherStamps() {
        String text =
                "2024-05-10 23:59:59.5+00:00,10,1\n"
                        + "2024-05-11T01:00:00.5+01:00,20,2\n"
                        + "\n"
                        + "2024-05-11 00:00:01,30,3\n";

        Trace trace = read(text, TraceFormat.AZURE, TraceWindow.ALL);

        assertEquals(3, trace.size());
        assertEquals(SECOND, trace.atNanos(1));
        assertEquals(SECOND * 3 / 2, trace.atNanos(2));
    }

    @Test
    void findsColumnsByTheHeader() {
        String text =
                "\uFEFFgeneratedtokens,x,TIMESTAMP,ContextTokens\n7,-,2024-05-10 00:00:00,9\n";

        Trace trace = read(text, TraceFormat.AZURE, TraceWindow.ALL);

        assertEquals(9, trace.inputTokens(0));
        assertEquals(7, trace.outputTokens(0));
    }

    @Test
    void readsBurstGptAndReplaysAFailedRequestAsOneToken() {
        String text =
                """
                Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type
                5,ChatGPT,472,18,490,Conversation log
                45.25,ChatGPT,1087,0,1087,Conversation log
                118,GPT-4,417,276,693,API log
                """;

        Trace trace = read(text, TraceFormat.BURST_GPT, TraceWindow.ALL);

        assertEquals(3, trace.size());
        assertEquals(40 * SECOND + SECOND / 4, trace.atNanos(1));
        assertEquals(1087, trace.inputTokens(1));
        assertEquals(1, trace.outputTokens(1));
        assertEquals(276, trace.outputTokens(2));
    }

    @Test
    void readsMooncakeInMillisecondsWithItsHashes() {
        String text =
                "{\"timestamp\": 27482, \"input_length\": 6955, \"output_length\": 52,"
                        + " \"hash_ids\": [46, 47, 48]}\n"
                        + "{\"input_length\":1,\"output_length\":2,\"timestamp\":30482.5,"
                        + "\"note\":{\"a\":[1,\"}\"]}}\n";

        Trace trace = read(text, TraceFormat.MOONCAKE, TraceWindow.ALL);

        assertArrayEquals(new long[] {46, 47, 48}, trace.prefixHashes(0));
        assertArrayEquals(new long[] {}, trace.prefixHashes(1));
        assertEquals(3_000_500_000L, trace.atNanos(1));
        assertEquals(512, trace.tokensPerHash());
    }

    @Test
    void readsTimedTracesInSecondsWithOtherNames() {
        var fields = new TraceFormat.Fields("t", "in", "out", "h");
        var format = new TraceFormat.JsonLines(SECOND, 16, fields);

        Trace trace =
                read(
                        "{\"t\":1.5,\"in\":3,\"out\":4,\"h\":[]}\n{\"t\":2,\"in\":5,\"out\":6,\"h\":null}",
                        format,
                        TraceWindow.ALL);

        assertEquals(SECOND / 2, trace.atNanos(1));
        assertEquals(6, trace.outputTokens(1));
    }

    @Test
    void takesAHalfOpenSpanOfTraceTime() {
        Trace head = read(AZURE, TraceFormat.AZURE, new TraceWindow.Span(0, 60 * SECOND));
        assertEquals(2, head.size());
        assertEquals(60 * SECOND, head.endNanos());

        Trace tail =
                read(AZURE, TraceFormat.AZURE, new TraceWindow.Span(4 * SECOND, Long.MAX_VALUE));
        assertEquals(2, tail.size());
        assertEquals(314_579_000L, tail.atNanos(0));
        assertEquals(56 * SECOND, tail.endNanos());
    }

    @Test
    void takesANumberOfRows() {
        Trace trace = read(AZURE, TraceFormat.AZURE, new TraceWindow.Rows(1, 1));

        assertEquals(1, trace.size());
        assertEquals(0, trace.atNanos(0));
        assertEquals(396, trace.inputTokens(0));
    }

    @Test
    void stopsReadingBehindTheWindow() {
        String text = AZURE + "\nnonsense";

        assertEquals(2, read(text, TraceFormat.AZURE, new TraceWindow.Span(0, 10 * SECOND)).size());
        assertThrows(TraceException.class, () -> read(text, TraceFormat.AZURE, TraceWindow.ALL));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    2023-11-16 18:15:51,12x,3   | line 2: ContextTokens is "12x"; allowed is a whole number from 0 to 2147483647
                    2023-11-16 18:15:51,12,-3   | line 2: GeneratedTokens is "-3"; allowed is a whole number from 0 to 2147483647
                    2023-11-16 18:15:51,12,     | line 2: GeneratedTokens is empty; allowed is a whole number from 0 to 2147483647
                    2023-11-16 18:15:51         | line 2: found 1 columns, no ContextTokens; allowed is TIMESTAMP,ContextTokens,GeneratedTokens
                    2023-13-16 18:15:51,1,2     | line 2: TIMESTAMP is "2023-13-16 18:15:51"; allowed is a time such as 2023-11-16 18:15:46.6805900
                    2023-11-16 18:15:41,1,2     | line 2: the time goes back by 9.000000 s; allowed are rows sorted by time
                    """)
    void saysWhichRowIsBadWhatWasFoundAndWhatIsAllowed(String row, String expected) {
        String text = "2023-11-16 18:15:50,1,2\n" + row + "\n";

        assertEquals(expected, message(text, TraceFormat.AZURE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
                    """
                    {"timestamp":1,"input_length":2}                     | found fields [timestamp, input_length], no output_length
                    {"timestamp":-1,"input_length":2,"output_length":3}  | timestamp is "-1"; allowed is a time of at least 0
                    {"timestamp":1e999999999,"input_length":2,"output_length":3} | timestamp is "1e999999999"
                    {"timestamp":"1","input_length":2,"output_length":3} | timestamp is ""1""
                    {"timestamp":1,"input_length":2,"output_length":3,"hash_ids":[1,x]} | hash_ids has "x"; allowed is a list of whole numbers
                    {"timestamp":1,"input_length":2,"output_length":3    | found the end at column 50; allowed is one JSON object a line
                    [1,2,3]                                              | found "[1,2,3]" at column 1
                    {"timestamp":1,"input_length":2,"output_length":3}}  | found "}" at column 51
                    {"timestamp":,"input_length":2,"output_length":3}    | found ",
                    {"timestamp                                          | found the end
                    """)
    void refusesWhatIsNoJsonRow(String row, String expected) {
        String message = message(row, TraceFormat.MOONCAKE);

        assertTrue(message.startsWith("line 1: " + expected), message);
    }

    @Test
    void namesTheFirstTwentyBadRowsAtOnce() {
        StringBuilder text = new StringBuilder("2023-11-16 18:15:50,1,2\n");
        IntStream.range(0, 30).forEach(_ -> text.append("bad\n"));

        TraceException bad =
                assertThrows(
                        TraceException.class,
                        () -> read(text.toString(), TraceFormat.AZURE, TraceWindow.ALL));

        assertEquals(21, bad.problems().size());
        assertEquals(2, bad.problems().getFirst().line());
        assertEquals(21, bad.problems().get(19).line());
    }

    @Test
    void goesOnBehindABadRow() throws IOException {
        var reader =
                new TraceReader(
                        new StringReader("2023-11-16 18:15:50,1,2\nbad\n2023-11-16 18:15:51,3,4\n"),
                        TraceFormat.AZURE);

        assertEquals(1, reader.next().inputTokens());
        assertThrows(TraceException.class, reader::next);
        assertEquals(3, reader.next().inputTokens());
        assertEquals(null, reader.next());
    }

    @Test
    void refusesAHeaderOfAnotherFormat() {
        String message = message("Timestamp,Model,Request tokens\n1,2,3\n", TraceFormat.AZURE);

        assertTrue(message.contains("no column ContextTokens"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "TIMESTAMP,ContextTokens,GeneratedTokens\n"})
    void refusesATraceWithoutRows(String text) {
        assertEquals("the trace has no row", message(text, TraceFormat.AZURE));
    }

    @Test
    void saysWhatAnEmptyWindowCouldHaveHeld() {
        TraceException empty =
                assertThrows(
                        TraceException.class,
                        () ->
                                read(
                                        AZURE,
                                        TraceFormat.AZURE,
                                        new TraceWindow.Span(100 * SECOND, 200 * SECOND)));

        assertTrue(empty.getMessage().contains("3 rows up to 60.000 s"), empty.getMessage());
    }

    @Test
    void refusesALineThatNeverEnds() {
        Reader endless =
                new Reader() {
                    @Override
                    public int read(char[] buffer, int from, int length) {
                        java.util.Arrays.fill(buffer, from, from + length, 'x');
                        return length;
                    }

                    @Override
                    public void close() {}
                };

        TraceException bad =
                assertThrows(
                        TraceException.class,
                        () -> new TraceReader(endless, TraceFormat.AZURE).next());
        assertTrue(bad.getMessage().contains("longer than"), bad.getMessage());
    }

    @Test
    void readsLinesAcrossBufferEdges() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            text.append("2023-11-16 18:15:50.%07d,%d,%d\r\n".formatted(i, i + 1, 2 * i + 1));
        }

        Trace trace = read(text.toString(), TraceFormat.AZURE, TraceWindow.ALL);

        assertEquals(20_000, trace.size());
        for (int i = 0; i < 20_000; i++) {
            assertEquals(i + 1, trace.inputTokens(i));
            assertEquals(100L * i, trace.atNanos(i));
        }
    }

    @Test
    void knowsFormatsByNameInAnyCase() {
        assertEquals(TraceFormat.AZURE, TraceFormat.named("azurepublicdataset").orElseThrow());
        assertEquals(TraceFormat.TIMED_TRACE, TraceFormat.named("timed_trace").orElseThrow());
        assertTrue(TraceFormat.named("csv").isEmpty());
    }

    @Test
    void shipsATraceWithAVisiblePeak() throws IOException {
        Path file = Path.of("examples/traces/conversation-sample.csv");
        Trace trace;
        try (Reader reader = Files.newBufferedReader(file)) {
            trace = Trace.read(reader, TraceFormat.AZURE, TraceWindow.ALL);
        }

        assertEquals(600, trace.endNanos() / 1e9, 15);
        long firstMinutes = rowsBetween(trace, 0, 180);
        long peakMinutes = rowsBetween(trace, 240, 420);
        assertTrue(peakMinutes > 3 * firstMinutes, peakMinutes + " against " + firstMinutes);
    }

    private static long rowsBetween(Trace trace, long from, long to) {
        return IntStream.range(0, trace.size())
                .filter(row -> trace.atNanos(row) >= from * SECOND)
                .filter(row -> trace.atNanos(row) < to * SECOND)
                .count();
    }
}
