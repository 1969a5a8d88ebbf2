package io.spillway.config;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** {@code fleet.endpoints}: servers that run already, brought in one by one in this order. */
public record EndpointsConfig(List<URI> urls) {

    public EndpointsConfig {
        urls = List.copyOf(urls);
    }

    static EndpointsConfig read(Section s) {
        List<URI> urls = new ArrayList<>();
        for (String text : s.texts("urls")) {
            URI url = ServerConfig.url(text);
            if (url == null) {
                s.problem("urls", "write URLs as http://host:8000, not " + text);
            } else {
                urls.add(url);
            }
        }
        return new EndpointsConfig(urls);
    }
}
