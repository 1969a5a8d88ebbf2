package io.spillway.policy;

import org.jspecify.annotations.Nullable;

import java.util.Collection;

/** The nearest known name to a misspelt one, by edit distance. */
final class Suggestions {
    private Suggestions() {}

    static @Nullable String nearest(String found, Collection<String> known) {
        String best = null;
        int bestDistance = Math.max(2, found.length() / 3) + 1;
        for (String name : known) {
            int distance = distance(found, name);
            if (distance < bestDistance) {
                best = name;
                bestDistance = distance;
            }
        }
        return best;
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
