package io.spillway.actuate.cluster;

import java.time.Instant;

/**
 * Something that the cluster said about an object.
 *
 * @param object kind and name as {@code Pod/vllm-1}
 * @param first when it was first said
 * @param last when it was last said
 */
public record EventView(
        String object, String reason, String message, Instant first, Instant last) {}
