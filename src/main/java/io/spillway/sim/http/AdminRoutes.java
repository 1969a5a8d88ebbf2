package io.spillway.sim.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Routes for tests, open to loopback peers only: {@code POST /admin/fault} (see {@link
 * FaultSwitch}) and {@code GET /admin/log}, the send times as JSON lines. Confined to the server's
 * loop.
 */
final class AdminRoutes {

    private static final JsonMapper MAPPER = new JsonMapper();

    private final FaultSwitch faults;
    private final SendLog log;

    AdminRoutes(FaultSwitch faults, SendLog log) {
        this.faults = faults;
        this.log = log;
    }

    void handle(HttpExchange exchange) {
        HttpCall call = exchange.call();
        if (!call.local()) {
            exchange.respond(ApiError.plain(403, "Forbidden"));
        } else if (call.path().equals("/admin/log")) {
            exchange.respond(200, "application/x-ndjson", log.lines());
        } else {
            applyFault(exchange, call.body());
        }
    }

    private void applyFault(HttpExchange exchange, byte[] body) {
        try {
            JsonNode wish = MAPPER.readTree(body);
            faults.apply(wish);
            exchange.respond(200, HttpExchange.JSON, "{}".getBytes(StandardCharsets.US_ASCII));
        } catch (JacksonException | IllegalArgumentException e) {
            String why = e.getMessage() == null ? "cannot be read" : e.getMessage();
            exchange.respond(ApiError.badRequest(why, "fault"));
        } catch (IOException e) {
            exchange.respond(ApiError.internal("reading the body failed"));
        }
    }
}
