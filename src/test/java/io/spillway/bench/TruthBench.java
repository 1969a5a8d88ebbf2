package io.spillway.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FailureCause;
import io.spillway.fleet.ReplicaId;
import io.spillway.load.InferenceRequest;
import io.spillway.load.RequestOptions;
import io.spillway.load.ResponseListener;
import io.spillway.load.http.DriverLoop;
import io.spillway.load.http.HttpSettings;
import io.spillway.load.http.HttpTransport;
import io.spillway.prompt.Prompt;
import io.spillway.time.SystemTime;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How far TTFT and ITL, as the transport stamps them, are from what the server logged: 50 streams,
 * 50 a second, from a look-alike server with fixed times. The baseline is the server's own figure.
 *
 * <p>Arguments: port of the server, repeats.
 */
final class TruthBench {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int STREAMS = 50;
    private static final int TOKENS = 100;
    private static final long GAP_NANOS = 20_000_000;

    private final int port;
    private final DriverLoop driver;
    private final HttpTransport transport;
    private final List<Double> ttft = new ArrayList<>();
    private final List<Double> itl = new ArrayList<>();
    private final List<Double> serverTtft = new ArrayList<>();
    private final List<Double> serverItl = new ArrayList<>();

    private TruthBench(int port, DriverLoop driver, HttpTransport transport) {
        this.port = port;
        this.driver = driver;
        this.transport = transport;
    }

    private static final class Stamps implements ResponseListener {
        final long[] texts = new long[TOKENS];
        final CountDownLatch done;
        long sentNanos;
        int count;
        volatile FailureCause failure;

        Stamps(CountDownLatch done) {
            this.done = done;
        }

        @Override
        public void sent(long nanos) {
            sentNanos = nanos;
        }

        @Override
        public void text(long nanos) {
            texts[count++] = nanos;
        }

        @Override
        public void completed(long nanos, Usage usage) {
            done.countDown();
        }

        @Override
        public void failed(long nanos, FailureCause cause) {
            failure = cause;
            done.countDown();
        }
    }

    private void round(String name) throws IOException, InterruptedException {
        var endpoint = Endpoint.http(new ReplicaId("sim-1"), "127.0.0.1", port);
        var done = new CountDownLatch(STREAMS);
        Map<String, Stamps> byId = new LinkedHashMap<>();
        Prompt.Content.Tokens tokens = () -> new int[] {1000, 1001};
        var prompt = new Prompt(2, TOKENS, List.of(), null, tokens);
        for (int i = 0; i < STREAMS; i++) {
            String id = name + "-" + i;
            var stamps = new Stamps(done);
            byId.put(id, stamps);
            Map<String, String> headers = Map.of("X-Request-Id", id);
            var request = new InferenceRequest(i, 0, prompt, null, RequestOptions.DEFAULT, headers);
            driver.after(i * GAP_NANOS, () -> transport.send(endpoint, request, stamps));
        }
        if (!done.await(5, TimeUnit.MINUTES)) {
            throw new IllegalStateException("a round that did not end");
        }
        for (String line : log().split("\n")) {
            JsonNode entry = JSON.readTree(line);
            String id = entry.get("id").asText();
            Stamps stamps = byId.remove(id.substring(id.indexOf('-') + 1));
            if (stamps != null) {
                compare(stamps, entry);
            }
        }
        if (!byId.isEmpty()) {
            throw new IllegalStateException("not in the server's log: " + byId.keySet());
        }
    }

    private void compare(Stamps stamps, JsonNode entry) {
        JsonNode sends = entry.get("sends");
        if (stamps.failure != null || stamps.count != TOKENS) {
            throw new IllegalStateException("a stream failed: " + stamps.failure);
        }
        ttft.add((stamps.texts[0] - stamps.sentNanos) / 1e3);
        serverTtft.add(1e6 * (sends.get(0).asDouble() - entry.get("arrival").asDouble()));
        for (int i = 1; i < TOKENS; i++) {
            itl.add((stamps.texts[i] - stamps.texts[i - 1]) / 1e3);
            serverItl.add(1e6 * (sends.get(i).asDouble() - sends.get(i - 1).asDouble()));
        }
    }

    private String log() throws IOException, InterruptedException {
        var uri = URI.create("http://127.0.0.1:" + port + "/admin/log");
        try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build();
            return client.send(request, BodyHandlers.ofString()).body();
        }
    }

    private static double quantile(List<Double> values, double q) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[(int) (q * (sorted.length - 1))];
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        int repeats = Integer.parseInt(args[1]);
        double[][] ours = new double[4][repeats];
        double[][] theirs = new double[4][repeats];
        int port = Integer.parseInt(args[0]);
        var time = SystemTime.start();
        try (var driver = new DriverLoop(time);
                var transport = new HttpTransport(time, HttpSettings.DEFAULT)) {
            new TruthBench(port, driver, transport).round("warm");
            new TruthBench(port, driver, transport).round("warmer");
            for (int i = 0; i < repeats; i++) {
                var bench = new TruthBench(port, driver, transport);
                bench.round("r" + i);
                double[] qs = {0.5, 0.99};
                for (int q = 0; q < qs.length; q++) {
                    ours[q][i] = quantile(bench.ttft, qs[q]);
                    theirs[q][i] = quantile(bench.serverTtft, qs[q]);
                    ours[2 + q][i] = quantile(bench.itl, qs[q]);
                    theirs[2 + q][i] = quantile(bench.serverItl, qs[q]);
                }
            }
        }
        String[] names = {"ttft_p50", "ttft_p99", "itl_p50", "itl_p99"};
        for (int i = 0; i < names.length; i++) {
            IO.println(Figure.line("truth_" + names[i], "us", ours[i], theirs[i]));
        }
    }
}
