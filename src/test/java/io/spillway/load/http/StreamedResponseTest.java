package io.spillway.load.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FailureCause;
import io.spillway.fleet.ReplicaId;
import io.spillway.load.RequestOptions;
import io.spillway.load.RequestOptions.Api;
import io.spillway.load.http.Wire.Shape;
import io.spillway.time.SystemTime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What a response means, however its bytes are cut. */
class StreamedResponseTest {

    /** Reads of these lengths, then the rest; the buffer is spoilt after each, as a loop's is. */
    private static Heard read(byte[] response, RequestOptions options, int asked, int... lengths)
            throws IOException {
        return read(HttpSettings.DEFAULT, response, options, asked, lengths);
    }

    private static Heard read(
            HttpSettings settings, byte[] response, RequestOptions options, int asked, int... cuts)
            throws IOException {
        var shared =
                new IoLoop.Shared(
                        SystemTime.start(), settings, EventLoops.socketType(), new LazyTls(null));
        var heard = new Heard();
        var endpoint = Endpoint.http(new ReplicaId("r"), "127.0.0.1", 1);
        var io = new IoLoop(new EmbeddedChannel().eventLoop(), shared);
        var exchange = new Exchange(io, endpoint, Wire.request(options, asked), heard);
        var parser = new ResponseParser();
        int at = 0;
        int piece = 0;
        try {
            while (at < response.length && !parser.isDone()) {
                int length = piece < cuts.length ? cuts[piece++] : response.length;
                int end = Math.min(response.length, at + length);
                byte[] buffer = Arrays.copyOfRange(response, at, end);
                exchange.reading(at);
                parser.feed(buffer, 0, buffer.length, exchange);
                exchange.endOfRead();
                Arrays.fill(buffer, (byte) '"');
                at = end;
            }
            if (!parser.isDone()) {
                exchange.lost(null, new Exchange.Loss(parser, false, at > 0));
            }
        } catch (MalformedResponseException malformed) {
            exchange.fail(Failures.protocol(malformed.reason()));
        }
        return heard.checked();
    }

