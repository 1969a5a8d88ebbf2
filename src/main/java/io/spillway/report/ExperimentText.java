package io.spillway.report;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;

/**
 * What an experiment file says it is about.
 *
 * @param name empty when it has none
 * @param description empty when it does not say
 */
public record ExperimentText(String name, String description) {
    /** Of a configuration as it was run; nothing when it is not there or cannot be read. */
    public static ExperimentText of(@Nullable String config) {
        JsonNode root = ConfigText.root(config);
        return new ExperimentText(
                root.path("name").asText(""), root.path("description").asText(""));
    }
}
