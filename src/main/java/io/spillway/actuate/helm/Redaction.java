package io.spillway.actuate.helm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Removes secrets from texts, as they are and in base64. Immutable. */
final class Redaction {

    private static final String HIDDEN = "[hidden]";

    /** Shorter ones would hide half of every text. */
    private static final int SHORTEST = 4;

    private final List<String> secrets = new ArrayList<>();

    Redaction(Collection<String> values) {
        for (String value : values) {
            if (value.length() >= SHORTEST) {
                byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
                secrets.add(value);
                secrets.add(Base64.getEncoder().encodeToString(bytes));
                secrets.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
            }
        }
        secrets.sort(Comparator.comparingInt(String::length).reversed());
    }

    String of(String text) {
        String result = text;
        for (String secret : secrets) {
            result = result.replace(secret, HIDDEN);
        }
        return result;
    }
}
