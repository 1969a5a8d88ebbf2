package io.spillway.study.evaluate;

import static io.spillway.study.evaluate.ManifestValues.ordered;

import io.spillway.policy.Parameter;
import io.spillway.policy.PolicyRegistry;
import io.spillway.policy.PolicyType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a setting of {@code hpa-pods}, {@code hpa-external-average}, {@code hpa-external-value} or
 * {@code keda} as the manifest that makes Kubernetes decide the same: a HorizontalPodAutoscaler of
 * {@code autoscaling/v2}, or a ScaledObject of {@code keda.sh/v1alpha1}. Other policies have no
 * counterpart there.
 */
public final class KubernetesExport {
    /** The policies that have a manifest. */
    public static final List<String> POLICIES =
            List.of("hpa-pods", "hpa-external-average", "hpa-external-value", "keda");

    private static final String ADAPTED = "spillway_policy_metric";

    private final Setting setting;
    private final KubernetesWorkload workload;
    private final Map<String, Object> parameters;
    private final List<String> notes = new ArrayList<>();

    private KubernetesExport(
            Setting setting, KubernetesWorkload workload, Map<String, Object> parameters) {
        this.setting = setting;
        this.workload = workload;
        this.parameters = parameters;
    }

    /** The manifest of a setting; one that does not {@link KubernetesManifest#exists} says why. */
    public static KubernetesManifest of(
            Setting setting, KubernetesWorkload workload, PolicyRegistry registry) {
        if (!POLICIES.contains(setting.policy())) {
            return none(
                    "Kubernetes has no autoscaler that decides like %s; it has for %s"
                            .formatted(setting.policy(), String.join(", ", POLICIES)));
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        PolicyType type = registry.type(setting.policy());
        for (Parameter parameter : type.parameters()) {
            if (parameter.byDefault() instanceof Parameter.Default.Value(Object value)) {
                parameters.put(parameter.name(), value);
            }
        }
        parameters.putAll(setting.spec().parameters());
        var export = new KubernetesExport(setting, workload, parameters);
        return setting.policy().equals("keda") ? export.keda() : export.hpa();
    }

    private static KubernetesManifest none(String why) {
        return new KubernetesManifest("", "", List.of(why));
    }

    private KubernetesManifest hpa() {
        Optional<String> query = query();
        if (query.isEmpty()) {
            return none(noQuery());
        }
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("scaleTargetRef", target());
        spec.put("minReplicas", Math.max(1, workload.minReplicas()));
        spec.put("maxReplicas", workload.maxReplicas());
        spec.put("metrics", List.of(metric(query.get())));
        spec.put("behavior", behavior());
        controllerFlags();
        return manifest("autoscaling/v2", "HorizontalPodAutoscaler", "hpa.yaml", spec);
    }

    private Map<String, Object> metric(String query) {
        String quantity = ManifestValues.quantity(parameters.get("target"));
        if (setting.policy().equals("hpa-pods")) {
            String name = query.replaceAll("\\{.*?}", "").replace(':', '_');
            boolean plain = name.matches("[A-Za-z_][A-Za-z0-9_]*");
            notes.add(
                    "The metrics adapter must serve the pods metric %s from %s."
                            .formatted(plain ? name : ADAPTED, query));
            return ordered(
                    "type",
                    "Pods",
                    "pods",
                    ordered(
                            "metric",
                            ordered("name", plain ? name : ADAPTED),
                            "target",
                            ordered("type", "AverageValue", "averageValue", quantity)));
        }
        notes.add(
                "The metrics adapter must serve the external metric %s from %s."
                        .formatted(ADAPTED, query));
        boolean average = setting.policy().equals("hpa-external-average");
        return ordered(
                "type",
                "External",
                "external",
                ordered(
                        "metric",
                        ordered("name", ADAPTED),
                        "target",
                        average
                                ? ordered("type", "AverageValue", "averageValue", quantity)
                                : ordered("type", "Value", "value", quantity)));
    }

    private KubernetesManifest keda() {
        Optional<String> query = query();
        if (query.isEmpty()) {
            return none(noQuery());
        }
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("scaleTargetRef", target());
        spec.put("pollingInterval", seconds("polling_interval"));
        spec.put("cooldownPeriod", seconds("cooldown_period"));
        spec.put("initialCooldownPeriod", seconds("initial_cooldown_period"));
        spec.put(
                "minReplicaCount",
                parameters.getOrDefault("min_replica_count", workload.minReplicas()));
        spec.put(
                "maxReplicaCount",
                parameters.getOrDefault("max_replica_count", workload.maxReplicas()));
        Object idle = parameters.get("idle_replica_count");
        if (idle != null) {
            spec.put("idleReplicaCount", idle);
        }
        if (parameters.get("fallback") instanceof Map<?, ?> fallback) {
            spec.put("fallback", camelCased(fallback));
        }
        spec.put(
                "advanced",
                ordered("horizontalPodAutoscalerConfig", ordered("behavior", behavior())));
        spec.put("triggers", List.of(trigger(query.get())));
        controllerFlags();
        return manifest("keda.sh/v1alpha1", "ScaledObject", "scaledobject.yaml", spec);
    }

    private Map<String, Object> trigger(String query) {
        return ordered(
                "type",
                "prometheus",
                "metricType",
                text("metric_type"),
                "metadata",
                ordered(
                        "serverAddress",
                        workload.prometheusUrl(),
                        "query",
                        query,
                        "threshold",
                        text("threshold"),
                        "activationThreshold",
                        text("activation_threshold"),
                        "ignoreNullValues",
                        text("ignore_null_values")));
    }

    private Optional<String> query() {
        return PrometheusQuery.of(text("metric"), workload.namespace());
    }

    private String noQuery() {
        return "the metric %s has no form as a Prometheus query over vLLM's series"
                .formatted(text("metric"));
    }

    private Map<String, Object> target() {
        return ordered("apiVersion", "apps/v1", "kind", workload.kind(), "name", workload.name());
    }

    /** Written out whole, so that a cluster with other defaults decides the same. */
    private Map<String, Object> behavior() {
        return HpaBehavior.of(parameters.get("behavior"), seconds("downscale_stabilization"));
    }

    /** What the controller manager's flags say, not the manifest. */
    private void controllerFlags() {
        if (!seconds("sync_period").equals(15L)) {
            notes.add(
                    "Judged with --horizontal-pod-autoscaler-sync-period=%ss."
                            .formatted(seconds("sync_period")));
        }
        if (!text("tolerance").equals("0.1")) {
            notes.add(
                    "Judged with --horizontal-pod-autoscaler-tolerance=" + text("tolerance") + ".");
        }
        if (parameters.containsKey("decorators")) {
            notes.add("The setting's decorators have no counterpart and are left out.");
        }
        if ("missing".equals(parameters.get("starting"))) {
            notes.add("Judged with starting pods that run without a sample.");
        }
    }

    private KubernetesManifest manifest(
            String version, String kind, String fileName, Map<String, Object> spec) {
        Map<String, Object> document =
                ordered(
                        "apiVersion",
                        version,
                        "kind",
                        kind,
                        "metadata",
                        ordered("name", workload.name(), "namespace", workload.namespace()),
                        "spec",
                        spec);
        var text = new StringBuilder("# " + setting.label() + "\n");
        notes.forEach(note -> text.append("# ").append(note).append('\n'));
        return new KubernetesManifest(fileName, text + YamlText.block(document), notes);
    }

    private static Map<String, Object> camelCased(Map<?, ?> map) {
        Map<String, Object> camel = new LinkedHashMap<>();
        map.forEach(
                (key, value) -> {
                    String[] words = String.valueOf(key).split("_", -1);
                    var name = new StringBuilder(words[0]);
                    for (int i = 1; i < words.length; i++) {
                        name.append(words[i].substring(0, 1).toUpperCase(Locale.ROOT))
                                .append(words[i].substring(1));
                    }
                    camel.put(name.toString(), value);
                });
        return camel;
    }

    private String text(String parameter) {
        Object value = parameters.get(parameter);
        if (value instanceof Number) {
            return ManifestValues.plain(value).toPlainString();
        }
        return String.valueOf(value);
    }

    private Long seconds(String parameter) {
        return ManifestValues.wholeSeconds(parameters.get(parameter));
    }
}
