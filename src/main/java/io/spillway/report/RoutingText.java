package io.spillway.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/** What a configuration says of its balancer. */
final class RoutingText {
    private static final YAMLMapper MAPPER = new YAMLMapper();
    private static final Set<String> BY_QUEUE =
            Set.of("queue-aware", "least-request", "power-of-two-choices", "prefix-hash");

    private RoutingText() {}

    /** Whether the balancer already looks at how much there is to do. */
    static boolean looksAtQueues(@Nullable String config) {
        try {
            JsonNode root = config == null ? null : MAPPER.readTree(config);
            return root != null && BY_QUEUE.contains(root.path("routing").path("type").asText());
        } catch (JsonProcessingException unreadable) {
            return false;
        }
    }
}
