package io.spillway.load.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.spillway.load.RequestOptions;
import io.spillway.load.http.Routes.Kind;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Finds out what a server is and which routes it has, without generating a token: model list,
 * version, and whether the two generating routes know their method.
 *
 * <p>Blocks, each question for at most the given time; call it on a virtual thread.
 */
public final class RouteProbe implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int NOT_IMPLEMENTED = 501;

    private final HttpClient client;
    private final Map<String, String> headers;
    private final @Nullable String apiKey;
    private final Duration timeout;

    /**
     * @param options whose headers and key are sent along
     * @param timeout for each question
     * @throws IOException if TLS files cannot be read
     */
    public RouteProbe(HttpSettings settings, RequestOptions options, Duration timeout)
            throws IOException {
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(timeout);
        if (settings.tls() != null) {
            builder.sslContext(settings.tls().context());
        }
        this.client = builder.build();
        this.headers = options.headers();
        this.apiKey = options.apiKey();
        this.timeout = timeout;
    }

    /**
     * Asks one server.
     *
     * @param base as in {@link io.spillway.fleet.Endpoint#baseUrl}
     * @throws IOException if it cannot be reached or refuses the key
     */
    public Routes ask(URI base) throws IOException, InterruptedException {
        HttpResponse<String> models = get(base, "/v1/models");
        if (models.statusCode() == 401 || models.statusCode() == 403) {
            throw new IOException(
                    base
                            + " refuses access (status "
                            + models.statusCode()
                            + "): check the API key");
        }
        JsonNode listed = json(models).path("data");
        JsonNode info = json(get(base, "/info"));
        Kind kind = kind(base, listed, info);
        List<String> names = new ArrayList<>();
        int maxLength = 0;
        for (JsonNode model : listed) {
            if (model.path("id").isTextual()) {
                names.add(model.path("id").textValue());
                maxLength = Math.max(maxLength, model.path("max_model_len").asInt(0));
            }
        }
        if (names.isEmpty() && info.path("model_id").isTextual()) {
            names.add(info.path("model_id").textValue());
        }
        boolean completions = exists(base, "/v1/completions");
        boolean chat = exists(base, "/v1/chat/completions");
        return new Routes(kind, version(base, info), names, maxLength, completions, chat);
    }

    private Kind kind(URI base, JsonNode models, JsonNode info)
            throws IOException, InterruptedException {
        String owner = models.path(0).path("owned_by").asText("").toLowerCase(Locale.ROOT);
        if (owner.equals("vllm")) {
            return Kind.VLLM;
        }
        if (owner.equals("sglang") || get(base, "/get_model_info").statusCode() == 200) {
            return Kind.SGLANG;
        }
        return info.has("max_total_tokens") || info.has("router") ? Kind.TGI : Kind.OTHER;
    }

    private @Nullable String version(URI base, JsonNode info)
            throws IOException, InterruptedException {
        String said = json(get(base, "/version")).path("version").textValue();
        return said != null ? said : info.path("version").textValue();
    }

    /**
     * A route that only takes POST answers GET with 405. Servers that answer 404 to that too are
     * asked to generate from nothing, which no server can.
     */
    private boolean exists(URI base, String route) throws IOException, InterruptedException {
        int status = get(base, route).statusCode();
        if (status != NOT_FOUND && status != NOT_IMPLEMENTED) {
            return true;
        }
        HttpRequest post =
                request(base, route)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{}"))
                        .build();
        int posted = client.send(post, BodyHandlers.discarding()).statusCode();
        return posted != NOT_FOUND && posted != NOT_IMPLEMENTED && posted != METHOD_NOT_ALLOWED;
    }

    private HttpResponse<String> get(URI base, String path)
            throws IOException, InterruptedException {
        return client.send(request(base, path).GET().build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(URI base, String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path))
                        .version(HttpClient.Version.HTTP_1_1)
                        .timeout(timeout);
        if (apiKey != null) {
            request.setHeader("Authorization", "Bearer " + apiKey);
        }
        headers.forEach(request::setHeader);
        return request;
    }

    private static JsonNode json(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException notJson) {
            return MissingNode.getInstance();
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
