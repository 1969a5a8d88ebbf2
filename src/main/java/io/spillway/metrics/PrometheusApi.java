package io.spillway.metrics;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The HTTP API of a Prometheus server. Blocks the calling thread, each question with a deadline.
 */
final class PrometheusApi implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MAX_BYTES = 16 << 20;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final URI url;
    private final HttpGet http;

    PrometheusApi(URI url) {
        this.url = url;
        this.http = new HttpGet("spillway-prometheus-", Map.of(), null, MAX_BYTES);
    }

    /**
     * The {@code data} of an answer.
     *
     * @param what below {@code /api/v1/}
     * @throws IOException when it cannot be asked or refuses; a sentence
     */
    JsonNode get(String what, Map<String, String> parameters)
            throws IOException, InterruptedException {
        var query = new StringBuilder();
        new TreeMap<>(parameters)
                .forEach(
                        (name, value) ->
                                query.append(query.isEmpty() ? '?' : '&')
                                        .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                                        .append('=')
                                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        String base = name();
        URI uri = URI.create(base + "/api/v1/" + what + query);
        try {
            HttpGet.Answer answer =
                    http.get(uri, PATIENCE).get(PATIENCE.toMillis() + 1000, TimeUnit.MILLISECONDS);
            JsonNode document = MAPPER.readTree(answer.body());
            if (!answer.isOk() || !document.path("status").asText().equals("success")) {
                throw new IOException(
                        "%s refused: %s"
                                .formatted(
                                        base,
                                        document.path("error")
                                                .asText("status " + answer.status())));
            }
            return document.path("data");
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            String why = HttpGet.reason(cause == null ? failed : cause);
            throw new IOException("%s cannot be asked: %s".formatted(base, why), failed);
        } catch (TimeoutException late) {
            throw new IOException(base + " cannot be asked: no answer in time", late);
        } catch (JacksonException odd) {
            throw new IOException(base + " does not answer as a Prometheus server", odd);
        }
    }

    /** The address without what may be secret in it. */
    private String name() {
        String shown = url.toString().replaceFirst("//[^/@]*@", "//");
        return shown.replaceFirst("/+$", "");
    }

    static String seconds(Instant instant) {
        return "%d.%03d".formatted(instant.getEpochSecond(), instant.getNano() / 1_000_000);
    }

    @Override
    public void close() {
        http.close();
    }
}
