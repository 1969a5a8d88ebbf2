package io.spillway.prompt.dataset;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A hub with one file: {@code /} redirects to a store on another port, which sends the content, or
 * misbehaves as it is told to.
 */
final class FakeHub implements AutoCloseable {

    /** What the store does. */
    enum Mode {
        WELL,
        CUTS_IN_THE_MIDDLE,
        STALLS_IN_THE_MIDDLE,
        NEVER_ANSWERS,
        IGNORES_RANGES
    }

    record Seen(String path, String authorization, String range) {}

    private final HttpServer hub;
    private final HttpServer store;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    final List<Seen> hubSaw = new CopyOnWriteArrayList<>();
    final List<Seen> storeSaw = new CopyOnWriteArrayList<>();
    volatile byte[] content;
    volatile String etag = "\"v1\"";
    volatile String linkedEtag;
    volatile int hubStatus = 302;
    volatile Mode mode = Mode.WELL;

    FakeHub(byte[] content) throws IOException {
        this.content = content;
        this.linkedEtag = "\"%s\"".formatted(sha256(content));
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        hub = HttpServer.create(loopback, 0);
        store = HttpServer.create(loopback, 0);
        hub.createContext("/", this::redirect);
        store.createContext("/", this::send);
        hub.setExecutor(threads);
        store.setExecutor(threads);
        hub.start();
        store.start();
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    URI endpoint() {
        return uri(hub);
    }

    private static URI uri(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static Seen seen(HttpExchange exchange) {
        var headers = exchange.getRequestHeaders();
        return new Seen(
                exchange.getRequestURI().getPath(),
                headers.getFirst("Authorization"),
                headers.getFirst("Range"));
    }

    private void redirect(HttpExchange exchange) throws IOException {
        hubSaw.add(seen(exchange));
        exchange.getResponseHeaders().set("X-Linked-Etag", linkedEtag);
        exchange.getResponseHeaders().set("Location", uri(store) + "/blob");
        exchange.sendResponseHeaders(hubStatus, -1);
        exchange.close();
    }

    private void send(HttpExchange exchange) throws IOException {
        storeSaw.add(seen(exchange));
        if (mode == Mode.NEVER_ANSWERS) {
            awaitClose();
            return;
        }
        byte[] all = content;
        int from = from(exchange, all.length);
        exchange.getResponseHeaders().set("ETag", etag);
        if (from > 0) {
            String range = "bytes %d-%d/%d".formatted(from, all.length - 1, all.length);
            exchange.getResponseHeaders().set("Content-Range", range);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, all.length - from);
        boolean half = mode == Mode.CUTS_IN_THE_MIDDLE || mode == Mode.STALLS_IN_THE_MIDDLE;
        int to = half ? (from + all.length) / 2 : all.length;
        OutputStream body = exchange.getResponseBody();
        body.write(all, from, to - from);
        body.flush();
        if (mode == Mode.STALLS_IN_THE_MIDDLE) {
            awaitClose();
        }
        exchange.close();
    }

    private int from(HttpExchange exchange, int length) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        boolean same = etag.equals(exchange.getRequestHeaders().getFirst("If-Range"));
        if (range == null || !same || mode == Mode.IGNORES_RANGES) {
            return 0;
        }
        return Math.min(length, Integer.parseInt(range.replaceAll("\\D", "")));
    }

    private void awaitClose() {
        try {
            closed.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        hub.stop(0);
        store.stop(0);
        threads.shutdownNow();
    }
}
