package io.spillway.sim.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.spillway.load.http.EventLoopScheduler;
import io.spillway.sim.EngineRunner;
import io.spillway.sim.InferenceEngine;
import io.spillway.time.Cancellable;
import io.spillway.time.SystemTime;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The engine, the routes and the connections of one server, all on one event loop.
 *
 * <p>Made on any thread; {@link #listen} and {@link #stop} hand over to the loop.
 */
final class HttpServer {

    private static final int MAX_HEAD_BYTES = 65_536;
    private static final int BACKLOG = 2_048;

    private final EventLoopScheduler scheduler;
    private final InferenceEngine engine;
    private final Connections connections = new Connections();
    private final HttpConnection.Shared shared;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private @Nullable Channel listener;
    private @Nullable Cancellable deadline;
    private boolean stopping;

    HttpServer(
            EventLoopScheduler scheduler, SystemTime time, SimulateSettings settings, SendLog log) {
        this.scheduler = scheduler;
        var assembly = new RouterAssembly(scheduler, time, settings, log);
        this.engine = assembly.engine();
        this.shared =
                new HttpConnection.Shared(
                        scheduler,
                        new HttpDate(time),
                        assembly.router(),
                        connections,
                        settings.http().keepAlive().toNanos());
    }

    /** Begins to listen; the future fails when the address is taken, or the server stopped. */
    CompletableFuture<Void> listen(InetSocketAddress address) {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        scheduler.execute(() -> bind(address, ready));
        return ready;
    }

    private void bind(InetSocketAddress address, CompletableFuture<Void> ready) {
        if (stopping) {
            ready.completeExceptionally(new IllegalStateException("stopped before it was ready"));
            return;
        }
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(scheduler.loop(), scheduler.loop())
                        .channel(EventLoops.channelType())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(new Initializer())
                        .bind(address);
        listener = bound.channel();
        var _ =
                bound.addListener(
                        result -> {
                            if (result.isSuccess()) {
                                ready.complete(null);
                            } else {
                                ready.completeExceptionally(result.cause());
                            }
                        });
    }

    /**
     * Refuses new connections, lets requests under way finish for at most the grace, aborts the
     * rest. Idempotent; a shorter grace replaces a longer one.
     *
     * @return complete when nothing is left
     */
    CompletableFuture<Void> stop(Duration grace) {
        scheduler.execute(() -> stopWithin(grace.toNanos()));
        return stopped;
    }

    private void stopWithin(long graceNanos) {
        if (deadline != null) {
            deadline.cancel();
        }
        if (!stopping) {
            stopping = true;
            if (listener != null) {
                var _ = listener.close();
            }
            connections.drain(this::finish);
        }
        if (graceNanos <= 0) {
            connections.closeAll();
        } else if (!stopped.isDone()) {
            deadline = scheduler.after(graceNanos, connections::closeAll);
        }
    }

    private void finish() {
        if (deadline != null) {
            deadline.cancel();
        }
        if (engine instanceof EngineRunner runner) {
            runner.close();
        }
        stopped.complete(null);
    }

    private final class Initializer extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            var config =
                    new HttpDecoderConfig()
                            .setMaxInitialLineLength(MAX_HEAD_BYTES)
                            .setMaxHeaderSize(MAX_HEAD_BYTES)
                            .setMaxChunkSize(MAX_HEAD_BYTES);
            channel.pipeline()
                    .addLast(new HttpRequestDecoder(config), new HttpConnection(shared, channel));
        }
    }
}
