package io.spillway.sim.cluster;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSample;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What metrics routes say while something is wrong with them. Confined to one thread. */
public final class MetricFaults {
    private final Faults faults;
    private final Map<ReplicaId, ReplicaSample> lastTrue = new HashMap<>();

    public MetricFaults(Faults faults) {
        this.faults = faults;
    }

    /**
     * What a route says instead of the truth; null when it does not answer.
     *
     * @param nowNanos run time
     */
    public @Nullable ReplicaSample said(ReplicaSample truth, int ordinal, long nowNanos) {
        Map<String, Double> values = new LinkedHashMap<>(truth.values());
        boolean truthful = true;
        for (Fault.Metrics fault : faults.metrics(ordinal, nowNanos)) {
            truthful = false;
            switch (fault) {
                case Fault.MetricsMissing _ -> {
                    return null;
                }
                case Fault.MetricsFrozen _ -> {
                    ReplicaSample before = lastTrue.get(truth.replica());
                    if (before != null) {
                        values = new LinkedHashMap<>(before.values());
                    }
                }
                case Fault.MetricsLying lie -> values.put(lie.signal(), lie.value());
            }
        }
        if (truthful) {
            lastTrue.put(truth.replica(), truth);
            return truth;
        }
        return ReplicaSample.fresh(truth.replica(), truth.atNanos(), values);
    }

    /** The replica is gone. */
    void forget(ReplicaId replica) {
        lastTrue.remove(replica);
    }
}
