package io.spillway.actuate.cluster;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Pods for tests. */
final class Pods {

    private Pods() {}

    static PodView of(List<PodView.ContainerView> containers) {
        return new PodView(
                "vllm-1",
                "uid-1",
                Map.of(),
                Map.of(),
                Map.of(),
                "",
                new PodView.Times(Instant.parse("2026-01-01T00:00:00Z"), null, null, null),
                new PodView.Place("node-a", "10.0.0.1", "192.168.0.1", false),
                "Pending",
                null,
                null,
                null,
                containers);
    }

    static PodView with(PodView pod, String phase, String reason, String message) {
        return new PodView(
                pod.name(),
                pod.uid(),
                pod.labels(),
                pod.annotations(),
                pod.requests(),
                pod.owner(),
                pod.times(),
                pod.place(),
                phase,
                reason,
                message,
                null,
                pod.containers());
    }
}
