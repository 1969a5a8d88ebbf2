package io.spillway.wiring;

import io.spillway.prompt.dataset.HubOptions;

import java.net.URI;
import java.nio.file.Path;

/** Where models' files come from and are kept, as the Hugging Face tools' environment says. */
final class HubSettings {

    private HubSettings() {}

    static URI endpoint() {
        String endpoint = System.getenv("HF_ENDPOINT");
        return endpoint == null || endpoint.isBlank()
                ? HubOptions.DEFAULT_ENDPOINT
                : URI.create(endpoint.strip());
    }

    static Path cache() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base =
                cache == null || cache.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".cache")
                        : Path.of(cache);
        return base.resolve("spillway").resolve("hub");
    }
}
