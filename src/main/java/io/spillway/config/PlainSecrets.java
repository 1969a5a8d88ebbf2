package io.spillway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds secrets within lists of chart values. An item of a list has no path of its own by which it
 * could be handed over apart from the rest, and what charts take in lists (variables, arguments)
 * stands in the pod's description for everybody to read. A Secret object among the items is where
 * it belongs.
 */
final class PlainSecrets {

    private static final String EXPOSED =
            "%s is a secret in plain text (%s), which everybody could read in the pod's description; ";
    private static final String VARIABLE =
            "write valueFrom: {secretKeyRef: {name: SECRET, key: KEY}} instead, or give a token of the"
                    + " hub as secret.hfApiToken by secrets_env";
    private static final String OTHER =
            "keep it in a Secret and name that, as server.apiKey.existingSecret does";

    private final List<String> problems = new ArrayList<>();

    private PlainSecrets() {}

    /** What is wrong with a free section, one sentence each; the secrets are not in them. */
    static List<String> problems(Map<String, Object> section) {
        var found = new PlainSecrets();
        section.forEach((key, value) -> found.outside(key, key, value));
        return found.problems;
    }

    /** Not, or not yet, within a list. */
    private void outside(String path, String key, Object value) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((inner, item) -> outside(path + "." + inner, inner.toString(), item));
        } else if (value instanceof List<?> items) {
            items(path, key, items);
        }
    }

    private void items(String path, String key, List<?> items) {
        for (int i = 0; i < items.size(); i++) {
            String at = "%s[%d]".formatted(path, i);
            if (items.get(i) instanceof String text) {
                argument(at, text, i + 1 < items.size() ? items.get(i + 1) : "");
            }
            inside(at, key, items.get(i));
        }
    }

    private void inside(String path, String key, Object value) {
        if (value instanceof Map<?, ?> map) {
            if ("Secret".equals(map.get("kind"))) {
                return;
            }
            boolean variable = map.get("name") instanceof String name && SecretNames.isSecret(name);
            map.forEach(
                    (inner, item) -> {
                        String at = path + "." + inner;
                        if (variable && inner.equals("value") && isPlain(item)) {
                            problems.add(EXPOSED.formatted(at, map.get("name")) + VARIABLE);
                        } else {
                            inside(at, inner.toString(), item);
                        }
                    });
        } else if (value instanceof List<?> items) {
            items(path, key, items);
        } else if (SecretNames.isSecret(key) && isPlain(value)) {
            problems.add(EXPOSED.formatted(path, key) + OTHER);
        }
    }

    /** {@code --api-key=X}, or {@code --api-key} with the next item as its value. */
    private void argument(String path, String text, Object next) {
        if (!text.startsWith("-")) {
            return;
        }
        String[] parts = text.split("[= ]", 2);
        Object value = parts.length == 2 ? parts[1] : next;
        boolean nextOption = parts.length == 1 && value.toString().startsWith("-");
        if (SecretNames.isSecret(parts[0]) && !nextOption && isPlain(value)) {
            problems.add(EXPOSED.formatted(path, parts[0]) + OTHER);
        }
    }

    /** {@code $(NAME)} is a variable of the container. */
    private static boolean isPlain(Object value) {
        String text = value.toString();
        return !(value instanceof Map || value instanceof List)
                && !text.isEmpty()
                && !text.matches("\\$\\([A-Za-z_][A-Za-z0-9_]*\\)");
    }
}
