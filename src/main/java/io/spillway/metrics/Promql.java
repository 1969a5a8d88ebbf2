package io.spillway.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The questions asked of a Prometheus server, as PromQL. Pure.
 *
 * <p>A counter's growth is its last value in the window less the one it entered with, so that it is
 * exact where {@code increase} extrapolates; a series that was born in the window counts from its
 * first sample. Only where a server restarted does {@code increase} take over.
 *
 * @param matchers label matchers, such as {@code model_name="m"}
 */
record Promql(List<String> matchers) {

    Promql {
        matchers = List.copyOf(matchers);
    }

    /** The same for one model. */
    Promql ofModel(String model) {
        List<String> more = new ArrayList<>(matchers);
        more.add("model_name=\"" + model.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
        return new Promql(more);
    }

    /** A selector of every series whose name begins with one of the prefixes. */
    String anyOf(List<String> prefixes) {
        List<String> all = new ArrayList<>();
        all.add("__name__=~\"(" + String.join("|", prefixes) + ").*\"");
        all.addAll(matchers);
        return "{" + String.join(",", all) + "}";
    }

    String growth(String name, Duration window) {
        return "sum(" + growthOfEach(name, window) + ")";
    }

    /** By the upper bounds of buckets. */
    String growthByBound(String name, Duration window) {
        return "sum by (le) (" + growthOfEach(name, window) + ")";
    }

    private String growthOfEach(String name, Duration window) {
        String series = selector(name);
        String span = window.toMillis() + "ms";
        String within = series + "[" + span + "]";
        String entered = "(%s offset %s or min_over_time(%s))".formatted(series, span, within);
        return "((last_over_time(%s) - %s) unless (resets(%s) > 0)) or increase(%s)"
                .formatted(within, entered, within, within);
    }

    /** A gauge over all servers at one instant. */
    String gauge(String name, Series.Kind kind) {
        String over =
                switch (kind) {
                    case MAX -> "avg";
                    case SUM, HISTOGRAM, LABEL -> "sum";
                };
        return over + "(" + selector(name) + ")";
    }

    private String selector(String name) {
        return name + "{" + String.join(",", matchers) + "}";
    }
}
