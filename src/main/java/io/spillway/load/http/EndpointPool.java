package io.spillway.load.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import io.spillway.fleet.FailureCause;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The connections of one loop to one endpoint. Confined to the loop. */
final class EndpointPool {
    private static final long ADDRESS_TTL_NANOS = 30_000_000_000L;

    private final IoLoop io;
    private final URI base;
    private final boolean tls;
    private final int port;
    private final Bootstrap bootstrap;
    private final IdlePool<Connection> idle;
    private @Nullable ScheduledFuture<?> eviction;

    /** The host when it is given as an address. */
    private final @Nullable InetAddress literal;

    /** What its name was last found to mean. */
    private @Nullable InetAddress address;

    private long addressUntilNanos;

    /** Exchanges that wait for the address. */
    private final List<Exchange> unaddressed = new ArrayList<>();

    /** Connections that are open or being opened. */
    private int connections;

    EndpointPool(IoLoop io, URI base) {
        this.io = io;
        this.base = base;
        this.tls = "https".equals(base.getScheme());
        int standard = tls ? 443 : 80;
        this.port = base.getPort() < 0 ? standard : base.getPort();
        this.literal = literal(base.getHost());
        HttpSettings settings = io.shared().settings();
        this.idle = new IdlePool<>(settings.idleTimeout().toNanos());
        this.bootstrap =
                new Bootstrap()
                        .group(io.loop())
                        .channel(io.shared().socketType())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.SO_KEEPALIVE, true)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                (int) settings.connectTimeout().toMillis())
                        .handler(new Pipeline());
    }

    private static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException aName) {
            return null;
        }
    }

    private final class Pipeline extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            if (tls) {
                var handler =
                        io.shared().tls().get().newHandler(channel.alloc(), base.getHost(), port);
                handler.setHandshakeTimeoutMillis(
                        io.shared().settings().connectTimeout().toMillis());
                channel.pipeline().addLast(handler);
            }
            channel.pipeline().addLast(new Connection(io, EndpointPool.this, channel));
        }
    }

    /** Gives the exchange the warmest connection, or a new one. */
    void dispatch(Exchange exchange) {
        Connection connection = idle.take(io.nanos());
        while (connection != null && !connection.isOpen()) {
            connection = idle.take(io.nanos());
        }
        if (connection == null) {
            open(exchange);
        } else {
            connection.begin(exchange);
        }
    }

    /** Gives the exchange a new connection. */
    void open(Exchange exchange) {
        InetAddress known = literal != null ? literal : cached();
        if (known != null) {
            connect(exchange, known);
            return;
        }
        unaddressed.add(exchange);
        if (unaddressed.size() == 1) {
            // Name look-ups block; a loop must not.
            Thread.ofVirtual().name("spillway-resolve").start(this::lookUp);
        }
    }

    private void lookUp() {
        Runnable next;
        try {
            InetAddress found = InetAddress.getByName(base.getHost());
            next = () -> lookedUp(found);
        } catch (UnknownHostException unknown) {
            next = this::notFound;
        }
        try {
            io.loop().execute(next);
        } catch (RejectedExecutionException shutDown) {
            // Nobody waits any more.
        }
    }

    private void notFound() {
        var cause =
                new FailureCause(FailureCause.CONNECTION_REFUSED, "unknown host " + base.getHost());
        takeUnaddressed().forEach(waiting -> waiting.fail(cause));
        forgetWhenUnused();
    }

    private @Nullable InetAddress cached() {
        return io.nanos() < addressUntilNanos ? address : null;
    }

    private void lookedUp(InetAddress found) {
        address = found;
        addressUntilNanos = io.nanos() + ADDRESS_TTL_NANOS;
        takeUnaddressed().forEach(waiting -> connect(waiting, found));
    }

    private List<Exchange> takeUnaddressed() {
        List<Exchange> waiting = List.copyOf(unaddressed);
        unaddressed.clear();
        return waiting;
    }

    private void connect(Exchange exchange, InetAddress to) {
        if (exchange.isEnded()) {
            return;
        }
        connections++;
        ChannelFuture connecting = bootstrap.connect(new InetSocketAddress(to, port));
        connecting.addListener(
                _ -> {
                    if (connecting.isSuccess()) {
                        opened(exchange, connecting.channel());
                    } else {
                        notOpened(exchange, connecting.cause());
                    }
                });
    }

    private void opened(Exchange exchange, Channel channel) {
        SslHandler handshake = channel.pipeline().get(SslHandler.class);
        if (handshake == null) {
            ready(exchange, channel);
            return;
        }
        handshake
                .handshakeFuture()
                .addListener(
                        done -> {
                            if (done.isSuccess()) {
                                ready(exchange, channel);
                            } else {
                                exchange.fail(Failures.handshake(done.cause(), where()));
                            }
                        });
    }

    private void ready(Exchange exchange, Channel channel) {
        Connection connection = channel.pipeline().get(Connection.class);
        if (connection == null || io.isClosed()) {
            var _ = channel.close();
        } else if (exchange.isEnded()) {
            release(connection);
        } else {
            connection.begin(exchange);
        }
    }

    private void notOpened(Exchange exchange, Throwable cause) {
        connections--;
        address = null;
        exchange.fail(Failures.connect(cause, where()));
        forgetWhenUnused();
    }

    private String where() {
        return base.getHost() + ":" + port;
    }

    /** Takes a connection back that can carry another request. */
    void release(Connection connection) {
        if (io.isClosed()) {
            connection.abort();
            return;
        }
        idle.put(connection, io.nanos());
        armEviction();
    }

    /** A connection has been closed. */
    void closed(Connection connection) {
        connections--;
        idle.remove(connection);
        forgetWhenUnused();
    }

    private void forgetWhenUnused() {
        if (connections == 0 && unaddressed.isEmpty()) {
            io.forget(base, this);
        }
    }

    private void armEviction() {
        if (eviction == null && !idle.isEmpty()) {
            long delay = Math.max(0, idle.nextEvictionNanos() - io.nanos());
            eviction = io.loop().schedule(this::evict, delay, TimeUnit.NANOSECONDS);
        }
    }

    private void evict() {
        eviction = null;
        idle.evict(io.nanos(), Connection::abort);
        armEviction();
    }

    /** Closes what is idle; the rest closes with its exchange. */
    void close() {
        if (eviction != null) {
            eviction.cancel(false);
        }
        idle.evict(Long.MAX_VALUE, Connection::abort);
    }
}
