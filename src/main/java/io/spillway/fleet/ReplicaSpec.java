package io.spillway.fleet;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * What to start.
 *
 * @param id the name the replica will have
 * @param ordinal 1 for the first replica; decides port offsets and which override applies
 * @param overrides what differs from the fleet's common settings
 */
public record ReplicaSpec(ReplicaId id, int ordinal, Overrides overrides) {

    public ReplicaSpec {
        if (ordinal < 1) {
            throw new IllegalArgumentException("ordinal is below 1: " + ordinal);
        }
    }

    /**
     * Per-replica settings of {@code fleet.replicas[]}; null where the fleet's own value applies.
     */
    public record Overrides(
            @Nullable String nodeName,
            @Nullable String gpuResource,
            @Nullable Integer port,
            @Nullable Double weight,
            @Nullable String profile,
            @Nullable String url,
            Map<String, Object> values) {

        public static final Overrides NONE =
                new Overrides(null, null, null, null, null, null, Map.of());
    }
}
