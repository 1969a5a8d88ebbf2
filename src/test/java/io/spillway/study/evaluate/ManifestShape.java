package io.spillway.study.evaluate;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The part of a published schema that exported manifests use: keys that may be there, keys that
 * must be (marked with {@code !}), and their types. Anything else is a problem, as it is for an API
 * server that validates strictly.
 */
sealed interface ManifestShape {

    ManifestShape TEXT = new Leaf("a text", JsonNode::isTextual);
    ManifestShape COUNT = new Leaf("a whole number from 0", n -> n.isInt() && n.asInt() >= 0);
    ManifestShape POSITIVE = new Leaf("a whole number from 1", n -> n.isInt() && n.asInt() >= 1);
    ManifestShape QUANTITY =
            new Leaf("a quantity", n -> n.isTextual() && n.asText().matches("\\d+(\\.\\d+)?m?"));

    ManifestShape METADATA = object("name!", TEXT, "namespace", TEXT);
    ManifestShape TARGET_REF = object("apiVersion", TEXT, "kind!", TEXT, "name!", TEXT);
    ManifestShape RATE =
            object(
                    "type!",
                    words("Pods", "Percent"),
                    "value!",
                    POSITIVE,
                    "periodSeconds!",
                    new Leaf(
                            "from 1 to 1800",
                            n -> n.isInt() && n.asInt() >= 1 && n.asInt() <= 1800));
    ManifestShape RULES =
            object(
                    "stabilizationWindowSeconds",
                    new Leaf("from 0 to 3600", n -> n.isInt() && n.asInt() <= 3600),
                    "selectPolicy",
                    words("Max", "Min", "Disabled"),
                    "policies",
                    new ListOf(RATE),
                    "tolerance",
                    QUANTITY);
    ManifestShape BEHAVIOR = object("scaleUp", RULES, "scaleDown", RULES);
    ManifestShape METRIC_TARGET =
            object(
                    "type!",
                    words("Utilization", "Value", "AverageValue"),
                    "averageValue",
                    QUANTITY,
                    "value",
                    QUANTITY);
    ManifestShape METRIC = object("metric!", object("name!", TEXT), "target!", METRIC_TARGET);

    /** HorizontalPodAutoscaler of autoscaling/v2. */
    ManifestShape HPA =
            object(
                    "apiVersion!",
                    words("autoscaling/v2"),
                    "kind!",
                    words("HorizontalPodAutoscaler"),
                    "metadata!",
                    METADATA,
                    "spec!",
                    object(
                            "scaleTargetRef!",
                            TARGET_REF,
                            "minReplicas",
                            POSITIVE,
                            "maxReplicas!",
                            POSITIVE,
                            "metrics",
                            new ListOf(
                                    object(
                                            "type!",
                                            words("Pods", "External"),
                                            "pods",
                                            METRIC,
                                            "external",
                                            METRIC)),
                            "behavior",
                            BEHAVIOR));

    /** ScaledObject of keda.sh/v1alpha1; a trigger's metadata are texts. */
    ManifestShape SCALED_OBJECT =
            object(
                    "apiVersion!",
                    words("keda.sh/v1alpha1"),
                    "kind!",
                    words("ScaledObject"),
                    "metadata!",
                    METADATA,
                    "spec!",
                    object(
                            "scaleTargetRef!",
                            TARGET_REF,
                            "pollingInterval",
                            COUNT,
                            "cooldownPeriod",
                            COUNT,
                            "initialCooldownPeriod",
                            COUNT,
                            "idleReplicaCount",
                            COUNT,
                            "minReplicaCount",
                            COUNT,
                            "maxReplicaCount",
                            COUNT,
                            "fallback",
                            object(
                                    "failureThreshold!",
                                    COUNT,
                                    "replicas!",
                                    COUNT,
                                    "behavior",
                                    words(
                                            "static",
                                            "currentReplicas",
                                            "currentReplicasIfHigher",
                                            "currentReplicasIfLower")),
                            "advanced",
                            object("horizontalPodAutoscalerConfig", object("behavior", BEHAVIOR)),
                            "triggers!",
                            new ListOf(
                                    object(
                                            "type!",
                                            words("prometheus"),
                                            "metricType",
                                            words("AverageValue", "Value"),
                                            "metadata!",
                                            object(
                                                    "serverAddress!",
                                                    TEXT,
                                                    "query!",
                                                    TEXT,
                                                    "threshold!",
                                                    TEXT,
                                                    "activationThreshold",
                                                    TEXT,
                                                    "ignoreNullValues",
                                                    TEXT)))));

    record Leaf(String what, Predicate<JsonNode> holds) implements ManifestShape {}

    record ListOf(ManifestShape item) implements ManifestShape {}

    record ObjectOf(Map<String, ManifestShape> keys, List<String> required)
            implements ManifestShape {}

    private static ManifestShape words(String... allowed) {
        return new Leaf(
                "one of " + String.join(", ", allowed),
                n -> n.isTextual() && List.of(allowed).contains(n.asText()));
    }

    private static ManifestShape object(Object... keysAndShapes) {
        Map<String, ManifestShape> keys = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (int i = 0; i < keysAndShapes.length; i += 2) {
            String key = (String) keysAndShapes[i];
            String name = key.replace("!", "");
            keys.put(name, (ManifestShape) keysAndShapes[i + 1]);
            if (key.endsWith("!")) {
                required.add(name);
            }
        }
        return new ObjectOf(keys, required);
    }

    /** What is wrong with a document; empty when nothing is. */
    default List<String> problems(JsonNode node) {
        var problems = new ArrayList<String>();
        check(this, node, "", problems);
        return problems;
    }

    private static void check(
            ManifestShape shape, JsonNode node, String path, List<String> problems) {
        switch (shape) {
            case Leaf leaf -> {
                if (!leaf.holds().test(node)) {
                    problems.add(path + " is " + node + ", not " + leaf.what());
                }
            }
            case ListOf list -> {
                if (!node.isArray() || node.isEmpty()) {
                    problems.add(path + " is no list");
                }
                for (int i = 0; i < node.size(); i++) {
                    check(list.item(), node.get(i), path + "[" + i + "]", problems);
                }
            }
            case ObjectOf object -> {
                object.required().stream()
                        .filter(key -> !node.has(key))
                        .forEach(key -> problems.add(path + "." + key + " is missing"));
                node.properties()
                        .forEach(
                                entry -> {
                                    String at = path + "." + entry.getKey();
                                    ManifestShape inner = object.keys().get(entry.getKey());
                                    if (inner == null) {
                                        problems.add(at + " is unknown");
                                    } else {
                                        check(inner, entry.getValue(), at, problems);
                                    }
                                });
            }
        }
    }
}
