package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Guesses which name was meant. */
public final class Suggestions {

    /** Names that people write out of habit from other tools, with ours. */
    private static final Map<String, String> HABITS = habits();

    private Suggestions() {}

    /** The candidate that the name most likely stands for, or null. */
    public static @Nullable String nearest(String name, Collection<String> candidates) {
        return nearest(name, candidates, Math.max(1, (name.length() + 1) / 3));
    }

    /** The same with a limit to the letters that may differ. */
    static @Nullable String nearest(String name, Collection<String> candidates, int allowed) {
        String habit = HABITS.get(normal(name));
        if (habit != null && candidates.contains(habit)) {
            return habit;
        }
        String best = null;
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : candidates) {
            int distance = distance(normal(name), normal(candidate));
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return bestDistance <= allowed ? best : null;
    }

    /**
     * Lower-case without separators: {@code numWorkers}, {@code num-workers}, {@code num_workers}.
     */
    static String normal(String name) {
        return name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
    }

    /**
     * Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours each
     * cost 1.
     */
    static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }

    private static Map<String, String> habits() {
        Map<String, String> habits = new LinkedHashMap<>();
        habits.put("std", "std_dev");
        habits.put("stddeviation", "std_dev");
        habits.put("sigma", "std_dev");
        habits.put("qps", "rate");
        habits.put("rps", "rate");
        habits.put("requestrate", "rate");
        habits.put("users", "concurrency_level");
        habits.put("concurrency", "concurrency_level");
        habits.put("model", "model_name");
        habits.put("url", "base_url");
        habits.put("endpoint", "endpoint_url");
        habits.put("region", "region_name");
        habits.put("bucket", "bucket_name");
        habits.put("timeout", "request_timeout");
        habits.put("workers", "num_workers");
        habits.put("min", "min_replicas");
        habits.put("max", "max_replicas");
        habits.put("replicas", "max_replicas");
        habits.put("s3", "simple_storage_service");
        habits.put("gcs", "google_cloud_storage");
        habits.put("local", "local_storage");
        return habits;
    }
}
