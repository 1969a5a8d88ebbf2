package io.spillway.load.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.spillway.load.RequestOptions;
import io.spillway.load.RequestOptions.Api;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The request line and headers to one endpoint, encoded once but for the content length. */
final class RequestHead {

    /** What would break the framing, or make servers drop the body ({@code Upgrade}). */
    private static final List<String> OWN =
            List.of(
                    "connection",
                    "content-length",
                    "expect",
                    "http2-settings",
                    "transfer-encoding",
                    "upgrade");

    private final byte[] constant;

    RequestHead(URI base, RequestOptions options, Dialect dialect) throws RefusedRequestException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Host", host(base));
        headers.put("User-Agent", "spillway");
        headers.put("Content-Type", "application/json");
        headers.put("Accept", options.streaming() ? "text/event-stream" : "application/json");
        if (options.apiKey() != null) {
            headers.put("Authorization", "Bearer " + options.apiKey());
        }
        headers.putAll(options.headers());
        String prefix = base.getRawPath() == null ? "" : base.getRawPath();
        var head = new StringBuilder("POST " + prefix + route(options, dialect) + " HTTP/1.1\r\n");
        for (Map.Entry<String, String> header : headers.entrySet()) {
            line(head, header.getKey(), header.getValue());
        }
        head.append("Content-Length: ");
        this.constant = head.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    static String route(RequestOptions options, Dialect dialect) {
        if (options.api() == Api.CHAT) {
            return "/v1/chat/completions";
        }
        return switch (dialect) {
            case OPENAI -> "/v1/completions";
            case TGI -> options.streaming() ? "/generate_stream" : "/generate";
        };
    }

    private static String host(URI base) {
        return base.getPort() < 0 ? base.getHost() : base.getHost() + ":" + base.getPort();
    }

    private static void line(StringBuilder head, String name, String value)
            throws RefusedRequestException {
        if (OWN.contains(name.toLowerCase(Locale.ROOT))) {
            throw new RefusedRequestException("the header '" + name + "' cannot be set");
        }
        boolean nameOk =
                !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 127 && c != ':');
        boolean valueOk =
                value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 256 && c != 127));
        if (!nameOk || !valueOk) {
            // The value may be a secret.
            throw new RefusedRequestException("the header '" + name + "' has illegal characters");
        }
        head.append(name).append(": ").append(value).append("\r\n");
    }

    /** Upper bound of what {@link #writeTo} writes. */
    int maxLength(Map<String, String> more) {
        int length = constant.length + 16;
        for (Map.Entry<String, String> header : more.entrySet()) {
            length += header.getKey().length() + header.getValue().length() + 4;
        }
        return length;
    }

    /** Writes the head of a request with further headers of its own. */
    void writeTo(ByteBuf target, int bodyLength, Map<String, String> more)
            throws RefusedRequestException {
        target.writeBytes(constant);
        ByteBufUtil.writeAscii(target, Integer.toString(bodyLength));
        if (!more.isEmpty()) {
            var lines = new StringBuilder();
            for (Map.Entry<String, String> header : more.entrySet()) {
                line(lines, header.getKey(), header.getValue());
            }
            target.writeBytes(CRLF);
            lines.setLength(lines.length() - 2);
            target.writeCharSequence(lines, StandardCharsets.ISO_8859_1);
        }
        target.writeBytes(CRLF);
        target.writeBytes(CRLF);
    }

    private static final byte[] CRLF = {'\r', '\n'};
}
