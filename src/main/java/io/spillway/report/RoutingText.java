package io.spillway.report;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/** What a configuration says of its balancer. */
final class RoutingText {
    private static final Set<String> BY_QUEUE =
            Set.of("queue-aware", "least-request", "power-of-two-choices", "prefix-hash");

    private RoutingText() {}

    /** Whether the balancer already looks at how much there is to do. */
    static boolean looksAtQueues(@Nullable String config) {
        return BY_QUEUE.contains(ConfigText.section(config, "routing").path("type").asText());
    }
}
