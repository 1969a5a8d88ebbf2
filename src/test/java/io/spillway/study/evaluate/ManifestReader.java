package io.spillway.study.evaluate;

import com.fasterxml.jackson.databind.JsonNode;

import io.spillway.policy.PolicySpec;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads an exported manifest back, as Kubernetes would: whatever it does not say has a default. */
final class ManifestReader {
    private ManifestReader() {}

    static PolicySpec policy(JsonNode manifest) {
        JsonNode spec = manifest.path("spec");
        Map<String, Object> parameters = new LinkedHashMap<>();
        if (manifest.path("kind").asText().equals("ScaledObject")) {
            JsonNode trigger = spec.path("triggers").get(0);
            JsonNode metadata = trigger.path("metadata");
            parameters.put("metric", formula(metadata.path("query").asText()));
            parameters.put("threshold", metadata.path("threshold").asText());
            parameters.put("activation_threshold", metadata.path("activationThreshold").asText());
            parameters.put("ignore_null_values", metadata.path("ignoreNullValues").asText());
            parameters.put("metric_type", trigger.path("metricType").asText());
            parameters.put("polling_interval", spec.path("pollingInterval").asInt());
            parameters.put("cooldown_period", spec.path("cooldownPeriod").asInt());
            JsonNode advanced = spec.path("advanced").path("horizontalPodAutoscalerConfig");
            parameters.put("behavior", behavior(advanced.path("behavior")));
            return new PolicySpec("keda", parameters);
        }
        JsonNode metric = spec.path("metrics").get(0);
        JsonNode target =
                metric.has("pods")
                        ? metric.path("pods").path("target")
                        : metric.path("external").path("target");
        boolean average = target.has("averageValue");
        parameters.put("target", amount(target.path(average ? "averageValue" : "value").asText()));
        parameters.put("behavior", behavior(spec.path("behavior")));
        String type =
                metric.has("pods")
                        ? "hpa-pods"
                        : average ? "hpa-external-average" : "hpa-external-value";
        return new PolicySpec(type, parameters);
    }

    private static String formula(String query) {
        return query.replaceAll("\\{.*?}", "").replace("vllm:", "");
    }

    private static BigDecimal amount(String quantity) {
        return quantity.endsWith("m")
                ? new BigDecimal(quantity.substring(0, quantity.length() - 1)).movePointLeft(3)
                : new BigDecimal(quantity);
    }

    private static Map<String, Object> behavior(JsonNode behavior) {
        Map<String, Object> both = new LinkedHashMap<>();
        both.put("scale_up", rules(behavior.path("scaleUp")));
        both.put("scale_down", rules(behavior.path("scaleDown")));
        return both;
    }

    private static Map<String, Object> rules(JsonNode rules) {
        List<Map<String, Object>> policies = new ArrayList<>();
        for (JsonNode policy : rules.path("policies")) {
            Map<String, Object> rate = new LinkedHashMap<>();
            rate.put("type", policy.path("type").asText());
            rate.put("value", policy.path("value").asInt());
            rate.put("period_seconds", policy.path("periodSeconds").asInt());
            policies.add(rate);
        }
        Map<String, Object> read = new LinkedHashMap<>();
        read.put("stabilization_window_seconds", rules.path("stabilizationWindowSeconds").asInt());
        read.put("select_policy", rules.path("selectPolicy").asText());
        read.put("policies", policies);
        return read;
    }
}
