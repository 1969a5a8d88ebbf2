package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Words for keys that nobody knows. */
final class UnknownKeys {
    private UnknownKeys() {}

    static ConfigProblem problem(Origin origin, String path, String key, List<String> allowed) {
        String near = Suggestions.nearest(key, allowed);
        String suggestion = near == null ? elsewhere(key) : near;
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
