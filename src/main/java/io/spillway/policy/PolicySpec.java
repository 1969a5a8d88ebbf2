package io.spillway.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A policy by name with its parameters, as an experiment file gives them: numbers, strings,
 * booleans, lists and maps of these. Durations are strings such as {@code 30s} or plain seconds.
 */
public record PolicySpec(String type, Map<String, Object> parameters) {
    public PolicySpec {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }
}
