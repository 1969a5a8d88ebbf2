package io.spillway.actuate.kubernetes;

import java.util.List;

/**
 * A kind of workload.
 *
 * @param group empty for the core
 * @param version empty when the group has to be asked
 */
record WorkloadKind(String kind, String plural, String group, String version) {

    private record Known(List<String> names, WorkloadKind kind) {}

    private static final List<Known> KNOWN =
            List.of(
                    known("Deployment", "deployments", "apps", "v1", "deployment", "deploy"),
                    known("StatefulSet", "statefulsets", "apps", "v1", "statefulset", "sts"),
                    known("ReplicaSet", "replicasets", "apps", "v1", "replicaset", "rs"),
                    known(
                            "ReplicationController",
                            "replicationcontrollers",
                            "",
                            "v1",
                            "replicationcontroller",
                            "rc"),
                    known(
                            "LeaderWorkerSet",
                            "leaderworkersets",
                            "leaderworkerset.x-k8s.io",
                            "",
                            "leaderworkerset",
                            "lws"));

    private static Known known(
            String kind, String plural, String group, String version, String... names) {
        var all = new java.util.ArrayList<>(List.of(names));
        all.add(plural);
        return new Known(all, new WorkloadKind(kind, plural, group, version));
    }

    /**
     * The kind that a person means: {@code deployment}, {@code sts}, {@code lws}, or {@code
     * plural.group} for any other.
     *
     * @throws IllegalArgumentException when it is none of these
     */
    static WorkloadKind of(String name) {
        String lower = name.toLowerCase(java.util.Locale.ROOT);
        for (Known known : KNOWN) {
            if (known.names.contains(lower)) {
                return known.kind;
            }
        }
        int dot = lower.indexOf('.');
        if (dot <= 0) {
            throw new IllegalArgumentException(
                    "%s is not a kind known here; write plural.group, as in rollouts.argoproj.io/vllm"
                            .formatted(name));
        }
        return new WorkloadKind("", lower.substring(0, dot), lower.substring(dot + 1), "");
    }
}
