package io.spillway.cli;

import io.spillway.sim.http.EngineSpec;
import io.spillway.sim.http.FixedTiming;
import io.spillway.sim.http.LookAlikeServer;
import io.spillway.sim.http.SimulateSettings;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A look-alike server in this process, on a port of the system's choice. */
final class LookAlikes implements AutoCloseable {

    private static final Pattern SUCCESSES =
            Pattern.compile("vllm:request_success_total\\{[^}]*\\} ([0-9.e+]+)");
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    private final LookAlikeServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    private LookAlikes(LookAlikeServer server) {
        this.server = server;
    }

    static LookAlikes fixed(String timing, String model) throws Exception {
        var engine = new EngineSpec.Fixed(FixedTiming.parse(timing), 4096);
        LookAlikeServer server =
                LookAlikeServer.start(SimulateSettings.of(0, engine).withModels(List.of(model)));
        server.ready().toCompletableFuture().get(30, TimeUnit.SECONDS);
        return new LookAlikes(server);
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    int port() {
        return server.address().getPort();
    }

    /** Breaks so large a share of all requests from now on. */
    void breakShare(String fault, double share) throws Exception {
        var wish = "{\"fault\":\"%s\",\"probability\":%s,\"seed\":7}".formatted(fault, share);
        var request =
                HttpRequest.newBuilder(URI.create(url() + "/admin/fault"))
                        .version(HttpClient.Version.HTTP_1_1)
                        .timeout(ANSWER_LIMIT)
                        .POST(HttpRequest.BodyPublishers.ofString(wish))
                        .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
    }

    /** Requests it has finished. */
    long successes() throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create(url() + "/metrics"))
                        .version(HttpClient.Version.HTTP_1_1)
                        .timeout(ANSWER_LIMIT)
                        .build();
        Matcher matcher = SUCCESSES.matcher(client.send(request, BodyHandlers.ofString()).body());
        double sum = 0;
        while (matcher.find()) {
            sum += Double.parseDouble(matcher.group(1));
        }
        return Math.round(sum);
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }
}
