package io.spillway.report;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Map;

/** The scaling policy of a configuration, in a few words. */
final class PolicyText {
    private PolicyText() {}

    /**
     * {@code "queue-threshold (threshold 1, consecutive 2, checked every 1 s)"}, or the name alone
     * when the configuration does not say more.
     */
    static String of(String name, @Nullable String config) {
        JsonNode scaling = ConfigText.section(config, "scaling");
        var words = new ArrayList<String>();
        for (Map.Entry<String, JsonNode> each : scaling.path("policy").properties()) {
            if (!each.getKey().equals("type") && each.getValue().isValueNode()) {
                words.add(each.getKey().replace('_', ' ') + " " + each.getValue().asText());
            }
        }
        JsonNode interval = scaling.path("check_interval");
        if (interval.isValueNode()) {
            String text = interval.asText();
            words.add("checked every " + spaced(text));
        }
        return words.isEmpty() ? name : name + " (" + String.join(", ", words) + ")";
    }

    /** {@code 5} and {@code 5s} as {@code 5 s}. */
    static String spaced(String duration) {
        return duration.matches("[0-9.]+")
                ? duration + " s"
                : duration.replaceFirst("^([0-9.]+)([a-z]+)$", "$1 $2");
    }
}
