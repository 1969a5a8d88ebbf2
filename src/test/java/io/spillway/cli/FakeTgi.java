package io.spillway.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What a run needs of a Text Generation Inference server: its routes, and an answer of a few words.
 */
final class FakeTgi implements AutoCloseable {
    private static final int TOKENS = 4;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> prompts = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    FakeTgi(String model) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext("/health", exchange -> answer(exchange, ""));
        server.createContext(
                "/info",
                exchange ->
                        answer(
                                exchange,
                                "{\"model_id\":\"%s\",\"max_total_tokens\":4096}"
                                        .formatted(model)));
        server.createContext("/metrics", exchange -> answer(exchange, "tgi_queue_size 0\n"));
        server.createContext("/generate_stream", this::generate);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The texts it was sent, in order. */
    List<String> prompts() {
        return prompts;
    }

    private void generate(HttpExchange exchange) throws IOException {
        prompts.add(Cli.JSON.readTree(exchange.getRequestBody()).path("inputs").asText());
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            for (int i = 1; i <= TOKENS; i++) {
                out.write(event(i).getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        }
    }

    private static String event(int index) {
        String details =
                index < TOKENS
                        ? "\"generated_text\":null,\"details\":null"
                        : "\"generated_text\":\" a a a a\",\"details\":{\"finish_reason\":\"length\","
                                + "\"generated_tokens\":%d,\"input_length\":512}".formatted(TOKENS);
        return "data:{\"index\":%d,\"token\":{\"id\":5,\"text\":\" a\",\"special\":false},%s}\n\n"
                .formatted(index, details);
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
