package io.spillway.dashboard;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Promise;
import io.spillway.fleet.RunEvent;
import io.spillway.record.RequestRecord;
import io.spillway.record.SecondRow;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Serves the live page of one run: {@code /}, the stream {@code /events}, {@code /api/state},
 * {@code /metrics} and {@code POST /api/control}.
 *
 * <p>{@link #event}, {@link #second}, {@link #finished} and {@link #ended} may be called from any
 * thread; they hand over and return. Work that the dashboard does not get round to is bounded, and
 * dropped beyond that: the run goes first.
 */
public final class DashboardServer implements AutoCloseable {
    private static final int MAX_PENDING = 16_384;
    private static final int MAX_BODY_BYTES = 8_192;
    private static final int IDLE_SECONDS = 60;
    private static final int HEARTBEAT_SECONDS = 15;
    private static final int CLOSE_SECONDS = 1;
    private static final WriteBufferWaterMark WRITE_BUFFER =
            new WriteBufferWaterMark(64 << 10, 256 << 10);

    private final DashboardSettings settings;
    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final Site site;
    private final Channel listener;
    private final AtomicInteger pending = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();

    private DashboardServer(DashboardSettings settings, RunFacts facts, Controls controls)
            throws IOException {
        this.settings = settings;
        this.site = new Site(settings, facts, controls);
        this.group =
                new MultiThreadIoEventLoopGroup(
                        1,
                        new DefaultThreadFactory("spillway-dashboard", true),
                        Epoll.isAvailable()
                                ? EpollIoHandler.newFactory()
                                : NioIoHandler.newFactory());
        this.loop = group.next();
        this.listener = listen();
        var _ =
                loop.scheduleAtFixedRate(
                        site.feed()::heartbeat,
                        HEARTBEAT_SECONDS,
                        HEARTBEAT_SECONDS,
                        TimeUnit.SECONDS);
    }

    /**
     * Begins to serve.
     *
     * @param controls what viewers may ask of the run; unused unless the settings allow controls
     * @throws IOException when the address is taken or is none of ours
     */
    public static DashboardServer start(
            DashboardSettings settings, RunFacts facts, Controls controls) throws IOException {
        return new DashboardServer(settings, facts, controls);
    }

    private Channel listen() throws IOException {
        Class<? extends ServerChannel> type =
                Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(group)
                        .channel(type)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_BUFFER)
                        .childHandler(new Initializer(site))
                        .bind(new InetSocketAddress(settings.host(), settings.port()))
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            var _ = group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
            throw new IOException(
                    "the dashboard cannot listen on %s port %d: %s"
                            .formatted(
                                    settings.host(), settings.port(), bound.cause().getMessage()),
                    bound.cause());
        }
        return bound.channel();
    }

    /** The port it listens on. */
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** What to open in a browser, the token included: for the terminal, not for logs. */
    public URI url() {
        String host = settings.host();
        boolean anywhere = host.equals("0.0.0.0") || host.equals("::");
        String shown = anywhere ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
        String fragment = settings.token() == null ? "" : "#token=" + settings.token();
        return URI.create("http://" + shown + ":" + port() + "/" + fragment);
    }

    /** Something happened. */
    public void event(RunEvent event) {
        hand(() -> site.event(event));
    }

    /** A second has ended. */
    public void second(SecondRow row) {
        hand(() -> site.second(row));
    }

    /**
     * A request has ended: counted in {@code /metrics} by cause and latency. Costs the caller a few
     * atomic additions.
     */
    public void finished(RequestRecord request) {
        site.requests().finished(request);
    }

    /** The run is over. Pages say so, and do not mind when the server goes. */
    public void ended(RunEnd end) {
        hand(() -> site.ended(end));
    }

    /** What was not shown because the dashboard could not keep up. */
    public long dropped() {
        return dropped.sum();
    }

    private void hand(Runnable task) {
        if (pending.incrementAndGet() > MAX_PENDING) {
            pending.decrementAndGet();
            dropped.increment();
            return;
        }
        try {
            loop.execute(
                    () -> {
                        pending.decrementAndGet();
                        task.run();
                    });
        } catch (RejectedExecutionException closed) {
            pending.decrementAndGet();
            dropped.increment();
        }
    }

    /** Ends every stream in good order and closes; takes four seconds at most. */
    @Override
    public void close() {
        try {
            var _ = listener.close().await(CLOSE_SECONDS, TimeUnit.SECONDS);
            // A group that is told to shut down closes its connections before it runs what is
            // still to be written.
            Promise<Void> ended = loop.newPromise();
            loop.execute(() -> site.feed().end(loop).addListener(_ -> ended.setSuccess(null)));
            var _ = ended.await(CLOSE_SECONDS, TimeUnit.SECONDS);
            var _ =
                    group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                            .await(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException closedBefore) {
            // There is nobody left to tell.
        } catch (InterruptedException e) {
            var _ = group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            Thread.currentThread().interrupt();
        }
    }

    private static final class Initializer extends ChannelInitializer<Channel> {
        private final Site site;

        Initializer(Site site) {
            this.site = site;
        }

        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline()
                    .addLast(
                            new IdleStateHandler(IDLE_SECONDS, 0, 0),
                            new HttpServerCodec(),
                            new HttpObjectAggregator(MAX_BODY_BYTES, true),
                            new Connection(site));
        }
    }
}
