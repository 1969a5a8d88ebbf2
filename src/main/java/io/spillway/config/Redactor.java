package io.spillway.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of text that people will see: known values wherever they stand, and whatever
 * looks like one by the name in front of it. Immutable, for any thread.
 */
public final class Redactor {
    /** Shorter values would blank out innocent text; they are masked by their key alone. */
    private static final int SHORTEST = 4;

    private static final Pattern NAMED =
            Pattern.compile(
                    "(?<![\\w-])(--?)?([\\w.-]+)(\\s*[=:]\\s*|\\s+)"
                            + "((?i:(?:bearer|basic) +)?(?:\"[^\"]*\"|'[^']*'|[^\\s,;&]+))");

    /** What opens no door: {@code automountServiceAccountToken: false}. */
    private static final Set<String> BOOLEANS = Set.of("true", "false");

    private static final Pattern USER_INFO = Pattern.compile("(\\w://)[^/\\s@]+@");
    private static final Pattern BEARER =
            Pattern.compile("(?i)\\b(bearer|basic)\\s+[\\w.~+/=-]{4,}");
    private static final Pattern SHAPES =
            Pattern.compile("\\b(hf_[A-Za-z0-9]{16,}|sk-[A-Za-z0-9_-]{16,}|AKIA[A-Z0-9]{16})\\b");

    /** Knows no values, only what secrets look like. */
    static final Redactor BY_SHAPE = new Redactor(List.of());

    private final List<String> values;

    public Redactor(Collection<Secret> secrets) {
        List<String> longest = new ArrayList<>();
        for (Secret secret : secrets) {
            if (secret.reveal().length() >= SHORTEST && !longest.contains(secret.reveal())) {
                longest.add(secret.reveal());
            }
        }
        longest.sort((a, b) -> Integer.compare(b.length(), a.length()));
        this.values = List.copyOf(longest);
    }

    /** The text with {@code ***} in place of secrets. */
    public String text(String text) {
        String redacted = text;
        for (String value : values) {
            redacted = redacted.replace(value, Secret.MASK);
        }
        redacted = USER_INFO.matcher(redacted).replaceAll("$1***@");
        redacted = BEARER.matcher(redacted).replaceAll("$1 ***");
        redacted = SHAPES.matcher(redacted).replaceAll(Matcher.quoteReplacement(Secret.MASK));
        return named(redacted);
    }

    /** {@code --api-key X}, {@code HF_TOKEN=X}, {@code secret.hfApiToken: X}, {@code ?token=X}. */
    private static String named(String text) {
        Matcher matcher = NAMED.matcher(text);
        StringBuilder result = new StringBuilder();
        int from = 0;
        while (matcher.find(from)) {
            boolean option = matcher.group(1) != null;
            boolean assigned = !matcher.group(3).isBlank();
            boolean secret = SecretNames.isSecret(matcher.group(2)) && (option || assigned);
            boolean nextOption = !assigned && matcher.group(4).startsWith("-");
            boolean isBoolean = BOOLEANS.contains(matcher.group(4));
            if (secret && !nextOption && !isBoolean) {
                result.append(text, from, matcher.start(4)).append(Secret.MASK);
                from = matcher.end(4);
            } else {
                // The value may itself be the name of the next pair.
                result.append(text, from, matcher.end(2));
                from = matcher.end(2);
            }
        }
        return result.append(text, from, text.length()).toString();
    }
}
