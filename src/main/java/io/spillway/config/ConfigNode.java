package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A parsed setting with the place it was written. Immutable; maps keep the order of the file. */
sealed interface ConfigNode {

    Origin origin();

    /** What a person calls it in a message. */
    String describe();

    /**
     * @param text the value as the YAML reader delivers it, quotes and escapes resolved
     * @param plain whether it was written without quotes, and so may be a number, a boolean or null
     */
    record Scalar(String text, boolean plain, Origin origin) implements ConfigNode {
        private static final Set<String> NULLS = Set.of("", "~", "null");

        boolean isNull() {
            return plain && NULLS.contains(text.toLowerCase(Locale.ROOT));
        }

        @Override
        public String describe() {
            String shown = text.length() > 60 ? text.substring(0, 57) + "..." : text;
            return plain && !text.isEmpty() ? shown : '"' + shown + '"';
        }
    }

    /** Entries by key, in the order of the file. */
    record Mapping(Map<String, Entry> entries, Origin origin) implements ConfigNode {
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        static Mapping empty(Origin origin) {
            return new Mapping(Map.of(), origin);
        }

        /** The value of a key; null when the key is absent or its value is YAML's null. */
        @Nullable ConfigNode get(String key) {
            Entry entry = entries.get(key);
            return entry == null || isNull(entry.value()) ? null : entry.value();
        }

        /** A copy with one value replaced or added; the place of an existing key stays. */
        Mapping with(String key, ConfigNode value, Origin keyOrigin) {
            Map<String, Entry> copy = new LinkedHashMap<>(entries);
            copy.put(key, new Entry(keyOrigin, value));
            return new Mapping(copy, origin);
        }

        Mapping without(String key) {
            Map<String, Entry> copy = new LinkedHashMap<>(entries);
            copy.remove(key);
            return new Mapping(copy, origin);
        }

        @Override
        public String describe() {
            return entries.isEmpty() ? "an empty section" : "a section";
        }
    }

    /** A value and the place of its key. */
    record Entry(Origin keyOrigin, ConfigNode value) {}

    /** Items in order. */
    record Sequence(List<ConfigNode> items, Origin origin) implements ConfigNode {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String describe() {
            return items.isEmpty() ? "an empty list" : "a list of " + items.size();
        }
    }

    static boolean isNull(ConfigNode node) {
        return node instanceof Scalar scalar && scalar.isNull();
    }
}
