package io.spillway.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A Prometheus server that knows some series and answers what it is told to. */
public final class FakePrometheus implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final List<Map<String, String>> asked = new CopyOnWriteArrayList<>();
    private final Map<String, String> results = new LinkedHashMap<>();
    private final List<String> names = new ArrayList<>();
    private volatile boolean knowsModels = true;

    public FakePrometheus() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext("/api/v1/label/__name__/values", this::names);
        server.createContext("/api/v1/query", this::query);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** A counter, or a bucketless histogram part, that grew by so much. */
    public FakePrometheus counter(String name, double grown) {
        names.add(name);
        results.put(name, "[{\"metric\":{},\"value\":[1,\"%s\"]}]".formatted(grown));
        return this;
    }

    /** A series that exists and has nothing to say about the window. */
    FakePrometheus silent(String name) {
        names.add(name);
        results.put(name, "[]");
        return this;
    }

    /** Buckets by bound, cumulative. */
    FakePrometheus buckets(String name, String... boundsAndCounts) {
        var rows = new ArrayList<String>();
        for (int i = 0; i < boundsAndCounts.length; i += 2) {
            rows.add(
                    "{\"metric\":{\"le\":\"%s\"},\"value\":[1,\"%s\"]}"
                            .formatted(boundsAndCounts[i], boundsAndCounts[i + 1]));
        }
        names.add(name);
        results.put(name, rows.toString());
        return this;
    }

    FakePrometheus gauge(String name, String... samples) {
        var points = new ArrayList<String>();
        for (String sample : samples) {
            points.add("[1,\"%s\"]".formatted(sample));
        }
        names.add(name);
        results.put(name, "[{\"metric\":{},\"values\":%s}]".formatted(points));
        return this;
    }

    /** From now on nothing has a label with a model. */
    FakePrometheus withoutModels() {
        knowsModels = false;
        return this;
    }

    /** What it was asked, in order: parameters by name. */
    public List<Map<String, String>> asked() {
        return asked;
    }

    private void names(HttpExchange exchange) throws IOException {
        String match = parameters(exchange).getOrDefault("match[]", "");
        boolean none = match.contains("model_name") && !knowsModels;
        var quoted = names.stream().map(name -> '"' + name + '"').toList();
        answer(exchange, none ? "[]" : quoted.toString());
    }

    private void query(HttpExchange exchange) throws IOException {
        String query = parameters(exchange).getOrDefault("query", "");
        String result = "[]";
        for (Map.Entry<String, String> known : results.entrySet()) {
            if (query.contains(known.getKey() + "{")) {
                result = known.getValue();
            }
        }
        answer(exchange, "{\"resultType\":\"any\",\"result\":%s}".formatted(result));
    }

    private Map<String, String> parameters(HttpExchange exchange) {
        var parameters = new LinkedHashMap<String, String>();
        for (String each : exchange.getRequestURI().getRawQuery().split("&")) {
            String[] parts = each.split("=", 2);
            parameters.put(
                    URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                    URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        asked.add(parameters);
        return parameters;
    }

    private static void answer(HttpExchange exchange, String data) throws IOException {
        byte[] bytes =
                "{\"status\":\"success\",\"data\":%s}"
                        .formatted(data)
                        .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
