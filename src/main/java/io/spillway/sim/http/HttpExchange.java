package io.spillway.sim.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpResponseStatus;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * One request on a connection, and its answer: whole, or streamed. Confined to the server's loop.
 */
final class HttpExchange {

    static final String JSON = "application/json";
    static final String TEXT = "text/plain; charset=utf-8";
    private static final String EVENTS = "text/event-stream; charset=utf-8";

    /** A client this far behind is given up, so that memory stays bounded. */
    private static final long MAX_UNSENT_BYTES = 64L << 20;

    private final HttpConnection connection;
    private final Channel channel;
    private final HttpCall call;
    private int status;
    private long responseBytes;
    private boolean done;
    private boolean flushPending;
    private @Nullable Runnable gone;

    HttpExchange(HttpConnection connection, Channel channel, HttpCall call) {
        this.connection = connection;
        this.channel = channel;
        this.call = call;
    }

    HttpCall call() {
        return call;
    }

    int status() {
        return status;
    }

    long responseBytes() {
        return responseBytes;
    }

    /** What to do when the client leaves before the answer is complete. */
    void onGone(Runnable action) {
        gone = action;
    }

    void clientGone() {
        if (!done && gone != null) {
            gone.run();
        }
    }

    void respond(int code, String contentType, byte[] body) {
        ByteBuf out = channel.alloc().buffer(body.length + 256);
        writeHead(out, code, contentType, body.length);
        if (!call.method().equals("HEAD")) {
            out.writeBytes(body);
        }
        complete(out);
    }

    void respond(ApiError error) {
        respond(error.status(), JSON, error.json());
    }

    /** Announces a body and breaks off in the middle of it. */
    void respondTruncated(String contentType, byte[] body) {
        ByteBuf out = channel.alloc().buffer(body.length + 256);
        writeHead(out, 200, contentType, body.length);
        out.writeBytes(body, 0, body.length / 2);
        var _ = channel.writeAndFlush(out, channel.voidPromise());
        close();
    }

    /** The head of a stream of events. */
    void beginStream() {
        ByteBuf out = channel.alloc().buffer(256);
        writeHead(out, 200, EVENTS, -1);
        var _ = channel.writeAndFlush(out, channel.voidPromise());
    }

    boolean isChunked() {
        return !call.http10();
    }

    ByteBuf buffer(int size) {
        return channel.alloc().buffer(size);
    }

    /** Sends part of a stream, at once. */
    void send(ByteBuf part) {
        responseBytes += part.readableBytes();
        var _ = channel.writeAndFlush(part, channel.voidPromise());
        giveUpOnSlowReader();
    }

    /** Sends part of a stream in pieces of at most this many bytes. */
    void sendSplit(ByteBuf part, int pieceBytes) {
        responseBytes += part.readableBytes();
        while (part.isReadable()) {
            int length = Math.min(pieceBytes, part.readableBytes());
            var _ = channel.writeAndFlush(part.readRetainedSlice(length), channel.voidPromise());
        }
        part.release();
    }

    /** Takes part of a stream; it leaves with the next {@link #flush}. */
    void queue(ByteBuf part) {
        responseBytes += part.readableBytes();
        var _ = channel.write(part, channel.voidPromise());
        giveUpOnSlowReader();
    }

    void flush() {
        channel.flush();
    }

    /** Flushes once, after what is running on the loop. */
    void flushSoon() {
        if (!flushPending) {
            flushPending = true;
            channel.eventLoop()
                    .execute(
                            () -> {
                                flushPending = false;
                                channel.flush();
                            });
        }
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    private void giveUpOnSlowReader() {
        // A closed channel counts as endlessly far behind.
        if (channel.isActive() && channel.bytesBeforeWritable() > MAX_UNSENT_BYTES) {
            reset();
        }
    }

    /** The stream has been sent entirely. */
    void endStream() {
        channel.flush();
        finished();
    }

    private void complete(ByteBuf out) {
        responseBytes = out.readableBytes();
        var _ = channel.writeAndFlush(out, channel.voidPromise());
        finished();
    }

    private void finished() {
        done = true;
        connection.finished(this);
    }

    /** Closes the connection once what was written has left. */
    void close() {
        done = true;
        connection.closeAfterFlush();
    }

    /** Resets the connection. */
    void reset() {
        if (channel.isActive()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        var _ = channel.close();
    }

    private void writeHead(ByteBuf out, int code, String contentType, long length) {
        status = code;
        writeAscii(out, "HTTP/1.1 ", Integer.toString(code), " ");
        writeAscii(out, HttpResponseStatus.valueOf(code).reasonPhrase(), "\r\ndate: ");
        out.writeBytes(connection.date().bytes());
        writeAscii(out, "\r\nserver: uvicorn\r\n");
        if (length >= 0) {
            writeAscii(out, "content-length: ", Long.toString(length), "\r\n");
        }
        if (!contentType.isEmpty()) {
            writeAscii(out, "content-type: ", contentType, "\r\n");
        }
        if (length < 0 && isChunked()) {
            writeAscii(out, "transfer-encoding: chunked\r\n");
        }
        if (code == 405) {
            writeAscii(out, "allow: ", call.method().equals("GET") ? "POST" : "GET", "\r\n");
        }
        if (!connection.keepsAlive(call) || (length < 0 && !isChunked())) {
            writeAscii(out, "connection: close\r\n");
        }
        writeAscii(out, "\r\n");
    }

    private static void writeAscii(ByteBuf out, String... parts) {
        for (String part : parts) {
            out.writeCharSequence(part, StandardCharsets.US_ASCII);
        }
    }
}
