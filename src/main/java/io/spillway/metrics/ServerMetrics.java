package io.spillway.metrics;

import io.spillway.metrics.Exposition.Sample;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * A metrics page in canonical names, combined over the replica's engines: counters, waiting and
 * running add up, of KV usage the worst counts. What the page does not have is absent, never zero;
 * NaN counts as absent.
 *
 * @param table which kind of server it was, null when no series is known
 * @param values canonical name to value; histograms as {@code <name>_sum} and {@code <name>_count}
 * @param histograms canonical name to cumulative counts by upper bound, in seconds or tokens
 */
public record ServerMetrics(
        @Nullable NameTable table,
        Map<String, Double> values,
        Map<String, NavigableMap<Double, Double>> histograms) {

    public ServerMetrics {
        values = Collections.unmodifiableMap(values);
        histograms = Collections.unmodifiableMap(histograms);
    }

    /**
     * Reads a page of a server of unknown kind: the kind of which it has most series.
     *
     * @param model keeps only series with this {@code model_name} where a family has any; null
     *     keeps all. A family without it is kept whole, since servers of adapters label their
     *     series with the base model
     */
    public static ServerMetrics of(Exposition page, @Nullable String model) {
        var best = new ServerMetrics(null, Map.of(), Map.of());
        for (NameTable table : NameTable.values()) {
            ServerMetrics read = of(page, model, table);
            if (read.values().size() > best.values().size()) {
                best = read;
            }
        }
        return best;
    }

    /** Reads a page of a server of a known kind. */
    public static ServerMetrics of(Exposition page, @Nullable String model, NameTable table) {
        var reader = new Reader(page, model, table);
        table.series().forEach(reader::read);
        return new ServerMetrics(
                reader.values.isEmpty() ? null : table, reader.values, reader.histograms);
    }

    /** Looks up the series of one table. */
    private static final class Reader {
        private final Map<String, List<Sample>> byName = new LinkedHashMap<>();
        private final @Nullable String model;
        private final NameTable table;
        private final Map<String, Double> values = new LinkedHashMap<>();
        private final Map<String, NavigableMap<Double, Double>> histograms = new LinkedHashMap<>();

        Reader(Exposition page, @Nullable String model, NameTable table) {
            this.model = model;
            this.table = table;
            for (Sample sample : page.samples()) {
                byName.computeIfAbsent(sample.name(), _ -> new ArrayList<>()).add(sample);
            }
        }

        void read(Series series) {
            switch (series.kind()) {
                case SUM -> put(series.canonical(), sum(find(series, "")));
                case MAX -> put(series.canonical(), max(find(series, "")));
                case HISTOGRAM -> {
                    put(series.canonical() + "_sum", sum(find(series, "_sum")));
                    put(series.canonical() + "_count", sum(find(series, "_count")));
                    buckets(series);
                }
                case LABEL -> put(series.canonical(), sum(labelValues(series)));
            }
        }

        private void put(String name, OptionalDouble value) {
            value.ifPresent(present -> values.put(name, present));
        }

        /** The samples under the first name that the page has. */
        private List<Sample> find(Series series, String suffix) {
            for (String name : series.names()) {
                for (String prefix : table.prefixes()) {
                    List<Sample> found = byName.get(prefix + name + suffix);
                    if (found != null) {
                        return ofModel(found);
                    }
                }
            }
            return List.of();
        }

        private List<Sample> ofModel(List<Sample> samples) {
            if (model == null) {
                return samples;
            }
            List<Sample> own =
                    samples.stream()
                            .filter(sample -> sample.label("model_name").equals(model))
                            .toList();
            return own.isEmpty() ? samples : own;
        }

        private static OptionalDouble sum(List<Sample> samples) {
            double sum = Double.NaN;
            for (Sample sample : samples) {
                if (!Double.isNaN(sample.value())) {
                    sum = Double.isNaN(sum) ? sample.value() : sum + sample.value();
                }
            }
            return Double.isNaN(sum) ? OptionalDouble.empty() : OptionalDouble.of(sum);
        }

        private static OptionalDouble max(List<Sample> samples) {
            return samples.stream()
                    .mapToDouble(Sample::value)
                    .filter(value -> !Double.isNaN(value))
                    .max();
        }

        /** The series' samples with the number in the label of its name for a value. */
        private List<Sample> labelValues(Series series) {
            List<Sample> values = new ArrayList<>();
            List<Sample> infos = find(series, "");
            // A size is the same on every engine; a number of blocks adds up.
            boolean addsUp = series.canonical().startsWith("num_");
            for (Sample info : addsUp || infos.isEmpty() ? infos : infos.subList(0, 1)) {
                try {
                    double value = Double.parseDouble(info.label(series.canonical()));
                    values.add(new Sample(info.name(), Map.of(), value, Double.NaN));
                } catch (NumberFormatException absent) {
                    // vLLM writes None before its memory is profiled.
                }
            }
            return values;
        }

        private void buckets(Series series) {
            NavigableMap<Double, Double> buckets = new TreeMap<>();
            for (Sample sample : find(series, "_bucket")) {
                double bound = Buckets.bound(sample.label("le"));
                if (!Double.isNaN(bound) && !Double.isNaN(sample.value())) {
                    buckets.merge(bound, sample.value(), Double::sum);
                }
            }
            if (!buckets.isEmpty()) {
                histograms.put(series.canonical(), Collections.unmodifiableNavigableMap(buckets));
            }
        }
    }
}
