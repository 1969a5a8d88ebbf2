package io.spillway.metrics;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Asks a Prometheus server what it scraped from the servers of a run. Blocks the calling thread,
 * each question with a deadline; at most one thread at a time.
 */
public final class PrometheusServer implements AutoCloseable {
    private static final int MAX_POINTS = 5_000;

    private final Settings settings;
    private final PrometheusApi api;

    /**
     * Where and for what to ask.
     *
     * @param url of the server, or of a frontend with the same API
     * @param scrapeInterval how often it scrapes
     * @param filters label matchers added to every query
     * @param table what the scraped servers call their series
     * @param model asked for by {@code model_name} where any series has it; null for all
     */
    public record Settings(
            URI url,
            Duration scrapeInterval,
            List<String> filters,
            NameTable table,
            @Nullable String model) {
        public Settings {
            filters = List.copyOf(filters);
        }
    }

    /**
     * A span of time.
     *
     * @param seen until when scrapes may still tell about it
     */
    public record Window(Instant from, Instant to, Instant seen) {}

    public PrometheusServer(Settings settings) {
        this.settings = settings;
        this.api = new PrometheusApi(settings.url());
    }

    /**
     * All that is known of the table's series in the window.
     *
     * @throws IOException when the server cannot be asked, refuses, or knows none of the series; a
     *     sentence
     */
    public ServerTotals ask(Window window) throws IOException, InterruptedException {
        var every = new Promql(settings.filters());
        String model = settings.model();
        Promql queries = model == null ? every : every.ofModel(model);
        Set<String> names = names(queries, window);
        if (names.isEmpty() && model != null) {
            queries = every;
            names = names(queries, window);
        }
        if (names.isEmpty()) {
            throw new IOException(
                    "%s knows no series of %s%s in the time of the run"
                            .formatted(
                                    settings.url(),
                                    settings.table().configName(),
                                    settings.filters().isEmpty()
                                            ? ""
                                            : " with " + String.join(",", settings.filters())));
        }
        var reading = new Reading(queries, names, window);
        for (Series series : settings.table().series()) {
            reading.read(series);
        }
        return new ServerTotals(reading.increments, reading.buckets, reading.gauges);
    }

    /** Which of the table's series exist. */
    private Set<String> names(Promql queries, Window window)
            throws IOException, InterruptedException {
        JsonNode data =
                api.get(
                        "label/__name__/values",
                        Map.of(
                                "match[]",
                                queries.anyOf(settings.table().prefixes()),
                                "start",
                                PrometheusApi.seconds(window.from()),
                                "end",
                                PrometheusApi.seconds(window.seen())));
        Set<String> names = new LinkedHashSet<>();
        data.forEach(name -> names.add(name.asText()));
        return names;
    }

    @Override
    public void close() {
        api.close();
    }

    /** What one window's answers come to. */
    private final class Reading {
        private final Promql queries;
        private final Set<String> names;
        private final Window window;
        private final Map<String, Double> increments = new LinkedHashMap<>();
        private final Map<String, NavigableMap<Double, Double>> buckets = new LinkedHashMap<>();
        private final Map<String, List<Double>> gauges = new LinkedHashMap<>();

        Reading(Promql queries, Set<String> names, Window window) {
            this.queries = queries;
            this.names = names;
            this.window = window;
        }

        void read(Series series) throws IOException, InterruptedException {
            String canonical = series.canonical();
            boolean counts = canonical.endsWith("_total");
            switch (series.kind()) {
                case SUM -> {
                    String name = find(series, "");
                    if (name != null && counts) {
                        increment(canonical, name);
                    } else if (name != null) {
                        gauge(series, name);
                    }
                }
                case MAX -> {
                    String name = find(series, "");
                    if (name != null) {
                        gauge(series, name);
                    }
                }
                case HISTOGRAM -> histogram(series);
                case LABEL -> {}
            }
        }

        /** The first of the series' names that exists. */
        private @Nullable String find(Series series, String suffix) {
            for (String name : series.names()) {
                for (String prefix : settings.table().prefixes()) {
                    if (names.contains(prefix + name + suffix)) {
                        return prefix + name + suffix;
                    }
                }
            }
            return null;
        }

        private void increment(String canonical, String name)
                throws IOException, InterruptedException {
            for (JsonNode row : grown(queries.growth(name, span()))) {
                double value = row.path("value").path(1).asDouble(Double.NaN);
                if (!Double.isNaN(value)) {
                    increments.put(canonical, value);
                }
            }
        }

        private void histogram(Series series) throws IOException, InterruptedException {
            String sum = find(series, "_sum");
            String bucket = find(series, "_bucket");
            if (sum != null) {
                increment(series.canonical() + "_sum", sum);
            }
            if (bucket == null) {
                return;
            }
            NavigableMap<Double, Double> counts = new TreeMap<>();
            for (JsonNode row : grown(queries.growthByBound(bucket, span()))) {
                double bound = Buckets.bound(row.path("metric").path("le").asText());
                double value = row.path("value").path(1).asDouble(Double.NaN);
                if (!Double.isNaN(bound) && !Double.isNaN(value)) {
                    counts.put(bound, value);
                }
            }
            if (!counts.isEmpty()) {
                buckets.put(series.canonical(), Collections.unmodifiableNavigableMap(counts));
                increments.put(series.canonical() + "_count", counts.lastEntry().getValue());
            }
        }

        private JsonNode grown(String query) throws IOException, InterruptedException {
            Map<String, String> parameters =
                    Map.of("query", query, "time", PrometheusApi.seconds(window.seen()));
            return api.get("query", parameters).path("result");
        }

        private void gauge(Series series, String name) throws IOException, InterruptedException {
            Duration length = Duration.between(window.from(), window.to());
            long step =
                    Math.max(settings.scrapeInterval().toMillis(), length.toMillis() / MAX_POINTS);
            Map<String, String> parameters =
                    Map.of(
                            "query",
                            queries.gauge(name, series.kind()),
                            "start",
                            PrometheusApi.seconds(window.from()),
                            "end",
                            PrometheusApi.seconds(window.to()),
                            "step",
                            "%d.%03d".formatted(step / 1000, step % 1000));
            List<Double> samples = new ArrayList<>();
            for (JsonNode row : api.get("query_range", parameters).path("result")) {
                for (JsonNode point : row.path("values")) {
                    double value = point.path(1).asDouble(Double.NaN);
                    if (!Double.isNaN(value)) {
                        samples.add(value);
                    }
                }
            }
            if (!samples.isEmpty()) {
                gauges.put(series.canonical(), Collections.unmodifiableList(samples));
            }
        }

        private Duration span() {
            return Duration.between(window.from(), window.seen());
        }
    }
}
