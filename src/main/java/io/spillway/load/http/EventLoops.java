package io.spillway.load.http;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.FastThreadLocalThread;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Event loops on epoll, or on NIO where its native library is not to be had. */
final class EventLoops {
    private static final long QUIET_MILLIS = 0;
    private static final long SHUTDOWN_MILLIS = 2000;

    private EventLoops() {}

    /** Daemon threads: {@code name} when there is one, else {@code name-1}, {@code name-2}, … */
    static EventLoopGroup group(int threads, String name) {
        var counter = new AtomicInteger();
        ThreadFactory factory =
                task -> {
                    int number = counter.incrementAndGet();
                    String threadName = threads == 1 ? name : name + "-" + number;
                    Thread thread = new FastThreadLocalThread(task, threadName);
                    thread.setDaemon(true);
                    return thread;
                };
        IoHandlerFactory handlers =
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new MultiThreadIoEventLoopGroup(threads, factory, handlers);
    }

    static Class<? extends SocketChannel> socketType() {
        return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** Stops the loops and waits for them, but not for long. */
    static void close(EventLoopGroup group) {
        group.shutdownGracefully(QUIET_MILLIS, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(SHUTDOWN_MILLIS);
    }
}
