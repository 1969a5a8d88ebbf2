package io.spillway.dashboard;

import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import io.spillway.fleet.ReplicaState;
import io.spillway.record.Quantiles;
import io.spillway.record.SecondRow;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The newest second as gauges: a replica that is gone has none. What was not measured is left out.
 */
final class FleetCollector extends Collector {
    private static final int MAX_REPLICAS = 1_024;

    private volatile @Nullable SecondRow newest;
    // Requests by replica, replaced as a whole every second.
    private volatile Map<String, Long> sent = Map.of();

    /** One thread at a time. */
    void second(SecondRow row) {
        var next = new LinkedHashMap<>(sent);
        for (SecondRow.Replica replica : row.replicas()) {
            String name = replica.id().value();
            if (next.containsKey(name) || next.size() < MAX_REPLICAS) {
                next.merge(name, replica.sent(), Long::sum);
            }
        }
        sent = next;
        newest = row;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        SecondRow row = newest;
        var families = new ArrayList<MetricFamilySamples>();
        var bySender =
                new CounterMetricFamily(
                        "spillway_replica_requests_sent",
                        "Requests sent to a replica.",
                        List.of("replica"));
        sent.forEach((name, count) -> bySender.addMetric(List.of(name), count.doubleValue()));
        families.add(bySender);
        if (row != null) {
            driver(families, row);
            states(families, row);
            replicas(families, row);
        }
        return families;
    }

    private static void driver(List<MetricFamilySamples> families, SecondRow row) {
        families.add(
                new GaugeMetricFamily(
                        "spillway_requests_in_flight",
                        "Requests under way.",
                        row.counts().inFlight()));
        families.add(
                new GaugeMetricFamily(
                        "spillway_requests_held",
                        "Requests waiting for a ready replica or for room under a cap.",
                        row.counts().held()));
        families.add(
                new GaugeMetricFamily(
                        "spillway_run_time_seconds",
                        "Seconds since the start of the run.",
                        row.atNanos() / 1e9));
        if (!Double.isNaN(row.loopLagP99Seconds())) {
            families.add(
                    new GaugeMetricFamily(
                            "spillway_driver_loop_lag_seconds",
                            "Lateness of the driver's timers in the last second, 99th percentile.",
                            row.loopLagP99Seconds()));
        }
        families.add(
                quantiles(
                        "spillway_recent_ttft_seconds",
                        "Time to first token in the last second, by quantile.",
                        row.ttft()));
        families.add(
                quantiles(
                        "spillway_recent_itl_seconds",
                        "Inter-token latency in the last second, by quantile.",
                        row.itl()));
    }

    private static MetricFamilySamples quantiles(String name, String help, Quantiles values) {
        var family = new GaugeMetricFamily(name, help, List.of("percentile"));
        add(family, "p50", values.p50Seconds());
        add(family, "p95", values.p95Seconds());
        add(family, "p99", values.p99Seconds());
        return family;
    }

    private static void add(GaugeMetricFamily family, String label, double value) {
        if (!Double.isNaN(value)) {
            family.addMetric(List.of(label), value);
        }
    }

    private static void states(List<MetricFamilySamples> families, SecondRow row) {
        var states =
                new GaugeMetricFamily("spillway_replicas", "Replicas by state.", List.of("state"));
        for (ReplicaState state :
                List.of(ReplicaState.STARTING, ReplicaState.READY, ReplicaState.DRAINING)) {
            states.addMetric(List.of(SecondJson.label(state)), row.count(state));
        }
        families.add(states);
    }

    private static void replicas(List<MetricFamilySamples> families, SecondRow row) {
        families.add(
                gauge(
                        row,
                        "spillway_replica_waiting_requests",
                        "Requests waiting in a replica.",
                        SecondRow.Replica::waiting));
        families.add(
                gauge(
                        row,
                        "spillway_replica_running_requests",
                        "Requests in a replica's batch.",
                        SecondRow.Replica::running));
        families.add(
                gauge(
                        row,
                        "spillway_replica_kv_cache_usage_ratio",
                        "Used share of a replica's KV cache, 0 to 1.",
                        SecondRow.Replica::kvUsage));
        families.add(
                gauge(
                        row,
                        "spillway_replica_expected_share_ratio",
                        "Share of new requests a replica should have, 0 to 1.",
                        SecondRow.Replica::weight));
    }

    private static MetricFamilySamples gauge(
            SecondRow row, String name, String help, ToDoubleFunction<SecondRow.Replica> value) {
        var family = new GaugeMetricFamily(name, help, List.of("replica"));
        for (SecondRow.Replica replica : row.replicas()) {
            add(family, replica.id().value(), value.applyAsDouble(replica));
        }
        return family;
    }
}
