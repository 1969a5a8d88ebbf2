package io.spillway.sim.http;

import io.spillway.sim.http.ApiError.ApiException;
import io.spillway.sim.http.ApiRequest.Api;
import io.spillway.sim.http.FaultSwitch.PageFault;
import io.spillway.sim.http.ServerMetrics.HttpKey;
import io.spillway.time.Scheduler;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Finds who answers a request. Confined to the server's loop. */
final class Router {

    private static final byte[] EMPTY = {};
    private static final String UNAUTHORIZED = "{\"error\":\"Unauthorized\"}";

    private final Pages pages;
    private final TextRoutes texts;
    private final AdminRoutes admin;
    private final FaultSwitch faults;
    private final ServerMetrics metrics;
    private final Context context;

    Router(Pages pages, TextRoutes texts, AdminRoutes admin, Context context) {
        this.pages = pages;
        this.texts = texts;
        this.admin = admin;
        this.faults = context.faults();
        this.metrics = context.metrics();
        this.context = context;
    }

    /**
     * What routing needs to know.
     *
     * @param apiKey what guards {@code /v1}; null for nothing
     */
    record Context(
            Scheduler scheduler,
            FaultSwitch faults,
            ServerMetrics metrics,
            @Nullable String apiKey) {}

    void handle(HttpExchange exchange) {
        HttpCall call = exchange.call();
        if (!isAuthorized(call)) {
            exchange.respond(
                    401, HttpExchange.JSON, UNAUTHORIZED.getBytes(StandardCharsets.US_ASCII));
            return;
        }
        String wanted = methodOf(call.path());
        if (wanted == null) {
            exchange.respond(ApiError.framework(404, "Not Found"));
        } else if (!wanted.contains(call.method())) {
            exchange.respond(ApiError.framework(405, "Method Not Allowed"));
        } else {
            route(exchange, call);
        }
    }

    private static @Nullable String methodOf(String path) {
        return switch (path) {
            case "/health", "/metrics", "/load", "/version", "/v1/models", "/admin/log" -> "GET";
            case "/ping" -> "GET POST";
            case "/v1/completions",
                    "/v1/chat/completions",
                    "/tokenize",
                    "/detokenize",
                    "/admin/fault" ->
                    "POST";
            default -> null;
        };
    }

    private void route(HttpExchange exchange, HttpCall call) {
        switch (call.path()) {
            case "/health", "/ping" -> page(exchange, faults.health(), "", EMPTY);
            case "/metrics" -> {
                byte[] page = faults.metrics() == PageFault.OK ? pages.metrics() : EMPTY;
                page(exchange, faults.metrics(), pages.metricsType(), page);
            }
            case "/load" -> exchange.respond(200, HttpExchange.JSON, pages.load());
            case "/version" -> exchange.respond(200, HttpExchange.JSON, pages.version());
            case "/v1/models" -> exchange.respond(200, HttpExchange.JSON, pages.models());
            case "/admin/log", "/admin/fault" -> admin.handle(exchange);
            case "/tokenize" -> json(exchange, () -> texts.tokenize(exchange));
            case "/detokenize" -> json(exchange, () -> texts.detokenize(exchange));
            case "/v1/completions" ->
                    json(exchange, () -> texts.generate(exchange, Api.COMPLETION));
            default -> json(exchange, () -> texts.generate(exchange, Api.CHAT));
        }
    }

    private static void page(HttpExchange exchange, PageFault fault, String type, byte[] body) {
        switch (fault) {
            case OK -> exchange.respond(200, type, body);
            case MISSING -> exchange.respond(ApiError.framework(404, "Not Found"));
            case FAILING -> exchange.respond(503, "", EMPTY);
            case HANG -> {}
        }
    }

    /** A route that takes JSON and may refuse it. */
    private interface JsonRoute {
        void run() throws ApiException;
    }

    private static void json(HttpExchange exchange, JsonRoute route) {
        try {
            if (!exchange.call().isJson()) {
                String message =
                        "1 validation error:\n  Unsupported Media Type: Only 'application/json' is allowed";
                throw new ApiError(400, "Bad Request", message, null).exception();
            }
            route.run();
        } catch (ApiException refused) {
            exchange.respond(refused.error());
        }
    }

    private boolean isAuthorized(HttpCall call) {
        String key = context.apiKey();
        if (key == null || !call.path().startsWith("/v1")) {
            return true;
        }
        String sent = call.header("authorization");
        return sent != null
                && MessageDigest.isEqual(
                        sent.getBytes(StandardCharsets.UTF_8),
                        ("Bearer " + key).getBytes(StandardCharsets.UTF_8));
    }

    /** Counts an answered request, as the HTTP layer of vLLM does. */
    void finished(HttpExchange exchange) {
        HttpCall call = exchange.call();
        switch (call.path()) {
            case "/health",
                    "/ping",
                    "/metrics",
                    "/load",
                    "/version",
                    "/admin/log",
                    "/admin/fault" -> {}
            default -> {
                String handler = methodOf(call.path()) == null ? "none" : call.path();
                HttpKey key = new HttpKey(handler, method(call), exchange.status() / 100 + "xx");
                double seconds = (context.scheduler().nanos() - call.arrivalNanos()) * 1e-9;
                metrics.http(key, seconds, call.body().length, exchange.responseBytes());
            }
        }
    }

    /** Bounds the number of series: made-up methods are all one. */
    private static String method(HttpCall call) {
        return switch (call.method()) {
            case "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH" -> call.method();
            default -> "OTHER";
        };
    }
}
