package io.spillway.study.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import io.spillway.config.DottedOverride;
import io.spillway.config.Experiment;
import io.spillway.policy.PolicyRegistry;
import io.spillway.policy.PolicySpec;
import io.spillway.study.StudyRig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class KubernetesExportTest {

    private static final KubernetesWorkload WORKLOAD =
            new KubernetesWorkload(
                    "Deployment", "vllm", "inference", 1, 8, KubernetesWorkload.DEFAULT_PROMETHEUS);

    @ParameterizedTest
    @ValueSource(strings = {"hpa-pods", "hpa-external-average", "hpa-external-value"})
    void writesAnAutoscalerThatThePublishedSchemaTakes(String policy) throws Exception {
        KubernetesManifest manifest =
                export(
                        policy,
                        Map.of(
                                "target",
                                2.5,
                                "behavior",
                                Map.of(
                                        "scale_up",
                                        Map.of(
                                                "policies",
                                                List.of(
                                                        Map.of(
                                                                "type",
                                                                "Pods",
                                                                "value",
                                                                2,
                                                                "period_seconds",
                                                                60))))));

        assertEquals("hpa.yaml", manifest.fileName());
        JsonNode hpa = new YAMLMapper().readTree(manifest.yaml());
        assertEquals(List.of(), ManifestShape.HPA.problems(hpa));
        JsonNode behavior = hpa.path("spec").path("behavior");
        assertEquals(300, behavior.path("scaleDown").path("stabilizationWindowSeconds").asInt());
        assertEquals(2, behavior.path("scaleUp").path("policies").get(0).path("value").asInt());
        JsonNode metric = hpa.path("spec").path("metrics").get(0);
        JsonNode target =
                (metric.has("pods") ? metric.path("pods") : metric.path("external")).path("target");
        boolean value = policy.equals("hpa-external-value");
        assertEquals(value ? "Value" : "AverageValue", target.path("type").asText());
        assertEquals("2500m", target.path(value ? "value" : "averageValue").asText());
    }

    @Test
    void writesAScaledObjectThatThePublishedSchemaTakes() throws Exception {
        KubernetesManifest manifest =
                export(
                        "keda",
                        Map.of(
                                "threshold",
                                4,
                                "polling_interval",
                                "15s",
                                "cooldown_period",
                                "5m",
                                "fallback",
                                Map.of("failure_threshold", 3, "replicas", 2)));

        JsonNode object = new YAMLMapper().readTree(manifest.yaml());
        assertEquals(List.of(), ManifestShape.SCALED_OBJECT.problems(object));
        JsonNode spec = object.path("spec");
        assertEquals(15, spec.path("pollingInterval").asInt());
        assertEquals(300, spec.path("cooldownPeriod").asInt());
        assertEquals(3, spec.path("fallback").path("failureThreshold").asInt());
        JsonNode trigger = spec.path("triggers").get(0);
        assertEquals("4", trigger.path("metadata").path("threshold").asText());
        assertEquals(
                "sum(vllm:num_requests_waiting{namespace=\"inference\"})",
                trigger.path("metadata").path("query").asText());
    }

    /** The manifest, read back as the policy's parameters, judges exactly as the setting did. */
    @ParameterizedTest
    @ValueSource(strings = {"hpa-pods", "hpa-external-average", "hpa-external-value", "keda"})
    void theManifestDecidesAsTheSettingDid(String policy) throws Exception {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put(policy.equals("keda") ? "threshold" : "target", 2);
        parameters.put("downscale_stabilization", "20s");
        var setting = new Setting(new PolicySpec(policy, parameters), parameters);
        String yaml = KubernetesExport.of(setting, WORKLOAD, PolicyRegistry.standard()).yaml();
        PolicySpec read = ManifestReader.policy(new YAMLMapper().readTree(yaml));

        assertEquals(figures(setting.spec()), figures(read));
        assertEquals(policy, read.type());
    }

    private static SeedFigures figures(PolicySpec policy) throws Exception {
        Experiment experiment =
                StudyRig.experiment(
                        """
                        seed: 5
                        fleet:
                          actuator: simulated
                          max_replicas: 4
                          simulated: {profile: mig-1g.12gb-llama-3.2-3b, max_num_seqs: 16, startup: 5s}
                        data:
                          type: synthetic
                          input_distribution: {type: fixed, mean: 256}
                          output_distribution: {type: fixed, mean: 64}
                        load:
                          type: step
                          stages: [{rate: 20, duration: 60}, {rate: 2, duration: 90}]
                        scaling: {policy: static, check_interval: 5s}
                        slo: {ttft_p95: 2s}
                        """);
        var evaluation = new Evaluation(StudyRig.virtual(), experiment, PolicyRegistry.standard());
        SeedFigures figures =
                new Trial(StudyRig.virtual())
                        .run(evaluation.scaledBy(new Setting(policy, Map.of())));
        assertTrue(figures.scaleOuts() > 0 && figures.scaleIns() > 0, figures::toString);
        return figures;
    }

    @Test
    void aPolicyThatKubernetesDoesNotHaveIsRefusedWithAReason() {
        KubernetesManifest manifest = export("kpa", Map.of());

        assertFalse(manifest.exists());
        assertTrue(manifest.notes().getFirst().contains("decides like kpa"));
    }

    @Test
    void aMetricThatOnlySpillwayKnowsIsRefused() {
        assertFalse(export("keda", Map.of("metric", "in_flight + held")).exists());
        assertFalse(export("keda", Map.of("metric", "max(sum(a), sum(b))")).exists());
    }

    @Test
    void writesFormulasAsQueries() {
        assertEquals(
                "sum(vllm:num_requests_waiting{namespace=\"n\"} +"
                        + " vllm:num_requests_running{namespace=\"n\"}) / 2",
                PrometheusQuery.of("sum(num_requests_waiting + vllm:num_requests_running) / 2", "n")
                        .orElseThrow());
        assertEquals(
                "sum(rate(vllm:generation_tokens_total{namespace=\"n\"}[60s]))",
                PrometheusQuery.of("sum(rate(generation_tokens_total, 60))", "n").orElseThrow());
        assertTrue(PrometheusQuery.of("sum(a) ? 1", "n").isEmpty());
    }

    @Test
    void theOverrideMakesTheExperimentDecideByTheSetting() {
        var parameters = new LinkedHashMap<String, Object>();
        parameters.put("target", 2.5);
        parameters.put("metric", "num_requests_waiting + num_requests_running");
        var setting = new Setting(new PolicySpec("hpa-pods", parameters), parameters);

        DottedOverride override = ExperimentExport.policy(setting);

        var experiment =
                StudyRig.experiment(
                        """
                        fleet: {actuator: simulated, max_replicas: 2}
                        data: {type: mock}
                        load: {stages: [{rate: 1, duration: 1}]}
                        scaling: {policy: {type: keda, threshold: 4}}
                        """,
                        override.option() + "=" + override.value());
        var scaling = experiment.scaling();
        assertTrue(scaling != null);
        assertEquals("hpa-pods", scaling.policy().type());
        assertEquals(
                "num_requests_waiting + num_requests_running",
                scaling.policy().parameters().get("metric"));
    }

    private static KubernetesManifest export(String policy, Map<String, Object> parameters) {
        return KubernetesExport.of(
                new Setting(new PolicySpec(policy, parameters), parameters),
                WORKLOAD,
                PolicyRegistry.standard());
    }
}
