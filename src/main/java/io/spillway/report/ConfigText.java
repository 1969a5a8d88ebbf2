package io.spillway.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import org.jspecify.annotations.Nullable;

/** The configuration of a run as its results folder keeps it. */
final class ConfigText {
    private static final YAMLMapper MAPPER = new YAMLMapper();

    private ConfigText() {}

    /** A section of it; a missing node where there is none, or nothing that can be read. */
    static JsonNode section(@Nullable String config, String name) {
        return root(config).path(name);
    }

    /** All of it; a missing node where there is nothing that can be read. */
    static JsonNode root(@Nullable String config) {
        try {
            JsonNode root = config == null ? null : MAPPER.readTree(config);
            return root == null ? MissingNode.getInstance() : root;
        } catch (JsonProcessingException unreadable) {
            return MissingNode.getInstance();
        }
    }
}