    static List<Shape> shapes() {
        List<Shape> shapes = new ArrayList<>();
        for (Api api : Api.values()) {
            for (int perChunk : new int[] {1, 5}) {
                for (String newline : new String[] {"\n", "\r\n", "\r"}) {
                    shapes.add(new Shape(api, 12, perChunk, newline));
                }
            }
        }
        return shapes;
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void countsTokensExactlyWhereverTheBytesAreCut(Shape shape) throws IOException {
        byte[] response = Wire.streamed(shape);
        RequestOptions options = Wire.options(shape.api(), true);
        int chunks = (shape.tokens() + shape.tokensPerChunk() - 1) / shape.tokensPerChunk();
        for (int cut = 0; cut <= response.length; cut++) {
            Heard heard = read(response, options, shape.tokens(), cut);
            assertEquals("none", heard.kind(), () -> heard.detail());
            assertEquals(chunks, heard.texts, "text chunks, cut at " + cut);
            assertEquals(shape.tokens(), heard.outputTokens(), "tokens, cut at " + cut);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void countsTokensExactlyWhenEveryByteComesAlone(Shape shape) throws IOException {
        byte[] response = Wire.streamed(shape);
        int[] ones = new int[response.length];
        Arrays.fill(ones, 1);
        Heard heard = read(response, Wire.options(shape.api(), true), shape.tokens(), ones);
        assertEquals(shape.tokens(), heard.outputTokens());
        assertTrue(heard.firstChunkNanos >= 0 && heard.firstChunkNanos <= heard.firstTextNanos);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void countsTokensExactlyWhenCutAtRandom(long seed) throws IOException {
        var random = new Random(seed);
        for (Shape shape : shapes()) {
            byte[] response = Wire.streamed(shape);
            int[] cuts = random.ints(response.length, 1, 40).toArray();
            Heard heard = read(response, Wire.options(shape.api(), true), shape.tokens(), cuts);
            assertEquals(shape.tokens(), heard.outputTokens(), "seed " + seed + ", " + shape);
        }
    }

    @Test
    void aOneTokenOutputHasATimeToFirstToken() throws IOException {
        for (Api api : Api.values()) {
            byte[] response = Wire.streamed(new Shape(api, 1, 1, "\n"));
            Heard heard = read(response, Wire.options(api, true), 1);
            assertEquals(1, heard.texts);
            assertEquals(heard.firstTextNanos, heard.lastTextNanos);
        }
    }

    @Test
    void theRoleChunkIsTheFirstChunkButNotTheFirstText() throws IOException {
        byte[] response = Wire.streamed(new Shape(Api.CHAT, 2, 1, "\n"));
        int role = new String(response, StandardCharsets.UTF_8).indexOf("[DONE]");
        int firstEvent = Wire.STREAM_HEAD.length() + 260;
        assertTrue(firstEvent < role);
        Heard heard = read(response, Wire.options(Api.CHAT, true), 2, firstEvent);
        assertEquals(0, heard.firstChunkNanos);
        assertEquals(firstEvent, heard.firstTextNanos);
    }

    @Test
    void reasoningIsOutput() throws IOException {
        for (String field : List.of("reasoning", "reasoning_content")) {
            String event =
                    "{\"choices\":[{\"index\":0,\"delta\":{\"%s\":\"hm\"}}]}".formatted(field);
            byte[] response = Wire.streamed(List.of(event, Wire.usage(1, 1), "[DONE]"), "\n");
            assertEquals(1, read(response, Wire.options(Api.CHAT, true), 1).texts, field);
        }
    }

    @Test
    void emptyTextIsNotText() throws IOException {
        var shape = new Shape(Api.COMPLETION, 0, 1, "\n");
        List<String> events =
                List.of(
                        Wire.text(shape, "a", false),
                        Wire.text(shape, "", false),
                        Wire.text(shape, "b", true),
                        Wire.usage(1, 3),
                        "[DONE]");
        Heard heard = read(Wire.streamed(events, "\n"), Wire.options(Api.COMPLETION, true), 3);
        assertEquals(2, heard.texts);
        assertEquals(1, heard.silentTokens);
        assertEquals(3, heard.outputTokens());
    }

    @Test
    void theRoleIsNoToken() throws IOException {
        byte[] response = Wire.streamed(new Shape(Api.CHAT, 2, 1, "\n"));
        assertEquals(0, read(response, Wire.options(Api.CHAT, true), 2).silentTokens);
    }

    @Test
    void theReasonOfTheEndIsATokenWhereTheServerCountedOne() throws IOException {
        for (Api api : Api.values()) {
            var shape = new Shape(api, 0, 1, "\n");
            for (int counted : new int[] {1, 2}) {
                List<String> events =
                        List.of(
                                Wire.text(shape, "a", false),
                                Wire.text(shape, "", true),
                                Wire.usage(1, counted),
                                "[DONE]");
                byte[] response = Wire.streamed(events, "\n");
                Heard heard = read(response, Wire.options(api, true), 1);
                assertEquals(counted, heard.texts + heard.silentTokens, api + ", " + counted);
            }
        }
    }

    @Test
    void toolCallsAndTokensOfTgiAreTokensThatShowNothing() throws IOException {
        String call =
                "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":"
                        + "{\"arguments\":\"{\"}}]},\"finish_reason\":null}]}";
        byte[] chat = Wire.streamed(List.of(call, Wire.usage(1, 1), "[DONE]"), "\n");
        assertEquals(1, read(chat, Wire.options(Api.CHAT, true), 1).silentTokens);
        String half = "{\"index\":1,\"token\":{\"id\":5,\"text\":\"\",\"special\":false}}";
        byte[] generate = Wire.streamed(List.of(half, Wire.usage(1, 1), "[DONE]"), "\n");
        assertEquals(1, read(generate, Wire.options(Api.COMPLETION, true), 1).silentTokens);
    }

    @Test
    void usageMayRideOnTheLastText() throws IOException {
        String rides =
                "{\"choices\":[{\"text\":\"b\"}],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":4}}}";
        String plain = "{\"choices\":[{\"text\":\"a\"}],\"usage\":null}";
        byte[] response = Wire.streamed(List.of(plain, rides, "[DONE]"), "\n");
        for (int cut = 0; cut < response.length; cut++) {
            Heard heard = read(response, Wire.options(Api.COMPLETION, true), 2, cut);
            assertEquals(2, heard.outputTokens(), "cut at " + cut);
            assertEquals(4, heard.usage == null ? -1 : heard.usage.cachedTokens());
        }
    }

    @Test
    void spacesInJsonAreFine() throws IOException {
        String event = "{\"choices\": [{\"index\": 0, \"text\": \"hi\"}]}";
        String empty = "{\"choices\": [{\"index\": 0, \"text\": \"\"}]}";
        byte[] response = Wire.streamed(List.of(event, empty, event, "[DONE]"), "\n");
        assertEquals(2, read(response, Wire.options(Api.COMPLETION, true), 1).texts);
    }

    @Test
    void withoutUsageItCompletesWithUnknownCounts() throws IOException {
        var shape = new Shape(Api.COMPLETION, 0, 1, "\n");
        byte[] response = Wire.streamed(List.of(Wire.text(shape, "a", true), "[DONE]"), "\n");
        Heard heard = read(response, Wire.options(Api.COMPLETION, true), 1);
        assertEquals("none", heard.kind());
        assertEquals(-1, heard.outputTokens());
    }

    @Test
    void anErrorEventIsAFailureOfItsOwn() throws IOException {
        var shape = new Shape(Api.COMPLETION, 0, 1, "\n");
        for (String error :
                List.of(
                        "{\"error\":{\"message\":\"engine died\",\"type\":\"X\",\"code\":500}}",
                        "{\"object\":\"error\",\"message\":\"engine died\",\"code\":500}",
                        "{\"error\":\"engine died\",\"error_type\":\"generation\"}")) {
            byte[] response =
                    Wire.streamed(List.of(Wire.text(shape, "a", false), error, "[DONE]"), "\n");
            Heard heard = read(response, Wire.options(Api.COMPLETION, true), 1);
            assertEquals(FailureCause.ERROR_EVENT, heard.kind());
            assertEquals("engine died", heard.detail());
            assertEquals(1, heard.texts);
        }
    }

    @Test
    void anEventNamedErrorIsAnErrorWhateverItsData() throws IOException {
        byte[] body = Wire.bytes("event: error\ndata: out of memory\n\n");
        byte[] response =
                Wire.bytes(
                        Wire.STREAM_HEAD
                                + Integer.toHexString(body.length)
                                + "\r\n"
                                + new String(body, StandardCharsets.UTF_8)
                                + "\r\n0\r\n\r\n");
        Heard heard = read(response, Wire.options(Api.COMPLETION, true), 1);
        assertEquals(FailureCause.ERROR_EVENT, heard.kind());
        assertEquals("out of memory", heard.detail());
    }

    @Test
    void aStreamCutAnywhereBeforeDoneIsTruncated() throws IOException {
        byte[] response = Wire.streamed(new Shape(Api.COMPLETION, 3, 1, "\n"));
        int done = new String(response, StandardCharsets.UTF_8).indexOf("[DONE]");
        for (int length = Wire.STREAM_HEAD.length(); length <= done; length++) {
            byte[] cut = Arrays.copyOf(response, length);
            Heard heard = read(cut, Wire.options(Api.COMPLETION, true), 3);
            assertEquals(FailureCause.TRUNCATED, heard.kind(), "cut to " + length);
        }
    }

    @Test
    void aStreamThatEndsProperlyButWithoutDoneIsTruncated() throws IOException {
        List<String> events = Wire.events(new Shape(Api.COMPLETION, 3, 1, "\n"));
        byte[] response = Wire.streamed(events.subList(0, events.size() - 1), "\n");
        Heard heard = read(response, Wire.options(Api.COMPLETION, true), 3);
        assertEquals(FailureCause.TRUNCATED, heard.kind());
    }

    @Test
    void fewerTokensThanPinnedAreShortUsage() throws IOException {
        byte[] response = Wire.streamed(new Shape(Api.COMPLETION, 3, 1, "\n"));
        Heard heard = read(response, Wire.options(Api.COMPLETION, true), 4);
        assertEquals(FailureCause.SHORT_USAGE, heard.kind());
        assertEquals("3 of 4 output tokens", heard.detail());
    }

    @Test
    void fewerTokensThanAskedAreFineWhenTheLengthIsNotPinned() throws IOException {
        var free =
                new RequestOptions(
                        Api.COMPLETION,
                        true,
                        false,
                        true,
                        Long.MAX_VALUE,
                        Map.of(),
                        null,
                        Map.of());
        Heard heard = read(Wire.streamed(new Shape(Api.COMPLETION, 3, 1, "\n")), free, 4);
        assertEquals("none", heard.kind());
    }

    @Test
    void statusAndMessageOfARefusalAreKept() throws IOException {
        String nested = "{\"error\":{\"message\":\"The model `X` does not exist.\",\"code\":404}}";
        String flat = "{\"object\":\"error\",\"message\":\"The model `X` does not exist.\"}";
        for (String body : List.of(nested, flat)) {
            Heard heard = read(Wire.whole(404, body), Wire.options(Api.COMPLETION, true), 1);
            assertEquals("http-404", heard.kind());
            assertEquals("The model `X` does not exist.", heard.detail());
        }
        Heard plain = read(Wire.whole(503, "overloaded"), Wire.options(Api.COMPLETION, true), 1);
        assertEquals("http-503", plain.kind());
        assertEquals("overloaded", plain.detail());
        Heard bare =
                read(
                        Wire.whole(401, "{\"error\":\"Unauthorized\"}"),
                        Wire.options(Api.CHAT, true),
                        1);
        assertEquals("Unauthorized", bare.detail());
    }

    @Test
    void aRefusalCutShortStillHasItsStatus() throws IOException {
        byte[] response = Wire.whole(500, "{\"error\":{\"message\":\"oops\"}}");
        byte[] cut = Arrays.copyOf(response, response.length - 3);
        assertEquals("http-500", read(cut, Wire.options(Api.COMPLETION, true), 1).kind());
    }

    @Test
    void aWholeResponseCompletesWithUsageAndNoText() throws IOException {
        String body =
                "{\"id\":\"x\",\"choices\":[{\"index\":0,\"text\":\" foo bar\",\"finish_reason\":\"length\"}],"
                        + "\"usage\":{\"prompt_tokens\":5,\"total_tokens\":7,\"completion_tokens\":2}}";
        for (int cut = 0; cut < body.length(); cut++) {
            Heard heard =
                    read(Wire.whole(200, body), Wire.options(Api.COMPLETION, false), 2, cut + 1);
            assertEquals(2, heard.outputTokens());
            assertEquals(0, heard.texts);
        }
    }

    @Test
    void anErrorBodyWithStatus200IsAFailure() throws IOException {
        byte[] response = Wire.whole(200, "{\"error\":{\"message\":\"no\"}}");
        for (boolean streaming : new boolean[] {false, true}) {
            Heard heard = read(response, Wire.options(Api.COMPLETION, streaming), 1);
            assertEquals(FailureCause.ERROR_EVENT, heard.kind());
            assertEquals("no", heard.detail());
        }
    }

    @Test
    void anAnswerOfTheWrongKindIsAProtocolFailure() throws IOException {
        byte[] json = Wire.whole(200, "{\"choices\":[]}");
        assertEquals(
                FailureCause.PROTOCOL, read(json, Wire.options(Api.COMPLETION, true), 1).kind());
        byte[] stream = Wire.streamed(new Shape(Api.COMPLETION, 3, 1, "\n"));
        assertEquals(
                FailureCause.PROTOCOL, read(stream, Wire.options(Api.COMPLETION, false), 1).kind());
        byte[] notHttp = Wire.bytes("SSH-2.0-OpenSSH_9.6\r\n\r\n");
        assertEquals(
                FailureCause.PROTOCOL, read(notHttp, Wire.options(Api.COMPLETION, true), 1).kind());
        byte[] notJson = Wire.streamed(List.of("{\"choices\":", "[DONE]"), "\n");
        assertEquals(
                FailureCause.PROTOCOL, read(notJson, Wire.options(Api.COMPLETION, true), 1).kind());
    }

    @Test
    void tgisOwnStreamEndsWithItsDetails() throws IOException {
        String first =
                "{\"index\":1,\"token\":{\"id\":5,\"text\":\" a\",\"logprob\":-1.5,\"special\":false},"
                        + "\"generated_text\":null,\"details\":null}";
        String last =
                "{\"index\":2,\"token\":{\"id\":6,\"text\":\" b\",\"logprob\":-1.5,\"special\":false},"
                        + "\"generated_text\":\" a b\",\"details\":{\"finish_reason\":\"length\","
                        + "\"generated_tokens\":2,\"seed\":null,\"input_length\":9}}";
        HttpSettings tgi = HttpSettings.DEFAULT.withDialect(Dialect.TGI);
        RequestOptions options = Wire.options(Api.COMPLETION, true);
        byte[] response = Wire.streamed(List.of(first, last), "\n");
        for (int cut = 0; cut < response.length; cut++) {
            Heard heard = read(tgi, response, options, 2, cut);
            assertEquals(2, heard.outputTokens(), "cut at " + cut + ": " + heard.detail());
            assertEquals(2, heard.texts);
        }
        Heard whole = read(tgi, Wire.whole(200, last), Wire.options(Api.COMPLETION, false), 2);
        assertEquals(2, whole.outputTokens());
        assertEquals(9, whole.usage == null ? -1 : whole.usage.promptTokens());
        byte[] broken = Wire.streamed(List.of(first), "\n");
        assertEquals(FailureCause.TRUNCATED, read(tgi, broken, options, 2).kind());
    }
}
