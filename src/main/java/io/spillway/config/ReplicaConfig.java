package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An item of {@code fleet.replicas}: what one replica has different from the others; null where the
 * fleet's own value applies.
 *
 * @param weight relative share of the traffic
 * @param values chart values, laid over {@code fleet.helm.values}
 */
public record ReplicaConfig(
        @Nullable String nodeName,
        @Nullable String gpuResource,
        @Nullable Integer port,
        @Nullable Double weight,
        @Nullable String profile,
        Map<String, Object> values,
        @Nullable URI url) {

    public ReplicaConfig {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    static ReplicaConfig read(Section s) {
        String text = s.text("url");
        URI url = text == null ? null : ServerConfig.url(text);
        if (text != null && url == null) {
            s.problem("url", "write a URL as http://host:8000");
        }
        Map<String, Object> values = s.freeMap("values");
        SecretNames.values(values).forEach(secret -> s.reading().keep(secret));
        PlainSecrets.problems(values).forEach(problem -> s.problem("values", problem));
        return new ReplicaConfig(
                s.text("node_name"),
                s.text("gpu_resource"),
                s.integer("port", Bounds.PORT),
                s.number("weight", Bounds.POSITIVE),
                s.text("profile"),
                values,
                url);
    }
}
