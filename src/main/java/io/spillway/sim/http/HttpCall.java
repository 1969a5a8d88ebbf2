package io.spillway.sim.http;

import io.netty.handler.codec.http.HttpHeaders;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * A request as it came over the wire.
 *
 * @param path without query
 * @param body empty when there is none, or when an upgrade offer made the parser drop it
 * @param arrivalNanos when its last byte had been read
 * @param local whether the peer is on a loopback address
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HttpCall(
        String method,
        String path,
        HttpHeaders headers,
        byte[] body,
        long arrivalNanos,
        boolean http10,
        boolean local) {

    @Nullable String header(String name) {
        return headers.get(name);
    }

    /** Whether the media type is JSON, whatever its parameters. */
    boolean isJson() {
        String type = headers.get("content-type");
        if (type == null) {
            return false;
        }
        int semicolon = type.indexOf(';');
        String media = semicolon < 0 ? type : type.substring(0, semicolon);
        return media.strip().toLowerCase(Locale.ROOT).equals("application/json");
    }

    /** Whether the client wants to use the connection again. */
    boolean keepAlive() {
        boolean close = headers.containsValue("connection", "close", true);
        boolean keep = headers.containsValue("connection", "keep-alive", true);
        return !close && (!http10 || keep);
    }
}
