package io.spillway.cli;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Library logging: to stderr, warnings and worse unless told otherwise. */
final class Logging {

    private static final String OPTION = "--log-level";
    private static final Set<String> LEVELS =
            Set.of("trace", "debug", "info", "warn", "error", "off");

    private Logging() {}

    /** Must run before the first logger is made, hence before options are parsed. */
    static void configure(List<String> arguments) {
        String level = "warn";
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals(OPTION) && i + 1 < arguments.size()) {
                level = arguments.get(i + 1);
            } else if (argument.startsWith(OPTION + "=")) {
                level = argument.substring(OPTION.length() + 1);
            }
        }
        String known = normal(level);
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", known == null ? "warn" : known);
    }

    /** The level as the logger spells it, null when there is none of that name. */
    static @org.jspecify.annotations.Nullable String normal(String level) {
        String lower = level.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "warning" -> "warn";
            case "critical" -> "error";
            default -> LEVELS.contains(lower) ? lower : null;
        };
    }
}
