package io.spillway.study.evaluate;

import io.spillway.policy.PolicySpec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A policy with its parameters.
 *
 * @param spec all of them, for the registry
 * @param varied those that the grid set, by their own names, in its order: what tells settings of a
 *     policy apart
 */
public record Setting(PolicySpec spec, Map<String, Object> varied) {

    public Setting {
        varied = Collections.unmodifiableMap(new LinkedHashMap<>(varied));
    }

    public String policy() {
        return spec.type();
    }

    /** {@code queue-threshold threshold=5 consecutive=2}. */
    public String label() {
        if (varied.isEmpty()) {
            return policy();
        }
        return policy()
                + varied.entrySet().stream()
                        .map(entry -> " " + entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining());
    }
}
