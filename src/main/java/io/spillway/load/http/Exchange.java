package io.spillway.load.http;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FailureCause;
import io.spillway.load.InferenceRequest;
import io.spillway.load.RequestOptions.Api;
import io.spillway.load.RequestTransport;
import io.spillway.load.ResponseListener;
import io.spillway.load.ResponseListener.Usage;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * One request and its response, from the hand-off to the listener's last callback. Confined to its
 * loop, but for the hand-off and {@link #cancel}.
 */
final class Exchange
        implements RequestTransport.Call, Runnable, ResponseParser.Sink, StreamReader.Sink {

    /**
     * How a connection was when it was lost.
     *
     * @param reused it had carried another exchange before
     * @param answered at least one byte of the response had come
     */
    record Loss(ResponseParser parser, boolean reused, boolean answered) {}

    private final IoLoop io;
    private final Endpoint endpoint;
    private final InferenceRequest request;
    private final ResponseListener listener;

    /** The request's bytes, as long as they may have to be sent (again). */
    private @Nullable ByteBuf wire;

    private @Nullable Connection connection;
    private @Nullable ScheduledFuture<?> deadline;
    private boolean sent;
    private boolean resent;
    private boolean ended;

    /** When the bytes that are being looked at were read. */
    private long readNanos;

    /** Events with a token, and when the reason of the end came in one without text. */
    private int tokens;

    private long finishNanos = -1;

    private @Nullable ResponseHead head;
    private @Nullable StreamReader stream;
    private @Nullable BodyCollector body;

    Exchange(IoLoop io, Endpoint endpoint, InferenceRequest request, ResponseListener listener) {
        this.io = io;
        this.endpoint = endpoint;
        this.request = request;
        this.listener = listener;
    }

    boolean isEnded() {
        return ended;
    }

    /** Starts it; on the loop. */
    @Override
    public void run() {
        if (ended) {
            return;
        }
        if (io.isClosed()) {
            fail(new FailureCause(FailureCause.CANCELLED, "the transport was closed"));
            return;
        }
        try {
            wire = io.encode(endpoint, request);
        } catch (RefusedRequestException refused) {
            fail(Failures.protocol(refused.reason()));
            return;
        }
        io.began(this);
        long timeoutNanos = request.options().timeoutNanos();
        if (timeoutNanos != Long.MAX_VALUE) {
            deadline = io.loop().schedule(this::timeOut, timeoutNanos, TimeUnit.NANOSECONDS);
        }
        io.pool(endpoint).dispatch(this);
    }

    private void timeOut() {
        double seconds = request.options().timeoutNanos() / 1e9;
        giveUp(new FailureCause(FailureCause.TIMEOUT, "no end within " + seconds + " s"));
    }

    @Override
    public void cancel(FailureCause cause) {
        if (io.loop().inEventLoop()) {
            giveUp(cause);
            return;
        }
        try {
            io.loop().execute(() -> giveUp(cause));
        } catch (RejectedExecutionException shutDown) {
            // Closing the transport has ended every exchange.
        }
    }

    /** Fails it and drops its connection. */
    void giveUp(FailureCause cause) {
        if (ended) {
            return;
        }
        Connection dropped = connection;
        fail(cause);
        if (dropped != null) {
            dropped.abort();
        }
    }

    /** Fails it; its connection stays. */
    void fail(FailureCause cause) {
        if (!ended) {
            settle();
            listener.failed(io.nanos(), cause);
        }
    }

    private void settle() {
        ended = true;
        connection = null;
        if (deadline != null) {
            deadline.cancel(false);
        }
        forgetWire();
        io.ended(this);
    }

    private void forgetWire() {
        if (wire != null) {
            wire.release();
            wire = null;
        }
    }

    /** It goes out on this connection; what is returned is the caller's to release. */
    ByteBuf onto(Connection carrier, boolean reused) {
        connection = carrier;
        ByteBuf bytes = wire;
        if (bytes == null) {
            throw new IllegalStateException("the request was sent before");
        }
        if (reused) {
            return bytes.retainedDuplicate();
        }
        wire = null;
        return bytes;
    }

    void sent(long nanos) {
        if (!sent) {
            sent = true;
            listener.sent(nanos);
        }
    }

    /** Bytes of the response were read at this time. */
    void reading(long nanos) {
        readNanos = nanos;
        forgetWire();
    }

    void endOfRead() {
        if (stream != null && !ended) {
            stream.endOfRead();
        }
    }

    /** Its connection is gone. */
    void lost(@Nullable Throwable error, Loss loss) {
        if (ended) {
            return;
        }
        connection = null;
        if (loss.reused() && !loss.answered() && !resent) {
            resent = true;
            listener.reconnected();
            io.pool(endpoint).open(this);
            return;
        }
        try {
            readNanos = io.nanos();
            if (error == null && loss.parser().endOfInput(this)) {
                return;
            }
        } catch (MalformedResponseException malformed) {
            fail(Failures.protocol(malformed.reason()));
            return;
        }
        if (head != null && !head.isSuccess() && body != null) {
            fail(FailureCause.httpStatus(head.status(), body.errorMessage()));
        } else {
            fail(Failures.lost(error, loss.answered()));
        }
    }

    @Override
    public void head(ResponseHead received) {
        head = received;
        boolean streaming = request.options().streaming();
        if (received.isSuccess() && streaming && received.isEventStream()) {
            byte[][] names =
                    switch (request.options().api()) {
                        case COMPLETION -> TextField.COMPLETION;
                        case CHAT -> TextField.CHAT;
                    };
            stream = new StreamReader(names, this);
        } else {
            body = new BodyCollector(received);
        }
    }

    @Override
    public void body(byte[] bytes, int from, int to) throws MalformedResponseException {
        if (ended) {
            return;
        }
        if (stream != null) {
            stream.feed(bytes, from, to);
        } else if (body != null) {
            body.add(bytes, from, to);
        }
    }

    @Override
    public void end() throws MalformedResponseException {
        if (ended) {
            return;
        }
        if (stream != null) {
            endOfStream(stream);
        } else if (head != null && body != null) {
            endOfBody(head, body);
        }
    }

    /** Without {@code [DONE]}: only TGI's own stream ends so, after an event with its counts. */
    private void endOfStream(StreamReader reader) throws MalformedResponseException {
        boolean generate = dialect() == Dialect.TGI && request.options().api() == Api.COMPLETION;
        Usage usage = generate ? reader.usage() : null;
        if (usage == null) {
            fail(new FailureCause(FailureCause.TRUNCATED, "the stream ended without [DONE]"));
        } else {
            complete(usage);
        }
    }

    private void endOfBody(ResponseHead received, BodyCollector collected)
            throws MalformedResponseException {
        if (!received.isSuccess()) {
            fail(FailureCause.httpStatus(received.status(), collected.errorMessage()));
            return;
        }
        if (request.options().streaming() != received.isEventStream()) {
            String type = received.contentType().isEmpty() ? "none" : received.contentType();
            String asked = request.options().streaming() ? "an event stream" : "JSON";
            String error = collected.error();
            fail(
                    error == null
                            ? Failures.protocol("asked for " + asked + ", got content type " + type)
                            : new FailureCause(FailureCause.ERROR_EVENT, error));
            return;
        }
        EventJson json = collected.parse();
        if (json.error() != null) {
            fail(new FailureCause(FailureCause.ERROR_EVENT, json.error()));
        } else {
            complete(json.usage() == null ? Usage.UNKNOWN : json.usage());
        }
    }

    @Override
    public void firstChunk() {
        if (!ended) {
            listener.firstChunk(readNanos);
        }
    }

    @Override
    public void text() {
        if (!ended) {
            tokens++;
            listener.text(readNanos);
        }
    }

    @Override
    public void silentToken() {
        if (!ended) {
            tokens++;
            listener.silentToken(readNanos);
        }
    }

    @Override
    public void finish() {
        finishNanos = readNanos;
    }

    @Override
    public void error(String message) {
        fail(new FailureCause(FailureCause.ERROR_EVENT, message));
    }

    @Override
    public void done(@Nullable Usage usage) {
        complete(usage == null ? Usage.UNKNOWN : usage);
    }

    private void complete(Usage usage) {
        int asked = request.prompt().outputTokens();
        int got = usage.outputTokens();
        boolean pinned = BodyTemplate.pinsLength(request.options(), dialect());
        if (pinned && got >= 0 && got < asked) {
            String detail = got + " of " + asked + " output tokens";
            fail(new FailureCause(FailureCause.SHORT_USAGE, detail));
        } else if (!ended) {
            settle();
            if (finishNanos >= 0 && got > tokens) {
                // vLLM says why it ended with the token that ends it, others in an event after it.
                listener.silentToken(finishNanos);
            }
            listener.completed(readNanos, usage);
        }
    }

    private Dialect dialect() {
        return io.shared().settings().dialect();
    }
}
