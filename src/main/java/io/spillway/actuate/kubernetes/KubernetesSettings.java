package io.spillway.actuate.kubernetes;

import io.spillway.actuate.cluster.Reach;

/**
 * A workload as a fleet.
 *
 * @param workload kind and name, as {@code deployment/vllm}; other kinds with a scale subresource
 *     as {@code plural.group/name}
 * @param idPrefix replicas are called {@code <prefix>-<n>}
 * @param containerPort the server listens on
 */
public record KubernetesSettings(
        String workload, String idPrefix, Reach reach, int containerPort, int maxReplicas) {

    public KubernetesSettings {
        if (!workload.matches("[^/\\s]+/[^/\\s]+")) {
            throw new IllegalArgumentException(
                    "write kind and name of the workload, as deployment/vllm: " + workload);
        }
        if (maxReplicas < 1) {
            throw new IllegalArgumentException("no replicas: " + maxReplicas);
        }
    }
}
