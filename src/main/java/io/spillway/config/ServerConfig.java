package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;

/**
 * {@code server}: whom the load goes to.
 *
 * @param modelName null to ask the server for its first model
 * @param baseUrl without a trailing slash; null when the fleet says where its replicas are
 * @param ignoreEos pins output lengths
 * @param apiKey sent as a bearer token; null for none
 * @param certificate of the client, PEM; null for none
 * @param key of the certificate, PEM; null for none
 * @param authority extra certificate authorities, PEM; null for the platform's
 */
public record ServerConfig(
        Type type,
        @Nullable String modelName,
        @Nullable URI baseUrl,
        boolean ignoreEos,
        @Nullable Secret apiKey,
        @Nullable Path certificate,
        @Nullable Path key,
        @Nullable Path authority) {

    /** The engines whose metrics are understood. */
    public enum Type implements Choice {
        VLLM,
        SGLANG,
        TGI
    }

    static ServerConfig read(Section s) {
        Type type =
                s.choice(
                        "type",
                        Type.VLLM,
                        Map.of(
                                "mock",
                                "leave server out and write fleet: {actuator: simulated}, a fleet"
                                        + " that behaves like vLLM"));
        Path certificate = s.file("cert_path");
        Path key = s.file("key_path");
        if ((certificate == null) != (key == null)) {
            s.missing(
                    certificate == null ? "cert_path" : "key_path", "write cert_path and key_path");
        }
        return new ServerConfig(
                type,
                s.text("model_name"),
                baseUrl(s),
                s.flag("ignore_eos", true),
                s.secret("api_key"),
                certificate,
                key,
                s.file("ca_path"));
    }

    private static @Nullable URI baseUrl(Section s) {
        String text = s.text("base_url");
        URI url = text == null ? null : url(text);
        if (text != null && url == null) {
            s.problem("base_url", "write a URL as http://host:8000");
        }
        if (text != null && text.replaceAll("/+$", "").endsWith("/v1")) {
            s.warn("base_url", "/v1 at its end is left out: the routes bring it");
        }
        return url;
    }

    /** An http or https URL without a trailing slash or {@code /v1}; null if the text is none. */
    static @Nullable URI url(String text) {
        try {
            String bare = text.strip().replaceAll("/+$", "").replaceAll("/v1$", "");
            URI url = new URI(bare);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            return http && url.getHost() != null ? url : null;
        } catch (URISyntaxException malformed) {
            return null;
        }
    }
}
