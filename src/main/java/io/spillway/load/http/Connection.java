package io.spillway.load.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.ScheduledFuture;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** One connection: carries one exchange at a time. Confined to its loop. */
final class Connection extends ChannelInboundHandlerAdapter {
    private final IoLoop io;
    private final EndpointPool pool;
    private final Channel channel;
    private final ResponseParser parser = new ResponseParser();
    private @Nullable Exchange exchange;

    /** The exchange is not the first on this connection. */
    private boolean reused;

    private boolean used;
    private boolean answered;

    /** The request has left; a response that overtakes it ends the connection's usefulness. */
    private boolean written;

    private @Nullable Throwable error;

    /** Ends the wait for the rest of a response whose exchange has its result. */
    private @Nullable ScheduledFuture<?> drainLimit;

    Connection(IoLoop io, EndpointPool pool, Channel channel) {
        this.io = io;
        this.pool = pool;
        this.channel = channel;
    }

    boolean isOpen() {
        return channel.isActive();
    }

    /** Sends the exchange's request. */
    void begin(Exchange next) {
        exchange = next;
        reused = used;
        used = true;
        answered = false;
        written = false;
        parser.reset();
        ByteBuf wire = next.onto(this, reused);
        long atNanos = io.nanos();
        ChannelFuture write = channel.writeAndFlush(wire);
        next.sent(atNanos);
        if (write.isDone()) {
            written(write);
        } else {
            write.addListener(_ -> written(write));
        }
    }

    private void written(ChannelFuture write) {
        written = write.isSuccess();
        if (!written) {
            error = error == null ? write.cause() : error;
            lost();
        }
    }

    /** Closes it; an exchange on it hears nothing more from here. */
    void abort() {
        exchange = null;
        var _ = channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var buffer = (ByteBuf) message;
        try {
            int length = buffer.readableBytes();
            byte[] bytes = io.scratch(length);
            buffer.readBytes(bytes, 0, length);
            read(bytes, length);
        } finally {
            buffer.release();
        }
    }

    private void read(byte[] bytes, int length) {
        Exchange current = exchange;
        if (current == null) {
            // Nothing was asked: a server that says goodbye with a 408, or a broken one.
            var _ = channel.close();
            return;
        }
        answered = true;
        current.reading(io.nanos());
        try {
            parser.feed(bytes, 0, length, current);
        } catch (MalformedResponseException malformed) {
            current.giveUp(Failures.protocol(malformed.reason()));
            abort();
            return;
        }
        if (exchange != current) {
            return;
        }
        if (parser.isDone()) {
            finish();
        } else {
            current.endOfRead();
            limitDrain(current);
        }
    }

    private void finish() {
        exchange = null;
        if (drainLimit != null) {
            drainLimit.cancel(false);
            drainLimit = null;
        }
        if (parser.isReusable() && written && channel.isActive()) {
            pool.release(this);
        } else {
            var _ = channel.close();
        }
    }

    /** A response may go on after its stream is over; it is read to its end, but not for long. */
    private void limitDrain(Exchange current) {
        if (current.isEnded() && drainLimit == null) {
            long limit = io.shared().settings().idleTimeout().toNanos();
            drainLimit = io.loop().schedule(this::abort, limit, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lost();
        if (drainLimit != null) {
            drainLimit.cancel(false);
        }
        pool.closed(this);
    }

    /** The connection has ended, in the middle of an exchange or between two. */
    private void lost() {
        Exchange current = exchange;
        if (current != null) {
            exchange = null;
            current.lost(error, new Exchange.Loss(parser, reused, answered));
        }
        var _ = channel.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        boolean wrapped = cause instanceof DecoderException && cause.getCause() != null;
        error = wrapped ? cause.getCause() : cause;
        if (!(error instanceof IOException)) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, cause);
        }
        lost();
    }
}
