package io.spillway.actuate.cluster;

import io.spillway.fleet.RunId;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.TreeMap;

/** The labels and annotations by which what Spillway made or uses is known again. */
public final class Ownership {

    /** The run that made it, or uses it. */
    public static final String RUN = "spillway.io/run";

    /** The replica that a pod is. */
    public static final String REPLICA = "spillway.io/replica";

    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String SPILLWAY = "spillway";

    /** Lowest first when a ReplicaSet has to shrink. */
    static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

    /** Chooses everything of Spillway's making. */
    public static final String SELECTOR = MANAGED_BY + "=" + SPILLWAY;

    private Ownership() {}

    /** Asks for this pod to go first when its ReplicaSet shrinks. */
    public static void markVictim(Cluster cluster, String pod) {
        cluster.pods().mark(pod, Map.of(), Map.of(DELETION_COST, "-1000"));
    }

    /** Takes that back. */
    public static void spareVictim(Cluster cluster, String pod) {
        var none = new TreeMap<String, @Nullable String>();
        none.put(DELETION_COST, null);
        cluster.pods().mark(pod, Map.of(), none);
    }

    /** On every object of a run. */
    public static Map<String, String> labels(RunId run) {
        var labels = new TreeMap<String, String>();
        labels.put(MANAGED_BY, SPILLWAY);
        labels.put(RUN, run.value());
        return labels;
    }
}
