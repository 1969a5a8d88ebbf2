package io.spillway.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import org.jspecify.annotations.Nullable;

/**
 * What an experiment file says it is about.
 *
 * @param name empty when it has none
 * @param description empty when it does not say
 */
public record ExperimentText(String name, String description) {
    private static final YAMLMapper MAPPER = new YAMLMapper();

    /** Of a configuration as it was run; nothing when it is not there or cannot be read. */
    public static ExperimentText of(@Nullable String config) {
        try {
            JsonNode root = config == null ? null : MAPPER.readTree(config);
            return root == null
                    ? new ExperimentText("", "")
                    : new ExperimentText(
                            root.path("name").asText(""), root.path("description").asText(""));
        } catch (JsonProcessingException unreadable) {
            return new ExperimentText("", "");
        }
    }
}
