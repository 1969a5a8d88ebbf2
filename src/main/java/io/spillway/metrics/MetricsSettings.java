package io.spillway.metrics;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.Map;

import javax.net.ssl.SSLContext;

/**
 * How replicas' pages are read.
 *
 * @param path of the page, {@code /metrics} nearly everywhere
 * @param table which kind of server it is; null finds out
 * @param model keeps only series of this model where there are any; null keeps all
 * @param headers sent with every request; may hold secrets, never logged
 * @param tls for {@code https} endpoints; null for the JDK's defaults
 */
public record MetricsSettings(
        String path,
        @Nullable NameTable table,
        @Nullable String model,
        Map<String, String> headers,
        @Nullable SSLContext tls) {

    public static final MetricsSettings DEFAULT =
            new MetricsSettings("/metrics", null, null, Map.of(), null);

    public MetricsSettings {
        headers = Collections.unmodifiableMap(headers);
    }

    /** Keeps secrets out of every log. */
    @Override
    public String toString() {
        return "MetricsSettings[%s, %s, %s]".formatted(path, table, model);
    }
}
