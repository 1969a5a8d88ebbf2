package io.spillway.charts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The objects of a release. */
record Rendered(List<JsonNode> objects) {

    private static final YAMLMapper YAML = new YAMLMapper();

    static Rendered parse(String text) {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(text)) {
            List<JsonNode> objects = new ArrayList<>();
            documents.forEachRemaining(
                    document -> {
                        if (document.has("kind")) {
                            objects.add(document);
                        }
                    });
            return new Rendered(objects);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(text, unreadable);
        }
    }

    List<JsonNode> all(String kind) {
        return objects.stream().filter(o -> o.path("kind").asText().equals(kind)).toList();
    }

    /** The only object of its kind. */
    JsonNode only(String kind) {
        List<JsonNode> found = all(kind);
        assertEquals(1, found.size(), () -> kind + " of " + names());
        return found.getFirst();
    }

    JsonNode podSpec() {
        return (all("Job").isEmpty() ? only("Deployment") : only("Job")).at("/spec/template/spec");
    }

    JsonNode container() {
        return podSpec().at("/containers/0");
    }

    /** The benchmark's experiment, as the pod reads it. */
    String config() {
        return only("ConfigMap").at("/data/config.yml").asText();
    }

    JsonNode configTree() {
        return tree(config());
    }

    List<String> names() {
        return objects.stream()
                .map(o -> o.path("kind").asText() + "/" + o.at("/metadata/name").asText())
                .toList();
    }

    static JsonNode tree(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(yaml, unreadable);
        }
    }

    static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    /** A container's variables; null where the value comes from elsewhere. */
    static Map<String, JsonNode> env(JsonNode container) {
        Map<String, JsonNode> env = new LinkedHashMap<>();
        container
                .path("env")
                .forEach(variable -> env.put(variable.path("name").asText(), variable));
        return env;
    }
}
