package io.spillway.load.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FailureCause;
import io.spillway.load.InferenceRequest;
import io.spillway.load.RequestOptions;
import io.spillway.time.SystemTime;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One event loop with all that its requests share. Confined to that loop. */
final class IoLoop {
    private static final int SCRATCH_BYTES = 64 * 1024;
    private static final int MAX_TEMPLATES = 1024;

    /** What all loops of a transport share. */
    record Shared(
            SystemTime time,
            HttpSettings settings,
            Class<? extends SocketChannel> socketType,
            LazyTls tls) {}

    private record TemplateKey(RequestOptions options, @Nullable String model) {}

    private record HeadKey(URI base, RequestOptions options) {}

    private final EventLoop loop;
    private final Shared shared;
    private final Map<URI, EndpointPool> pools = new LinkedHashMap<>();
    private final Set<Exchange> exchanges = new LinkedHashSet<>();
    private final Map<TemplateKey, BodyTemplate> templates = new HashMap<>();
    private final Map<HeadKey, RequestHead> heads = new HashMap<>();
    private final JsonBytes json = new JsonBytes();
    private byte[] scratch = new byte[SCRATCH_BYTES];
    private boolean closed;

    IoLoop(EventLoop loop, Shared shared) {
        this.loop = loop;
        this.shared = shared;
    }

    EventLoop loop() {
        return loop;
    }

    Shared shared() {
        return shared;
    }

    long nanos() {
        return shared.time().nanos();
    }

    /** Room for what one read brought. */
    byte[] scratch(int bytes) {
        if (scratch.length < bytes) {
            scratch = new byte[Integer.highestOneBit(bytes) << 1];
        }
        return scratch;
    }

    EndpointPool pool(Endpoint endpoint) {
        return pools.computeIfAbsent(endpoint.baseUrl(), base -> new EndpointPool(this, base));
    }

    void forget(URI base, EndpointPool pool) {
        pools.remove(base, pool);
    }

    void began(Exchange exchange) {
        exchanges.add(exchange);
    }

    void ended(Exchange exchange) {
        exchanges.remove(exchange);
    }

    boolean isClosed() {
        return closed;
    }

    /** Fails what is in flight and closes every connection. */
    void close() {
        closed = true;
        var cause = new FailureCause(FailureCause.CANCELLED, "the transport was closed");
        List.copyOf(exchanges).forEach(exchange -> exchange.giveUp(cause));
        List.copyOf(pools.values()).forEach(EndpointPool::close);
    }

    /** The bytes of a request, head and body. */
    ByteBuf encode(Endpoint endpoint, InferenceRequest request) throws RefusedRequestException {
        RequestHead head = head(endpoint.baseUrl(), request.options());
        json.clear();
        template(request.options(), request.model()).write(request.prompt(), json);
        int capacity = head.maxLength(request.headers()) + json.length();
        ByteBuf wire = ByteBufAllocator.DEFAULT.directBuffer(capacity);
        try {
            head.writeTo(wire, json.length(), request.headers());
        } catch (RefusedRequestException refused) {
            wire.release();
            throw refused;
        }
        json.writeTo(wire);
        return wire;
    }

    private BodyTemplate template(RequestOptions options, @Nullable String model)
            throws RefusedRequestException {
        var key = new TemplateKey(options, model);
        BodyTemplate template = templates.get(key);
        if (template == null) {
            template = new BodyTemplate(options, model, shared.settings().dialect());
            bound(templates);
            templates.put(key, template);
        }
        return template;
    }

    private RequestHead head(URI base, RequestOptions options) throws RefusedRequestException {
        var key = new HeadKey(base, options);
        RequestHead head = heads.get(key);
        if (head == null) {
            head = new RequestHead(base, options, shared.settings().dialect());
            bound(heads);
            heads.put(key, head);
        }
        return head;
    }

    private static void bound(Map<?, ?> cache) {
        if (cache.size() >= MAX_TEMPLATES) {
            cache.clear();
        }
    }
}
