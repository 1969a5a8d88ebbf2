package io.spillway.config;

import io.spillway.config.ConfigNode.Entry;
import io.spillway.config.ConfigNode.Mapping;
import io.spillway.config.ConfigNode.Scalar;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A section's place in the tree: what was asked of it, and what was wrong with it. */
class Place {
    private final Reading reading;
    private final @Nullable Mapping node;
    private final String path;
    private final String template;
    private final Map<String, Boolean> asked = new LinkedHashMap<>();

    Place(Reading reading, @Nullable Mapping node, String path, String template) {
        this.reading = reading;
        this.node = node;
        this.path = path;
        this.template = template;
    }

    /** Whether the section was written at all. */
    boolean present() {
        return node != null;
    }

    /** Whether a key was written with a value other than null. */
    boolean has(String key) {
        return value(key) != null;
    }

    String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    Reading reading() {
        return reading;
    }

    /** The value of a key; null when it was not written, or written as null. */
    @Nullable ConfigNode value(String key) {
        return node == null ? null : node.get(key);
    }

    /** Answers values that are known from elsewhere and not supported here with a sentence. */
    boolean refuseValue(String key, Map<String, String> sentences) {
        ConfigNode value = value(key);
        if (value instanceof Scalar scalar) {
            for (Map.Entry<String, String> refused : sentences.entrySet()) {
                if (Suggestions.normal(refused.getKey())
                        .equals(Suggestions.normal(scalar.text()))) {
                    asked.put(key, true);
                    report(key, scalar.describe(), refused.getValue(), null);
                    return true;
                }
            }
        }
        return false;
    }

    /** Answers a key that is known from elsewhere and not supported here with a sentence. */
    void refuse(String key, String sentence) {
        reading.know(new KnownKey(template(key), "refused", "", true));
        asked.put(key, false);
        if (has(key)) {
            report(key, describe(key), sentence, null);
        }
    }

    /** What the section holds beside the keys asked for so far; they count as known from here. */
    Map<String, Object> rest(String words) {
        reading.know(new KnownKey(template("*"), words, "", false));
        if (node == null) {
            return Map.of();
        }
        Map<String, Object> all = new LinkedHashMap<>(FreeValues.map(node));
        asked.keySet().forEach(all::remove);
        all.keySet().forEach(key -> asked.put(key, true));
        return all;
    }

    /** The keys written in the section, known or not. */
    List<String> keys() {
        return node == null ? List.of() : List.copyOf(node.entries().keySet());
    }

    /** A value by its text, whatever the key is called; null when it is no scalar. */
    @Nullable String raw(String key) {
        ConfigNode value = value(key);
        return value instanceof Scalar scalar ? scalar.text() : null;
    }

    /** Marks a key as known without reading it. */
    void know(String key, String type, @Nullable Object fallback) {
        asked.put(key, true);
        String shown = Objects.toString(fallback, "");
        reading.know(new KnownKey(template(key), type, shown, false));
    }

    /** Reports the value of a key. */
    void wrong(String key, String allowed) {
        report(key, describe(key), "allowed " + allowed, null);
    }

    /** Reports a key, with its value where it has one. */
    void problem(String key, String fix) {
        report(key, has(key) ? describe(key) : null, fix, null);
    }

    /** Reports a key that should have been written. */
    void missing(String key, String fix) {
        String at = path(key);
        String found = has(key) ? describe(key) : "nothing";
        reading.add(new ConfigProblem(reading.origin(at), at, found, fix, null));
    }

    void warn(String key, String sentence) {
        String at = path(key);
        reading.warn(new ConfigProblem(reading.origin(at), at, null, sentence, null));
    }

    void problem(ConfigNode at, String itemPath, String allowed) {
        reading.add(
                new ConfigProblem(
                        at.origin(), itemPath, at.describe(), "allowed " + allowed, null));
    }

    void report(String key, @Nullable String found, String fix, @Nullable String suggestion) {
        String at = path(key);
        ConfigNode value = value(key);
        Origin origin = value == null ? reading.origin(at) : value.origin();
        reading.add(new ConfigProblem(origin, at, found, fix, suggestion));
    }

    @Nullable String describe(String key) {
        ConfigNode value = value(key);
        if (value instanceof Scalar && SecretNames.isSecret(key)) {
            return Secret.MASK;
        }
        return value == null ? null : value.describe();
    }

    String template(String key) {
        return template.isEmpty() ? key : template + "." + key;
    }

    void reportUnknown() {
        if (node == null) {
            return;
        }
        for (Map.Entry<String, Entry> entry : node.entries().entrySet()) {
            String key = entry.getKey();
            if (!asked.containsKey(key)) {
                List<String> allowed =
                        asked.keySet().stream().filter(name -> asked.get(name)).toList();
                Origin origin = entry.getValue().keyOrigin();
                reading.unknown(UnknownKeys.problem(origin, path(key), key, allowed));
            }
        }
    }
}
