package io.spillway.actuate.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * An API server in memory: objects, label selectors, watches, patches, the scale subresource,
 * discovery for Go clients, and faults. Unlike a CRUD mock it keeps a workload when its scale is
 * written, understands the protobuf that Helm writes its records in, and checks versions.
 */
public final class FakeApiServer implements ApiServer {

    /** Every other namespace is there. */
    public static final String NO_NAMESPACE = "nowhere";

    static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Front front;
    private final NodePods node = new NodePods();
    private final Objects objects = new Objects();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Set<String> forbidden = new ConcurrentSkipListSet<>();

    public FakeApiServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
        front = new Front(this::accepted);
    }

    /** Port-forwards change the protocol, which the server behind cannot. */
    private void accepted(Socket socket) throws IOException {
        Head head = Head.read(socket.getInputStream());
        if (head == null) {
            return;
        }
        if (head.path().endsWith("/portforward")) {
            forward(head, socket);
            return;
        }
        try (var behind =
                new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
            behind.getOutputStream().write(head.bytes());
            Front.splice(socket, behind);
        }
    }

    private void forward(Head head, Socket socket) throws IOException {
        requests.add(head.method() + " " + head.path());
        if (forbidden.contains("create pods/portforward")) {
            var refusal =
                    new Refusal(403, "Forbidden", "User \"test\" cannot create pods/portforward");
            Head.answer(
                    socket.getOutputStream(),
                    "403 Forbidden",
                    "application/json",
                    refusal.status().toString());
            return;
        }
        Route route = Route.of(head.path());
        int port = Integer.parseInt(head.asked("ports"));
        Socket pod = node.connect(route.namespace(), route.name(), port);
        try {
            PortForwarding.serve(head, socket, pod, port);
        } finally {
            node.disconnected(pod);
        }
    }

    @Override
    public NodePods node() {
        return node;
    }

    @Override
    public boolean hasControllers() {
        return false;
    }

    @Override
    public int kubeletPort() {
        return 0;
    }

    @Override
    public Config config(String namespace) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + front.port())
                .withNamespace(namespace)
                .withRequestRetryBackoffLimit(0)
                .build();
    }

    @Override
    public void setAway(boolean gone) {
        front.setAway(gone);
        if (gone) {
            objects.endWatches();
        }
    }

    /** Ends every watch; those that ask for what is older than now are told it expired. */
    public void expireWatches() {
        objects.expire();
        objects.endWatches();
    }

    /** Refuses a verb on a resource, as {@code patch pods}, or a subresource. */
    public void forbid(String verbAndResource) {
        forbidden.add(verbAndResource);
    }

    /** The most pods the namespace may have. */
    public void limitPods(int most) {
        objects.podQuota = most;
    }

    /** {@code GET /path}, in order. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    private void handle(HttpExchange exchange) throws IOException {
        // A port-forward on a connection that was used before would not be seen as one.
        exchange.getResponseHeaders().set("Connection", "close");
        try {
            String path = exchange.getRequestURI().getPath();
            requests.add(exchange.getRequestMethod() + " " + path);
            byte[] body = exchange.getRequestBody().readAllBytes();
            JsonNode document = null;
            String type = exchange.getRequestHeaders().getFirst("Content-Type");
            if (body.length > 0) {
                document =
                        type != null && type.contains("protobuf")
                                ? Protobuf.secret(body)
                                : JSON.readTree(body);
            }
            answer(exchange, new Call(exchange, path, query(exchange), document, type));
        } catch (Refusal refusal) {
            send(exchange, refusal.code, refusal.status());
        } catch (RuntimeException bug) {
            bug.printStackTrace();
            send(exchange, 500, new Refusal(500, "InternalError", bug.toString()).status());
        } finally {
            exchange.close();
        }
    }

    /** One request. */
    record Call(
            HttpExchange exchange,
            String path,
            Map<String, String> query,
            @org.jspecify.annotations.Nullable JsonNode body,
            @org.jspecify.annotations.Nullable String contentType) {
        String method() {
            return exchange.getRequestMethod();
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        var query = new LinkedHashMap<String, String>();
        String raw = exchange.getRequestURI().getRawQuery();
        if (raw != null) {
            for (String pair : raw.split("&")) {
                int equals = pair.indexOf('=');
                String key = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                query.put(key, URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    private void answer(HttpExchange exchange, Call call) throws IOException {
        JsonNode discovered = Discovery.answer(call.path());
        if (discovered != null) {
            send(exchange, 200, discovered);
            return;
        }
        Route route = Route.of(call.path());
        String verb = route.verb(call);
        if (route.resource().equals("selfsubjectaccessreviews")) {
            send(exchange, 201, review((ObjectNode) call.body()));
            return;
        }
        String what = verb + " " + route.resourceAndSub();
        if (forbidden.contains(what)) {
            throw new Refusal(
                    403, "Forbidden", "User \"test\" cannot " + what + " in this namespace");
        }
        if (route.resource().equals("namespaces")) {
            send(exchange, 200, namespace(route.name()));
        } else if (route.sub().equals("log")) {
            sendLog(exchange, route);
        } else if (verb.equals("watch")) {
            watch(exchange, call, route);
        } else {
            boolean created = call.method().equals("POST");
            send(exchange, created ? 201 : 200, objects.answer(call, route));
        }
    }

    private static ObjectNode namespace(String name) {
        if (name.equals(NO_NAMESPACE)) {
            throw new Refusal(404, "NotFound", "namespaces \"%s\" not found".formatted(name));
        }
        var namespace = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Namespace");
        namespace.putObject("metadata").put("name", name);
        return namespace;
    }

    private ObjectNode review(ObjectNode review) {
        JsonNode asked = review.path("spec").path("resourceAttributes");
        String sub = asked.path("subresource").asText("");
        String what =
                asked.path("verb").asText()
                        + " "
                        + asked.path("resource").asText()
                        + (sub.isEmpty() ? "" : "/" + sub);
        review.withObjectProperty("status").put("allowed", !forbidden.contains(what));
        return review;
    }

    private void sendLog(HttpExchange exchange, Route route) throws IOException {
        String text = node.log(route.namespace(), route.name());
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void watch(HttpExchange exchange, Call call, Route route) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        long seconds = Long.parseLong(call.query().getOrDefault("timeoutSeconds", "30"));
        try (var watch = objects.watch(call, route);
                OutputStream out = exchange.getResponseBody()) {
            out.flush();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            while (System.nanoTime() < end) {
                JsonNode event = watch.next(end - System.nanoTime());
                if (event == null) {
                    return;
                }
                out.write((event + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (IOException clientLeft) {
            // It may.
        }
    }

    private static void send(HttpExchange exchange, int code, JsonNode answer) throws IOException {
        byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        objects.endWatches();
        front.close();
        server.stop(0);
    }
}
