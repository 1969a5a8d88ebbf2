package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Words for keys that nobody knows. */
final class UnknownKeys {
    /** With so few letters wrong it was meant here, whatever other sections have. */
    private static final int SURE = 2;

    private UnknownKeys() {}

    static ConfigProblem problem(Origin origin, String path, String key, List<String> allowed) {
        String suggestion = Suggestions.nearest(key, allowed, SURE);
        if (suggestion == null) {
            suggestion = elsewhere(key);
        }
        if (suggestion == null) {
            suggestion = Suggestions.nearest(key, allowed);
        }
        String fix = "allowed " + (allowed.isEmpty() ? "no keys" : String.join(", ", allowed));
        return new ConfigProblem(origin, path, "an unknown key", fix, suggestion);
    }

    /** The full path of a key that is only known in other sections; the shallowest one. */
    private static @Nullable String elsewhere(String key) {
        String best = null;
        for (KnownKey known : ExperimentReader.knownKeys()) {
            boolean same = Suggestions.normal(known.name()).equals(Suggestions.normal(key));
            if (same
                    && !known.refused()
                    && (best == null || known.path().length() < best.length())) {
                best = known.path();
            }
        }
        return best;
    }
}
