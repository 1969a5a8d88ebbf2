package io.spillway.load.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class SseScannerTest {

    /** Feeds pieces of the given lengths, each in a buffer that is spoilt afterwards. */
    private static List<String> scan(byte[] stream, int... cuts) throws MalformedResponseException {
        var scanner = new SseScanner();
        List<String> events = new ArrayList<>();
        int at = 0;
        int piece = 0;
        while (at < stream.length) {
            int length = piece < cuts.length ? cuts[piece++] : stream.length;
            int end = Math.min(stream.length, at + length);
            byte[] buffer = Arrays.copyOfRange(stream, at, end);
            scanner.feed(
                    buffer,
                    0,
                    buffer.length,
                    (bytes, from, to, isError) ->
                            events.add(
                                    (isError ? "!" : "")
                                            + new String(
                                                    bytes,
                                                    from,
                                                    to - from,
                                                    StandardCharsets.ISO_8859_1)));
            Arrays.fill(buffer, (byte) 'X');
            at = end;
        }
        return events;
    }

    private static List<String> scan(String stream) throws MalformedResponseException {
        return scan(stream.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The rules written as plainly as can be: what the scanner must equal. */
    private static List<String> plainly(String stream) {
        String text = stream.startsWith("\u00EF\u00BB\u00BF") ? stream.substring(3) : stream;
        String unified = text.replace("\r\n", "\n").replace('\r', '\n');
        int whole = unified.lastIndexOf('\n');
        List<String> events = new ArrayList<>();
        List<String> data = new ArrayList<>();
        boolean error = false;
        for (String line :
                whole < 0 ? new String[0] : unified.substring(0, whole).split("\n", -1)) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    events.add((error ? "!" : "") + String.join("\n", data));
                }
                data.clear();
                error = false;
            } else if (name.equals("data")) {
                data.add(value);
            } else if (name.equals("event")) {
                error = value.equals("error");
            }
        }
        return events;
    }

    @Test
    void joinsDataLinesAndSkipsTheRest() throws MalformedResponseException {
        assertEquals(List.of("a\nb"), scan("data: a\ndata:b\n\n"));
        assertEquals(List.of("a"), scan(": hello\nid: 7\nretry: 5\ndata: a\n\n"));
        assertEquals(List.of(" a"), scan("data:  a\n\n"));
        assertEquals(List.of(""), scan("data\n\n"));
        assertEquals(List.of(), scan("datum: a\n\n:\n\n\n\n"));
        assertEquals(List.of("!x", "y"), scan("event: error\ndata: x\n\ndata: y\n\n"));
        assertEquals(List.of("y"), scan("event: error\n\ndata: y\n\n"));
        assertEquals(List.of(), scan("data: unfinished\n"));
    }

    @ParameterizedTest
    @CsvSource({"'\n'", "'\r\n'", "'\r'"})
    void takesEveryLineEnding(String newline) throws MalformedResponseException {
        String stream = "data: a%ndata: b%n%ndata: c%n%n".replace("%n", newline);
        assertEquals(List.of("a\nb", "c"), scan(stream));
    }

    @Test
    void findsTheSameEventsHoweverTheStreamIsCut() throws MalformedResponseException {
        long seed = 20260822;
        var random = new Random(seed);
        String[] parts = {
            "data",
            "data:",
            "data: ",
            ": ",
            "event: error",
            "event:error",
            "event",
            "id: 1",
            "\n",
            "\n",
            "\n\n",
            "\r\n",
            "\r\n\r\n",
            "\r",
            "\t",
            "{\"text\":\"x\"}",
            "[DONE]",
            "ÿ",
            " ",
            "a",
            "\u00EF\u00BB\u00BF",
            "a longer piece of text that spans several words"
        };
        for (int round = 0; round < 20_000; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(14); i >= 0; i--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            String stream = text.toString();
            byte[] bytes = stream.getBytes(StandardCharsets.ISO_8859_1);
            int[] cuts = random.ints(bytes.length + 1, 0, 1 + random.nextInt(12)).toArray();
            String where = "seed %d, round %d: %s".formatted(seed, round, Arrays.toString(bytes));
            List<String> expected = plainly(stream);
            assertEquals(expected, scan(bytes), where);
            assertEquals(expected, scan(bytes, cuts), where + " cut " + Arrays.toString(cuts));
        }
    }

    @Test
    void arbitraryBytesGiveTheSameEventsHoweverTheyAreCut() throws MalformedResponseException {
        long seed = 7;
        var random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            for (int i = 0; i < bytes.length; i++) {
                if (random.nextInt(4) == 0) {
                    bytes[i] = "\r\n: adt".getBytes(StandardCharsets.ISO_8859_1)[random.nextInt(7)];
                }
            }
            int[] cuts = random.ints(bytes.length + 1, 1, 9).toArray();
            String where = "seed " + seed + ", round " + round;
            assertEquals(scan(bytes), scan(bytes, cuts), where);
        }
    }

    @Test
    void lineEndsAreFoundAtEveryOffset() {
        long seed = 3;
        var random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            int from = random.nextInt(bytes.length + 1);
            int expected = -1;
            for (int i = bytes.length - 1; i >= from; i--) {
                expected = bytes[i] == '\n' || bytes[i] == '\r' ? i : expected;
            }
            int found = SseScanner.lineEnd(bytes, from, bytes.length);
            assertEquals(expected, found, "seed " + seed + ": " + Arrays.toString(bytes));
        }
    }
}
