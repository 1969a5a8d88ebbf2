package io.spillway.dashboard;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.timeout.IdleStateEvent;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/** One browser's connection: answers requests, or becomes a stream. */
final class Connection extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final Site site;
    private @Nullable Viewer viewer;
    private boolean counted;

    /**
     * @param site what all connections share
     */
    Connection(Site site) {
        this.site = site;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (site.admit()) {
            counted = true;
            context.fireChannelActive();
        } else {
            var _ = context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (counted) {
            counted = false;
            site.left();
        }
        if (viewer != null) {
            site.feed().leave(viewer);
        }
        context.fireChannelInactive();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (viewer != null) {
            viewer.pump();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            if (viewer == null) {
                var _ = context.close();
            }
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A peer that went away, or sent what no browser sends: nothing to tell anybody.
        var _ = context.close();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (viewer != null || request.decoderResult().isFailure()) {
            var _ = context.close();
            return;
        }
        String path = request.uri().split("\\?", 2)[0];
        switch (path) {
            case "/events" -> get(context, request, () -> stream(context, request));
            case "/api/state" ->
                    get(context, request, () -> answer(context, request, site.state()));
            case "/metrics" ->
                    get(context, request, () -> answer(context, request, site.metrics()));
            case "/api/control" -> control(context, request);
            default -> page(context, request, path);
        }
    }

    private void get(ChannelHandlerContext context, FullHttpRequest request, Runnable reply) {
        if (request.method().equals(HttpMethod.GET)) {
            guarded(context, request, Guard.Access.DATA, reply);
        } else {
            refuse(context, request, wrongMethod());
        }
    }

    private void guarded(
            ChannelHandlerContext context,
            FullHttpRequest request,
            Guard.Access access,
            Runnable reply) {
        Guard.Refusal refusal = site.guard().check(request.headers(), access);
        if (refusal == null) {
            reply.run();
        } else {
            refuse(context, request, refusal);
        }
    }

    private void page(ChannelHandlerContext context, FullHttpRequest request, String path) {
        Assets.Asset asset = site.asset(path);
        guarded(
                context,
                request,
                Guard.Access.OPEN,
                () -> {
                    if (asset == null) {
                        refuse(context, request, notFound());
                    } else if (!request.method().equals(HttpMethod.GET)) {
                        refuse(context, request, wrongMethod());
                    } else {
                        answer(context, request, Replies.ok(asset.contentType(), asset.bytes()));
                    }
                });
    }

    private void control(ChannelHandlerContext context, FullHttpRequest request) {
        if (!request.method().equals(HttpMethod.POST)) {
            refuse(context, request, wrongMethod());
            return;
        }
        guarded(
                context,
                request,
                Guard.Access.CONTROL,
                () -> {
                    String body = request.content().toString(StandardCharsets.UTF_8);
                    answer(context, request, site.steer(body));
                });
    }

    private void stream(ChannelHandlerContext context, FullHttpRequest request) {
        if (site.feed().isFull()) {
            refuse(
                    context,
                    request,
                    new Guard.Refusal(
                            HttpResponseStatus.SERVICE_UNAVAILABLE, "too many viewers already"));
            return;
        }
        var _ = context.write(Replies.stream());
        viewer = site.join(context.channel(), request.headers().get("last-event-id"));
    }

    private static void refuse(
            ChannelHandlerContext context, FullHttpRequest request, Guard.Refusal refusal) {
        answer(context, request, Replies.refused(refusal));
    }

    private static void answer(
            ChannelHandlerContext context, FullHttpRequest request, FullHttpResponse response) {
        boolean keep = HttpUtil.isKeepAlive(request);
        if (!keep) {
            response.headers().set(HttpHeaderNames.CONNECTION, "close");
        }
        var written = context.writeAndFlush(response);
        if (!keep) {
            var _ = written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private static Guard.Refusal wrongMethod() {
        return new Guard.Refusal(
                HttpResponseStatus.METHOD_NOT_ALLOWED, "this address takes another method");
    }

    private static Guard.Refusal notFound() {
        return new Guard.Refusal(HttpResponseStatus.NOT_FOUND, "there is nothing here");
    }
}
