package io.spillway.report.compat;

import io.spillway.record.LatencyHistogram;
import io.spillway.report.Json;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.List;

/** A distribution with inference-perf's keys: 50 is {@code median}, others {@code p<value>}. */
final class PercentileKeys {
    private final List<Double> percentiles;
    private final boolean maxLast;

    /**
     * Keys of one generation of files.
     *
     * @param maxLast whether {@code max} comes after the percentiles, or before them
     */
    PercentileKeys(List<Double> percentiles, boolean maxLast) {
        this.percentiles = List.copyOf(percentiles);
        this.maxLast = maxLast;
    }

    /** Seconds, of a histogram of nanoseconds; null when it is empty. */
    @Nullable Json seconds(LatencyHistogram nanos) {
        return dist(nanos, 1e9);
    }

    /** Plain numbers; null when there are none. */
    @Nullable Json numbers(LatencyHistogram values) {
        return dist(values, 1);
    }

    private @Nullable Json dist(LatencyHistogram values, double unit) {
        if (values.isEmpty()) {
            return null;
        }
        var json = new Json().put("mean", values.mean() / unit).put("min", values.min() / unit);
        if (!maxLast) {
            json.put("max", values.max() / unit);
        }
        for (double percentile : percentiles) {
            json.put(key(percentile), values.percentile(percentile) / unit);
        }
        return maxLast ? json.put("max", values.max() / unit) : json;
    }

    static String key(double percentile) {
        return percentile == 50
                ? "median"
                : "p" + BigDecimal.valueOf(percentile).stripTrailingZeros().toPlainString();
    }
}
