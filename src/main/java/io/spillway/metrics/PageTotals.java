package io.spillway.metrics;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.Signal;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Adds up what polled pages count, over all replicas. A replica counts from its first page on; a
 * counter that fell means that it restarted, and then counts from zero. Any thread.
 */
public final class PageTotals implements MetricsPoller.PageListener {
    private static final Set<String> GAUGES =
            Set.of(Signal.WAITING, Signal.RUNNING, Signal.KV_USAGE, "num_gpu_blocks", "block_size");

    private final Map<ReplicaId, ServerMetrics> newest = new LinkedHashMap<>();
    private final Map<String, Double> increments = new TreeMap<>();
    private final Map<String, NavigableMap<Double, Double>> buckets = new TreeMap<>();

    @Override
    public synchronized void page(ReplicaId replica, long atNanos, ServerMetrics metrics) {
        ServerMetrics before = newest.put(replica, metrics);
        metrics.values()
                .forEach(
                        (name, value) -> {
                            if (!GAUGES.contains(name)) {
                                increments.merge(name, grown(before, name, value), Double::sum);
                            }
                        });
        metrics.histograms()
                .forEach(
                        (name, counts) -> {
                            NavigableMap<Double, Double> sum =
                                    buckets.computeIfAbsent(name, _ -> new TreeMap<>());
                            observed(before, name, counts)
                                    .forEach(
                                            (bound, count) -> sum.merge(bound, count, Double::sum));
                        });
    }

    private static double grown(@Nullable ServerMetrics before, String name, double value) {
        if (before == null) {
            return 0;
        }
        double from = before.values().getOrDefault(name, 0.0);
        return value < from ? value : value - from;
    }

    private static NavigableMap<Double, Double> observed(
            @Nullable ServerMetrics before, String name, NavigableMap<Double, Double> counts) {
        NavigableMap<Double, Double> from =
                before == null ? counts : before.histograms().getOrDefault(name, new TreeMap<>());
        return Buckets.between(from, counts);
    }

    /** What has been added up so far; without gauges, of which samples are kept elsewhere. */
    public synchronized ServerTotals totals() {
        var copies = new TreeMap<String, NavigableMap<Double, Double>>();
        buckets.forEach((name, counts) -> copies.put(name, new TreeMap<>(counts)));
        return new ServerTotals(increments, copies, Map.of());
    }
}
