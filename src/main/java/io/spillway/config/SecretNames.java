package io.spillway.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Tells by the name of a key, header or variable whether its value is a secret. */
final class SecretNames {
    private static final Set<String> SECRET_WORDS =
            Set.of(
                    "authorization",
                    "password",
                    "passwd",
                    "passphrase",
                    "secret",
                    "credential",
                    "credentials",
                    "cookie",
                    "bearer",
                    "apikey",
                    "pat");
    private static final Set<String> KEY_KINDS =
            Set.of("api", "access", "private", "auth", "signing", "encryption", "account");
    private static final Set<String> REFERENCES =
            Set.of("env", "file", "path", "name", "existing", "header", "optional", "ref");

    /** A token of text, not one that opens a door: {@code --time-to-first-token}. */
    private static final Set<String> OF_TEXT =
            Set.of(
                    "first", "last", "next", "per", "input", "output", "prompt", "stop", "special",
                    "eos", "bos", "pad", "unk");

    private SecretNames() {}

    /** Case, camel case, hyphens, underscores and dots do not matter. */
    static boolean isSecret(String name) {
        List<String> words = words(name);
        if (words.isEmpty() || words.stream().anyMatch(REFERENCES::contains)) {
            return false;
        }
        String last = words.getLast();
        boolean ofText = words.size() > 1 && OF_TEXT.contains(words.get(words.size() - 2));
        if ((last.equals("token") && !ofText)
                || last.equals("apitoken")
                || last.equals("hftoken")) {
            return true;
        }
        boolean kindOfKey = words.size() > 1 && KEY_KINDS.contains(words.get(words.size() - 2));
        return (last.equals("key") && kindOfKey) || words.stream().anyMatch(SECRET_WORDS::contains);
    }

    /** The secrets in a free section, such as chart values. */
    static List<Secret> values(Map<String, Object> section) {
        List<Secret> secrets = new ArrayList<>();
        section.forEach((key, value) -> collect(key, value, secrets));
        return secrets;
    }

    private static void collect(String key, Object value, List<Secret> secrets) {
        if (value instanceof Map<?, ?> map) {
            boolean named = map.get("name") instanceof String name && isSecret(name);
            map.forEach(
                    (inner, item) -> {
                        boolean pair = named && inner.equals("value");
                        collect(pair ? "secret" : inner.toString(), item, secrets);
                    });
        } else if (value instanceof List<?> items) {
            items.forEach(item -> collect(key, item, secrets));
        } else if (isSecret(key)) {
            secrets.add(new Secret(value.toString()));
        }
    }

    /**
     * Takes the secrets out of a free section, by dotted path; a dot within a key is written {@code
     * \\.}. Those in lists stay: {@link PlainSecrets} refuses them.
     */
    static Map<String, Object> withoutSecrets(
            Map<String, Object> section, Map<String, Secret> found) {
        return withoutSecrets("", section, found);
    }

    private static Map<String, Object> withoutSecrets(
            String prefix, Map<String, Object> section, Map<String, Secret> found) {
        Map<String, Object> plain = new LinkedHashMap<>();
        section.forEach(
                (key, value) -> {
                    String path = prefix + (prefix.isEmpty() ? key : key.replace(".", "\\."));
                    if (value instanceof Map<?, ?> map) {
                        Map<String, Object> inner = new LinkedHashMap<>();
                        map.forEach((name, item) -> inner.put(name.toString(), item));
                        plain.put(key, withoutSecrets(path + ".", inner, found));
                    } else if (!(value instanceof List) && isSecret(key)) {
                        found.putIfAbsent(path, new Secret(value.toString()));
                    } else {
                        plain.put(key, value);
                    }
                });
        return plain;
    }

    private static List<String> words(String name) {
        String spaced =
                name.replaceAll("([a-z0-9])([A-Z])", "$1 $2").replaceAll("[^A-Za-z0-9]+", " ");
        String stripped = spaced.strip().toLowerCase(Locale.ROOT);
        return stripped.isEmpty() ? List.of() : List.of(stripped.split(" "));
    }
}
