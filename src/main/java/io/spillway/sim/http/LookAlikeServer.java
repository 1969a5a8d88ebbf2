package io.spillway.sim.http;

import io.netty.channel.EventLoop;
import io.spillway.load.http.EventLoopScheduler;
import io.spillway.time.SystemTime;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server that looks like vLLM's over HTTP, with a thread of its own. Its port is taken at once;
 * connections are refused until its start-up time has passed. Routes, fidelity, faults and the log
 * of send times are described in {@code docs/look-alike.md}.
 *
 * <p>Methods may be called from any thread.
 */
public final class LookAlikeServer implements AutoCloseable {

    private static final long CLOSE_SECONDS = 5;

    private final EventLoops loops;
    private final HttpServer server;
    private final PortReservation port;
    private final SendLog log;
    private final Duration shutdownTimeout;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    private LookAlikeServer(SimulateSettings settings, SystemTime time) throws IOException {
        this.port = PortReservation.of(settings.host(), settings.port());
        this.log = openLog(settings.http().log());
        this.shutdownTimeout = settings.http().shutdownTimeout();
        this.loops = new EventLoops(1);
        EventLoop loop = loops.next();
        EventLoopScheduler scheduler = new EventLoopScheduler(loop, time);
        scheduler.sharpenTimers();
        this.server = new HttpServer(scheduler, time, settings, log);
        scheduler.after(settings.startup().totalNanos(1), this::listen);
    }

    /**
     * Takes the port and begins to start.
     *
     * @throws IOException when the port cannot be had, or the log file not be created
     */
    public static LookAlikeServer start(SimulateSettings settings) throws IOException {
        return new LookAlikeServer(settings, SystemTime.start());
    }

    private SendLog openLog(SimulateSettings.SendLogging logging) throws IOException {
        try {
            return new SendLog(logging.inMemory(), logging.file());
        } catch (IOException e) {
            port.close();
            throw new IOException("the log file cannot be created: " + e.getMessage(), e);
        }
    }

    private void listen() {
        try {
            port.share();
        } catch (IOException e) {
            ready.completeExceptionally(e);
            return;
        }
        var _ = server.listen(port.address()).whenComplete((_, failure) -> listening(failure));
    }

    private void listening(@Nullable Throwable failure) {
        releasePort();
        if (failure == null) {
            ready.complete(null);
        } else {
            ready.completeExceptionally(failure);
        }
    }

    private void releasePort() {
        try {
            port.close();
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
    }

    /** Where it listens, or will. */
    public InetSocketAddress address() {
        return port.address();
    }

    /** Complete when requests are accepted. */
    public CompletionStage<Void> ready() {
        return ready.copy();
    }

    /**
     * Refuses connections from here on and lets requests under way finish for at most the grace.
     *
     * @return complete when nothing is left
     */
    public CompletionStage<Void> stop(Duration grace) {
        return server.stop(grace).copy();
    }

    /** Stops within the configured shutdown timeout and releases everything. */
    @Override
    public void close() {
        try {
            long seconds = shutdownTimeout.toSeconds() + CLOSE_SECONDS;
            server.stop(shutdownTimeout).get(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the server did not stop", e);
        } finally {
            releasePort();
            loops.close();
            log.close();
        }
    }
}
