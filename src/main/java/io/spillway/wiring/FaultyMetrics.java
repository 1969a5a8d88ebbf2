package io.spillway.wiring;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaMetrics;
import io.spillway.fleet.ReplicaSample;
import io.spillway.sim.cluster.Faults;
import io.spillway.sim.cluster.MetricFaults;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Polls replicas whose metrics are wrong on purpose. Confined to the control thread. */
final class FaultyMetrics implements ReplicaMetrics {
    private final ReplicaMetrics metrics;
    private final MetricFaults faults;
    private final LongSupplier now;

    FaultyMetrics(ReplicaMetrics metrics, Faults faults, LongSupplier now) {
        this.metrics = metrics;
        this.faults = new MetricFaults(faults);
        this.now = now;
    }

    @Override
    public void poll(List<Endpoint> endpoints, long deadlineNanos, Consumer<ReplicaSample> sink) {
        metrics.poll(
                endpoints,
                deadlineNanos,
                truth -> {
                    ReplicaSample said =
                            faults.said(truth, ordinal(truth.replica()), now.getAsLong());
                    sink.accept(
                            said == null
                                    ? ReplicaSample.missing(
                                            truth.replica(), truth.atNanos(), "no answer in time")
                                    : said);
                });
    }

    /** Names end in a dash and the ordinal. */
    private static int ordinal(ReplicaId id) {
        String name = id.value();
        return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
    }
}
