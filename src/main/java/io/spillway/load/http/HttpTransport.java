package io.spillway.load.http;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FailureCause;
import io.spillway.load.InferenceRequest;
import io.spillway.load.RequestTransport;
import io.spillway.load.ResponseListener;
import io.spillway.time.SystemTime;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends requests over HTTP/1.1 and stamps their responses, chunk by chunk.
 *
 * <p>{@link #send} hands over to one of a few I/O threads ({@code spillway-io}), which encodes the
 * request, picks an idle connection or opens one, and calls the listener. A connection carries one
 * request at a time and is kept for {@link HttpSettings#idleTimeout}; there is no limit on their
 * number but the system's. {@code sent} is the time of the write, so that opening a connection
 * shows as delay before it.
 *
 * <p>All the events of one read carry one time, that of the read. Tokens are counted by the server:
 * a response without {@code usage} completes with {@link ResponseListener.Usage#UNKNOWN}.
 */
public final class HttpTransport implements RequestTransport, AutoCloseable {
    private final SystemTime time;
    private final EventLoopGroup group;
    private final List<IoLoop> loops;
    private final AtomicInteger next = new AtomicInteger();

    /**
     * Starts the I/O threads.
     *
     * @throws IOException if TLS files cannot be read
     */
    public HttpTransport(SystemTime time, HttpSettings settings) throws IOException {
        var shared =
                new IoLoop.Shared(
                        time, settings, EventLoops.socketType(), new LazyTls(settings.tls()));
        this.time = time;
        this.group = EventLoops.group(settings.ioLoops(), "spillway-io");
        List<IoLoop> made = new ArrayList<>();
        for (EventExecutor executor : group) {
            executor.execute(TimerSlack::minimise);
            made.add(new IoLoop((EventLoop) executor, shared));
        }
        this.loops = List.copyOf(made);
    }

    /** Any thread. The listener is called on an I/O thread, or right here after {@link #close}. */
    @Override
    public Call send(Endpoint endpoint, InferenceRequest request, ResponseListener listener) {
        IoLoop io = loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
        var exchange = new Exchange(io, endpoint, request, listener);
        try {
            io.loop().execute(exchange);
        } catch (RejectedExecutionException shutDown) {
            var cause = new FailureCause(FailureCause.CANCELLED, "the transport was closed");
            listener.failed(time.nanos(), cause);
        }
        return exchange;
    }

    /**
     * Fails what is in flight as cancelled, closes all connections and stops the I/O threads. Not
     * from a listener.
     */
    @Override
    public void close() {
        if (!group.isShuttingDown()) {
            loops.forEach(io -> io.loop().execute(io::close));
            EventLoops.close(group);
        }
    }
}
