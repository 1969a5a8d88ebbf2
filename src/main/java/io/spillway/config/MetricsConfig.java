package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * {@code metrics}: how the replicas are watched.
 *
 * @param pollInterval between polls of every replica's {@code /metrics}
 * @param pollTimeout of one replica in one poll
 * @param staleAfter a sample older than this is stale
 * @param prometheus a Prometheus server asked as well, for the report; null for none
 */
public record MetricsConfig(
        Duration pollInterval,
        Duration pollTimeout,
        Duration staleAfter,
        @Nullable Prometheus prometheus) {

    /**
     * A Prometheus server.
     *
     * @param filters label matchers added to every query
     */
    public record Prometheus(URI url, Duration scrapeInterval, List<String> filters) {
        public Prometheus {
            filters = List.copyOf(filters);
        }
    }

    private enum Type implements Choice {
        DEFAULT,
        PROMETHEUS
    }

    static MetricsConfig read(Section s) {
        Type type = s.choice("type", Type.DEFAULT);
        Duration interval = s.duration("poll_interval", Duration.ofSeconds(1), Bounds.POSITIVE);
        Duration timeout = s.duration("poll_timeout", interval, Bounds.POSITIVE);
        Duration stale =
                s.duration("stale_after", interval.multipliedBy(5).dividedBy(2), Bounds.POSITIVE);
        Prometheus prometheus = s.section("prometheus", MetricsConfig::prometheus);
        if (type == Type.PROMETHEUS && prometheus == null) {
            s.missing("prometheus", "write prometheus: {url: http://host:9090}");
        }
        if (type == Type.DEFAULT && prometheus != null) {
            s.warn("prometheus", "has no effect without metrics.type: prometheus");
        }
        return new MetricsConfig(
                interval, timeout, stale, type == Type.PROMETHEUS ? prometheus : null);
    }

    private static Prometheus prometheus(Section s) {
        boolean managed = s.flag("google_managed", false);
        if (managed) {
            s.problem(
                    "google_managed",
                    "write url: the address of a Prometheus frontend for the managed service");
        }
        Duration interval =
                s.duration("scrape_interval", Duration.ofSeconds(15), Bounds.NOT_NEGATIVE);
        List<String> filters = s.texts("filters");
        String text = s.text("url");
        URI url = text == null ? null : ServerConfig.url(text);
        if (text == null && !managed) {
            s.missing("url", "write the address of the Prometheus server, as http://host:9090");
        } else if (text != null && url == null) {
            s.problem("url", "write a URL as http://host:9090");
        }
        Duration used = interval.isZero() ? Duration.ofSeconds(30) : interval;
        return new Prometheus(url == null ? URI.create("http://unknown") : url, used, filters);
    }
}
