package io.spillway.actuate.cluster;

import java.util.Map;

/**
 * What a pod asks for.
 *
 * @param node empty while it waits for one
 */
public record Claim(String pod, String node, Map<String, Double> requests) {}
