package io.spillway.load.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class ResponseParserTest {

    /** Writes down what a parser says. */
    private static final class Told implements ResponseParser.Sink {
        final List<ResponseHead> heads = new ArrayList<>();
        final ByteArrayOutputStream body = new ByteArrayOutputStream();
        int ends;

        @Override
        public void head(ResponseHead head) {
            heads.add(head);
        }

        @Override
        public void body(byte[] bytes, int from, int to) {
            body.write(bytes, from, to - from);
        }

        @Override
        public void end() {
            ends++;
        }

        String text() {
            return body.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private static Told parse(ResponseParser parser, String response)
            throws MalformedResponseException {
        var told = new Told();
        byte[] bytes = response.getBytes(StandardCharsets.ISO_8859_1);
        parser.feed(bytes, 0, bytes.length, told);
        return told;
    }

    @Test
    void readsALengthABodyInChunksAndABodyUntilTheConnectionEnds() throws Exception {
        var parser = new ResponseParser();
        Told length = parse(parser, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        assertEquals("hello", length.text());
        assertEquals(1, length.ends);
        assertTrue(parser.isReusable());

        parser.reset();
        Told chunks =
                parse(
                        parser,
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"
                                + "5;x=\"a b\"\r\nhello\r\nA\r\n, the rest\r\n0\r\nX-Trailer: a\r\n\r\n");
        assertEquals("hello, the rest", chunks.text());
        assertTrue(parser.isReusable());

        parser.reset();
        Told open = parse(parser, "HTTP/1.1 200 OK\nContent-Type: text/plain\n\nhello");
        assertEquals(0, open.ends);
        assertTrue(parser.endOfInput(open));
        assertEquals(1, open.ends);
        assertFalse(parser.isReusable());
    }

    @Test
    void aBodyCutShortIsNotComplete() throws Exception {
        for (String response :
                List.of(
                        "",
                        "HTTP/1.1 200 OK\r\n",
                        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n")) {
            var parser = new ResponseParser();
            Told told = parse(parser, response);
            assertFalse(parser.endOfInput(told), response);
            assertEquals(0, told.ends);
        }
    }

    @Test
    void skipsInterimResponses() throws Exception {
        Told told =
                parse(
                        new ResponseParser(),
                        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
        assertEquals(1, told.heads.size());
        assertEquals(204, told.heads.getFirst().status());
        assertEquals(1, told.ends);
    }

    @Test
    void keepAliveIsTheDefaultOfHttp11Alone() throws Exception {
        assertTrue(ResponseHead.parse("HTTP/1.1 200 OK\r\nContent-Length: 0").keepAlive());
        assertFalse(
                ResponseHead.parse("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: Close")
                        .keepAlive());
        assertFalse(ResponseHead.parse("HTTP/1.0 200 OK\r\nContent-Length: 0").keepAlive());
        assertTrue(
                ResponseHead.parse("HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive")
                        .keepAlive());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 2x0 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5g\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n"
            })
    void refusesWhatIsNotHttp(String response) {
        assertThrows(MalformedResponseException.class, () -> parse(new ResponseParser(), response));
    }

    @Test
    void refusesAHeadWithoutEnd() {
        var endless = "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(20_000);
        assertThrows(MalformedResponseException.class, () -> parse(new ResponseParser(), endless));
    }

    @Test
    void readsTheSameWhereverItIsCut() throws Exception {
        String response =
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
                        + "Content-Type: text/event-stream\r\n\r\n"
                        + "5;q\r\nhello\r\n00f\r\n, this and that\r\n0\r\nT: 1\r\n\r\n";
        byte[] bytes = response.getBytes(StandardCharsets.ISO_8859_1);
        for (int first = 0; first <= bytes.length; first++) {
            for (int second = first; second <= bytes.length; second++) {
                var parser = new ResponseParser();
                var told = new Told();
                parser.feed(bytes, 0, first, told);
                parser.feed(bytes, first, second, told);
                parser.feed(bytes, second, bytes.length, told);
                assertEquals("hello, this and that", told.text(), first + ", " + second);
                assertEquals(1, told.ends);
                assertTrue(parser.isReusable());
            }
        }
    }

    @Test
    void arbitraryBytesAreRefusedOrReadButNeverThrowAnythingElse() {
        long seed = 11;
        var random = new Random(seed);
        String[] parts = {
            "HTTP/1.1 200 OK",
            "\r\n",
            "\r\n\r\n",
            "Content-Length: 3",
            "Transfer-Encoding: chunked",
            "abc",
            "3",
            "0",
            ";",
            ":",
            "\n",
            "HTTP/1.1 100 C",
            "ff",
            "\r",
            "Connection: close"
        };
        for (int round = 0; round < 20_000; round++) {
            var text = new StringBuilder("HTTP/1.1 200 OK\r\n");
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            try {
                var parser = new ResponseParser();
                parser.endOfInput(parse(parser, text.toString()));
            } catch (MalformedResponseException refused) {
                assertFalse(refused.reason().isEmpty(), "seed " + seed);
            }
        }
    }
}
