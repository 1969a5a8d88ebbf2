package io.spillway.study.evaluate;

import static io.spillway.study.evaluate.ManifestValues.ordered;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code spec.behavior} of a HorizontalPodAutoscaler, defaults filled in. */
final class HpaBehavior {
    private HpaBehavior() {}

    /**
     * Both directions.
     *
     * @param behavior the policy's parameter of that name; null when it has none
     * @param downWindowSeconds holds where {@code behavior} says nothing
     */
    static Map<String, Object> of(@Nullable Object behavior, Object downWindowSeconds) {
        Map<?, ?> given = behavior instanceof Map<?, ?> map ? map : Map.of();
        return ordered(
                "scaleUp",
                rules(
                        given.get("scale_up"),
                        0,
                        List.of(rate("Percent", 100, 15), rate("Pods", 4, 15))),
                "scaleDown",
                rules(
                        given.get("scale_down"),
                        downWindowSeconds,
                        List.of(rate("Percent", 100, 15))));
    }

    private static Map<String, Object> rules(
            @Nullable Object given, Object windowSeconds, List<Map<String, Object>> rates) {
        Map<?, ?> rules = given instanceof Map<?, ?> map ? map : Map.of();
        Object window = rules.get("stabilization_window_seconds");
        Object select = rules.get("select_policy");
        Map<String, Object> written = new LinkedHashMap<>();
        written.put(
                "stabilizationWindowSeconds",
                window == null ? windowSeconds : ManifestValues.wholeSeconds(window));
        written.put("selectPolicy", select == null ? "Max" : select);
        written.put(
                "policies",
                rules.get("policies") instanceof List<?> own
                        ? own.stream().map(HpaBehavior::rate).toList()
                        : rates);
        Object tolerance = rules.get("tolerance");
        if (tolerance != null) {
            written.put("tolerance", ManifestValues.quantity(tolerance));
        }
        return written;
    }

    private static Map<String, Object> rate(Object given) {
        Map<?, ?> rate = given instanceof Map<?, ?> map ? map : Map.of();
        Object type = rate.get("type");
        return ordered(
                "type",
                type == null ? "Pods" : type,
                "value",
                rate.get("value"),
                "periodSeconds",
                ManifestValues.wholeSeconds(rate.get("period_seconds")));
    }

    private static Map<String, Object> rate(String type, int value, int seconds) {
        return ordered("type", type, "value", value, "periodSeconds", seconds);
    }
}
