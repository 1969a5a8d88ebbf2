package io.spillway.policy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes policies from the standard registry. */
public final class Policies {
    private Policies() {}

    /** The policy with parameters key, value, key, value… */
    public static ScalingPolicy policy(PolicyContext context, String type, Object... parameters) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            map.put((String) parameters[i], parameters[i + 1]);
        }
        return PolicyRegistry.standard().create(new PolicySpec(type, map), context);
    }

    /** Bounds, with a check every five seconds. */
    public static PolicyContext bounds(int min, int max) {
        return PolicyContext.of(min, max, Duration.ofSeconds(5));
    }
}
