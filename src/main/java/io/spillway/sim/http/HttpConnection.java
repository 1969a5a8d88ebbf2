package io.spillway.sim.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.spillway.time.Cancellable;
import io.spillway.time.Scheduler;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/**
 * One client connection: puts requests together, answers them one after the other, and closes when
 * it has been idle for the keep-alive time. Confined to the server's loop.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {

    private static final int MAX_BODY_BYTES = 64 << 20;
    private static final int MAX_PIPELINED = 64;

    private final Shared shared;
    private final Channel channel;
    private final ArrayDeque<HttpCall> pipelined = new ArrayDeque<>();
    private @Nullable HttpRequest incoming;
    private ByteBuf body = Unpooled.EMPTY_BUFFER;
    private @Nullable HttpExchange current;
    private @Nullable Cancellable idleTimer;
    private boolean closing;

    HttpConnection(Shared shared, Channel channel) {
        this.shared = shared;
        this.channel = channel;
    }

    /** What the connections of a server have in common. */
    record Shared(
            Scheduler scheduler, HttpDate date, Router router, Connections open, long idleNanos) {}

    HttpDate date() {
        return shared.date();
    }

    boolean keepsAlive(HttpCall call) {
        return call.keepAlive() && !shared.open().isClosing();
    }

    boolean isIdle() {
        return current == null && incoming == null;
    }

    /** The request that is being answered. */
    @Nullable HttpExchange current() {
        return current;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        shared.open().add(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        shared.open().remove(this);
        stopIdleTimer();
        pipelined.clear();
        dropIncoming();
        HttpExchange exchange = current;
        current = null;
        if (exchange != null) {
            exchange.clientGone();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var _ = context.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (!closing && message instanceof HttpObject part) {
                read(context, part);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void read(ChannelHandlerContext context, HttpObject part) {
        stopIdleTimer();
        if (part.decoderResult().isFailure()) {
            refuse(400, "Invalid HTTP request received.");
            return;
        }
        if (part instanceof HttpRequest request) {
            begin(context, request);
        }
        if (part instanceof HttpContent content && incoming != null) {
            if (body.readableBytes() + content.content().readableBytes() > MAX_BODY_BYTES) {
                refuse(413, "Content Too Large");
                return;
            }
            body.writeBytes(content.content());
            if (content instanceof LastHttpContent) {
                end(incoming);
            }
        }
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        incoming = request;
        long length = HttpUtil.getContentLength(request, 0L);
        body = context.alloc().heapBuffer(Math.clamp(length, 256, 1 << 20));
        if (HttpUtil.is100ContinueExpected(request)) {
            ByteBuf line =
                    Unpooled.copiedBuffer(
                            "HTTP/1.1 100 Continue\r\n\r\n", StandardCharsets.US_ASCII);
            var _ = context.writeAndFlush(line);
        }
    }

    private void end(HttpRequest request) {
        byte[] bytes = droppedByUpgrade(request) ? new byte[0] : ByteBufUtil.getBytes(body);
        dropIncoming();
        String target = request.uri();
        int query = target.indexOf('?');
        HttpCall call =
                new HttpCall(
                        request.method().name(),
                        query < 0 ? target : target.substring(0, query),
                        request.headers(),
                        bytes,
                        shared.scheduler().nanos(),
                        request.protocolVersion().equals(HttpVersion.HTTP_1_0),
                        isLocal());
        if (current == null) {
            dispatch(call);
        } else if (pipelined.size() < MAX_PIPELINED) {
            pipelined.add(call);
        } else {
            var _ = channel.close();
        }
    }

    /** The parser that vLLM ships with loses the body of a request that offers an upgrade. */
    private static boolean droppedByUpgrade(HttpRequest request) {
        return request.headers().containsValue("connection", "upgrade", true);
    }

    private boolean isLocal() {
        return channel.remoteAddress() instanceof InetSocketAddress peer
                && peer.getAddress() != null
                && peer.getAddress().isLoopbackAddress();
    }

    private void dropIncoming() {
        incoming = null;
        body.release();
        body = Unpooled.EMPTY_BUFFER;
    }

    private void dispatch(HttpCall call) {
        HttpExchange exchange = new HttpExchange(this, channel, call);
        current = exchange;
        shared.router().handle(exchange);
    }

    /** The answer to a request is complete. */
    void finished(HttpExchange exchange) {
        shared.router().finished(exchange);
        current = null;
        if (!keepsAlive(exchange.call())) {
            closeAfterFlush();
            return;
        }
        HttpCall next = pipelined.poll();
        if (next != null) {
            channel.eventLoop().execute(() -> dispatchIfOpen(next));
        } else {
            idleTimer = shared.scheduler().after(shared.idleNanos(), this::closeIdle);
        }
    }

    private void dispatchIfOpen(HttpCall call) {
        if (channel.isActive() && !closing) {
            dispatch(call);
        }
    }

    private void closeIdle() {
        if (isIdle()) {
            var _ = channel.close();
        }
    }

    private void stopIdleTimer() {
        if (idleTimer != null) {
            idleTimer.cancel();
            idleTimer = null;
        }
    }

    /** Answers what cannot be understood, and closes. */
    private void refuse(int status, String text) {
        dropIncoming();
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        String head =
                "HTTP/1.1 %d %s\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\n"
                        .formatted(status, status == 400 ? "Bad Request" : "Content Too Large");
        String length = "content-length: " + bytes.length + "\r\n\r\n";
        var _ = channel.write(Unpooled.copiedBuffer(head + length, StandardCharsets.US_ASCII));
        var _ = channel.write(Unpooled.wrappedBuffer(bytes));
        closeAfterFlush();
    }

    void closeAfterFlush() {
        closing = true;
        var _ =
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                        .addListener(ChannelFutureListener.CLOSE);
    }

    /** Closes at once, whatever is under way. */
    void closeNow() {
        closing = true;
        var _ = channel.close();
    }
}
