package io.spillway.actuate.helm;

import io.spillway.actuate.cluster.Reach;
import io.spillway.fleet.ReplicaSpec;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The values of one release: the fleet's, what is set, and what the replica has different. Pure.
 */
final class ReleaseValues {

    private ReleaseValues() {}

    /** Everything but the secrets, nested as a values file has it. */
    static Map<String, Object> of(HelmSettings settings, ReplicaSpec spec) {
        HelmSettings.Values common = settings.chartValues();
        Map<String, Object> values = merged(Map.of(), common.values());
        common.set().forEach((path, value) -> put(values, path, value));
        ReplicaSpec.Overrides own = spec.overrides();
        put(values, common.keys().nodeName(), own.nodeName());
        put(values, common.keys().gpuResource(), own.gpuResource());
        Integer port = own.port();
        if (port == null && settings.reach() == Reach.HOST_PORT) {
            port = settings.port() + spec.ordinal() - 1;
        }
        put(values, common.keys().port(), port);
        return merged(values, own.values());
    }

    /** The port its server listens on. */
    static int port(HelmSettings settings, ReplicaSpec spec) {
        Integer own = spec.overrides().port();
        if (own != null) {
            return own;
        }
        return settings.reach() == Reach.HOST_PORT
                ? settings.port() + spec.ordinal() - 1
                : settings.port();
    }

    /** Sets a dotted path; null sets nothing. A dot within a key is written {@code \.}. */
    @SuppressWarnings("unchecked")
    static void put(Map<String, Object> values, String path, @Nullable Object value) {
        if (value == null || path.isEmpty()) {
            return;
        }
        String[] keys = path.split("(?<!\\\\)\\.", -1);
        Map<String, Object> at = values;
        for (int i = 0; i < keys.length - 1; i++) {
            String key = keys[i].replace("\\.", ".");
            Object next = at.get(key);
            Map<String, Object> inner =
                    next instanceof Map<?, ?> map
                            ? new LinkedHashMap<>((Map<String, Object>) map)
                            : new LinkedHashMap<>();
            at.put(key, inner);
            at = inner;
        }
        at.put(keys[keys.length - 1].replace("\\.", "."), value);
    }

    /** Maps are merged, everything else is replaced, as Helm does with several values files. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> merged(Map<String, Object> base, Map<String, Object> over) {
        Map<String, Object> result = new LinkedHashMap<>(base);
        over.forEach(
                (key, value) -> {
                    Object below = result.get(key);
                    Object both =
                            below instanceof Map && value instanceof Map
                                    ? merged(
                                            (Map<String, Object>) below,
                                            (Map<String, Object>) value)
                                    : value instanceof Map
                                            ? merged(Map.of(), (Map<String, Object>) value)
                                            : value;
                    result.put(key, both);
                });
        return result;
    }

    /** The value at a dotted path, as text; null when there is none. */
    static @Nullable String text(Map<String, Object> values, String path) {
        Object at = values;
        for (String key : path.split("(?<!\\\\)\\.", -1)) {
            at = at instanceof Map<?, ?> map ? map.get(key.replace("\\.", ".")) : null;
        }
        return at == null ? null : at.toString();
    }
}
