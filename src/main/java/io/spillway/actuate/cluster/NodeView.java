package io.spillway.actuate.cluster;

import java.util.Map;

/**
 * A node.
 *
 * @param takesPods ready, and not cordoned
 * @param allocatable resource name to units
 */
public record NodeView(
        String name,
        boolean takesPods,
        Map<String, String> labels,
        Map<String, Double> allocatable) {}
