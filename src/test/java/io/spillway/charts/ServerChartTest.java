package io.spillway.charts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** What the chart of a vLLM server gives beyond the guide's command. */
class ServerChartTest {

    private static Chart chart() {
        return Chart.server("test-1").set("server.modelPath=org/model");
    }

    private static String args(Rendered rendered) {
        return String.join(" ", Rendered.texts(rendered.container().path("args")));
    }

    @Test
    void aModelIsAllItTakes() {
        Rendered rendered = chart().render();

        assertEquals(
                "org/model --host 0.0.0.0 --port 8000 --served-model-name org/model",
                args(rendered));
        assertEquals("vllm/vllm-openai:v0.26.0", rendered.container().path("image").asText());
        assertTrue(Chart.server("x").refusal().contains("server.modelPath"));
    }

    @Test
    void argumentsAreWrittenOnlyWhenSet() {
        String args =
                args(
                        chart().values(
                                        """
                                        server:
                                          servedModelNames: [alias]
                                          dtype: bfloat16
                                          maxModelLen: 131072
                                          gpuMemoryUtilization: 0.92
                                          maxNumSeqs: 64
                                          maxNumBatchedTokens: 2048
                                          enablePrefixCaching: false
                                          enableChunkedPrefill: true
                                          extraArgs: [--seed, 7, --kv-transfer-config, '{"a": "b c"}']
                                        lora:
                                          enabled: true
                                          modules: [{name: sql, path: org/sql}]
                                          maxLoras: 4
                                          maxLoraRank: 64
                                        """)
                                .render());

        assertEquals(
                "org/model --host 0.0.0.0 --port 8000 --served-model-name org/model alias"
                        + " --dtype bfloat16 --max-model-len 131072 --gpu-memory-utilization 0.92"
                        + " --max-num-seqs 64 --max-num-batched-tokens 2048"
                        + " --no-enable-prefix-caching --enable-chunked-prefill"
                        + " --enable-lora --lora-modules sql=org/sql --max-loras 4"
                        + " --max-lora-rank 64 --seed 7 --kv-transfer-config {\"a\": \"b c\"}",
                args);
    }

    @Test
    void aProcessUsesOneMigSlice() {
        String refusal =
                chart().set(
                                "gpuResource=nvidia.com/mig-3g.48gb",
                                "gpuCount=2",
                                "server.tensorParallelSize=2")
                        .refusal();

        assertTrue(refusal.contains("one MIG slice only"), refusal);
        assertTrue(chart().set("server.tensorParallelSize=2").refusal().contains("gpuCount is 1"));
        assertTrue(
                args(chart().set("server.tensorParallelSize=2", "gpuCount=2").render())
                        .contains("--tensor-parallel-size 2"));
    }

    @Test
    void anAcceleratorAmongTheResourcesWins() {
        JsonNode resources =
                chart().values(
                                """
                                resources:
                                  requests: {cpu: 8}
                                  limits: {"nvidia.com/mig-1g.12gb.me": 1}
                                """)
                        .render()
                        .container()
                        .path("resources");

        assertEquals("{\"nvidia.com/mig-1g.12gb.me\":1}", resources.path("limits").toString());
        assertFalse(resources.toString().contains("nvidia.com/gpu"));
        assertFalse(
                chart().set("gpuResource=").render().container().toString().contains("nvidia.com"));
    }

    @Test
    void theEnvironmentLeavesDevicesToTheDevicePlugin() {
        Rendered rendered = chart().render();

        assertFalse(rendered.objects().toString().contains("CUDA_VISIBLE_DEVICES"));
        assertFalse(rendered.podSpec().path("enableServiceLinks").asBoolean(true));
        assertNull(Rendered.env(rendered.container()).get("HF_TOKEN"));
    }

    @Test
    void anExistingSecretWinsOverAToken() {
        Rendered rendered =
                chart().set(
                                "secret.hfApiToken=hf_unused",
                                "secret.existingSecret=hf-token",
                                "secret.key=token",
                                "server.apiKey.existingSecret=api")
                        .render();

        assertTrue(rendered.all("Secret").isEmpty());
        assertFalse(rendered.objects().toString().contains("hf_unused"));
        JsonNode token =
                Rendered.env(rendered.container()).get("HF_TOKEN").at("/valueFrom/secretKeyRef");
        assertEquals("hf-token", token.path("name").asText());
        assertEquals("token", token.path("key").asText());
        assertTrue(token.path("optional").asBoolean());
        assertTrue(Rendered.env(rendered.container()).containsKey("VLLM_API_KEY"));
    }

    @ParameterizedTest
    @CsvSource({"hostPath, /models", "pvc, ''", "existingClaim, ''", "emptyDir, ''", "none, ''"})
    void theModelsAreKeptWhereAsked(String type, String hostPath) {
        Rendered rendered =
                chart().set(
                                "modelCache.type=" + type,
                                "modelCache.hostPath=" + hostPath,
                                "modelCache.existingClaim="
                                        + (type.equals("existingClaim") ? "c" : ""))
                        .render();

        boolean mounted =
                rendered.podSpec()
                        .path("volumes")
                        .valueStream()
                        .anyMatch(v -> v.path("name").asText().equals("model-cache"));
        assertEquals(!type.equals("none"), mounted);
        assertEquals(type.equals("pvc"), !rendered.all("PersistentVolumeClaim").isEmpty());
        assertEquals(mounted, Rendered.env(rendered.container()).containsKey("HF_HOME"));
    }

    @Test
    void aCacheInTheRootOfTheNodeIsNotGuessed() {
        assertTrue(
                Chart.server("x")
                        .set("server.modelPath=/models--org--name")
                        .refusal()
                        .contains("modelCache.hostPath"));
        assertTrue(
                chart().set("modelCache.type=hostPath").refusal().contains("modelCache.hostPath"));
    }

    @Test
    void aSlowStartIsWaitedForAndSeenAtOnce() {
        JsonNode container = chart().render().container();

        assertEquals(5, container.at("/startupProbe/periodSeconds").asInt());
        assertEquals(240, container.at("/startupProbe/failureThreshold").asInt());
        assertEquals(2, container.at("/readinessProbe/periodSeconds").asInt());
        assertEquals("/health", container.at("/livenessProbe/httpGet/path").asText());
        assertFalse(
                chart().set("probes.liveness.enabled=false")
                        .render()
                        .container()
                        .has("livenessProbe"));
    }

    @Test
    void aReplicaLeavesCleanlyAndNeedsNoSpareGpu() {
        Rendered rendered = chart().render();

        assertEquals(120, rendered.podSpec().path("terminationGracePeriodSeconds").asInt());
        assertTrue(rendered.container().at("/lifecycle/preStop/exec/command").isArray());
        assertEquals("Recreate", rendered.only("Deployment").at("/spec/strategy/type").asText());
        assertEquals(
                "2Gi",
                ServerAcceptanceTest.volume(rendered, "shm").at("/emptyDir/sizeLimit").asText());
    }

    @Test
    void theReplicasOfAnExperimentAreSelectedByGroupOrName() {
        Rendered rendered =
                chart().set("group=run-7", "commonLabels.spillway\\.io/run=r1", "podLabels.tier=a")
                        .render();

        JsonNode labels = rendered.only("Deployment").at("/spec/template/metadata/labels");
        assertEquals("vllm-server", labels.path("app").asText());
        assertEquals("run-7", labels.path("spillway.io/group").asText());
        assertEquals("r1", labels.path("spillway.io/run").asText());
        assertEquals("a", labels.path("tier").asText());
        assertEquals("test-1", labels.path("app.kubernetes.io/component").asText());
        assertEquals(
                "qwen3-vllm",
                chart().set("componentName=qwen3-vllm")
                        .render()
                        .only("Service")
                        .at("/metadata/labels/app.kubernetes.io~1component")
                        .asText());
        for (JsonNode object : rendered.objects()) {
            assertEquals("r1", object.at("/metadata/labels/spillway.io~1run").asText());
        }
    }

    @Test
    void theServiceSelectsThePodsAndNotTheTest() {
        Rendered rendered = chart().render();
        JsonNode selector = rendered.only("Service").at("/spec/selector");
        JsonNode pod = rendered.only("Deployment").at("/spec/template/metadata/labels");

        selector.propertyStream()
                .forEach(e -> assertEquals(e.getValue(), pod.path(e.getKey()), e.getKey()));
        assertEquals(selector, rendered.only("Deployment").at("/spec/selector/matchLabels"));
    }

    @Test
    void theServersPortCanBeReachedOnTheNode() {
        Rendered nodePort =
                chart().set("server.service.type=NodePort", "server.service.nodePort=30801")
                        .render();
        assertEquals(30801, nodePort.only("Service").at("/spec/ports/0/nodePort").asInt());

        Rendered host = chart().set("server.port=8001", "server.hostNetwork=true").render();
        assertEquals(8001, host.container().at("/ports/0/hostPort").asInt());
        assertEquals("ClusterFirstWithHostNet", host.podSpec().path("dnsPolicy").asText());

        Rendered hostPort = chart().set("server.hostPort=8001").render();
        assertEquals(8001, hostPort.container().at("/ports/0/hostPort").asInt());

        Rendered headless = chart().set("server.service.headless=true").render();
        assertEquals("None", headless.only("Service").at("/spec/clusterIP").asText());
    }

    @Test
    void aTargetPortThatNobodyListensOnIsRefused() {
        assertTrue(
                chart().set("server.service.targetPort=8001")
                        .refusal()
                        .contains("listens on server.port 8000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hpa", "keda"})
    void anAutoscalerOwnsTheNumberOfReplicas(String mode) {
        Rendered rendered =
                chart().set(
                                "autoscaling.mode=" + mode,
                                "autoscaling.keda.serverAddress=http://prometheus:9090")
                        .render();

        assertFalse(rendered.only("Deployment").path("spec").has("replicas"));
        assertEquals(1, chart().render().only("Deployment").at("/spec/replicas").asInt());
    }

    @Test
    void kedaSumsTheQueueOverAllPods() {
        JsonNode trigger =
                chart().set(
                                "autoscaling.mode=keda",
                                "autoscaling.keda.serverAddress=http://prometheus:9090")
                        .render()
                        .only("ScaledObject")
                        .at("/spec/triggers/0");

        assertEquals("AverageValue", trigger.path("metricType").asText());
        assertEquals(
                "sum(vllm:num_requests_waiting{namespace=\"default\",pod=~\"test-1-vllm-server-.+\"})",
                trigger.at("/metadata/query").asText());
        assertEquals("false", trigger.at("/metadata/ignoreNullValues").asText());
        assertTrue(chart().set("autoscaling.mode=keda").refusal().contains("keda.serverAddress"));
    }

    @Test
    void everythingOptionalIsOffUntilAskedFor() {
        assertEquals(
                List.of(
                        "ConfigMap/test-1-vllm-server-serve",
                        "Service/test-1-vllm-server",
                        "Deployment/test-1-vllm-server"),
                chart().render().names());
        List<String> all =
                chart().values(
                                """
                                podMonitor: {enabled: true, labels: {release: prometheus}}
                                serviceMonitor: {enabled: true}
                                pdb: {enabled: true}
                                serviceAccount: {create: true}
                                rbac:
                                  create: true
                                  rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
                                networkPolicy: {enabled: true}
                                modelCache: {type: pvc}
                                secret: {hfApiToken: hf_x}
                                autoscaling: {mode: hpa}
                                extraObjects:
                                  - apiVersion: v1
                                    kind: ConfigMap
                                    metadata: {name: "{{ .Release.Name }}-more"}
                                """)
                        .render()
                        .names();
        for (String object :
                List.of(
                        "PodMonitor",
                        "ServiceMonitor",
                        "PodDisruptionBudget",
                        "ServiceAccount",
                        "Role",
                        "RoleBinding",
                        "NetworkPolicy",
                        "PersistentVolumeClaim",
                        "Secret",
                        "HorizontalPodAutoscaler",
                        "ConfigMap/test-1-more")) {
            assertTrue(
                    all.stream().anyMatch(name -> name.startsWith(object)), object + " in " + all);
        }
    }

    @Test
    void aSimulatedServerNeedsNoGpuNoModelAndNoRights() {
        Rendered rendered =
                chart().set(
                                "simulator.enabled=true",
                                "secret.hfApiToken=hf_x",
                                "server.port=8002",
                                "server.maxNumSeqs=16",
                                "runtimeClassName=nvidia")
                        .render();

        assertEquals(
                "simulate --host 0.0.0.0 --port 8002 --profile mig-1g.12gb-llama-3.2-3b"
                        + " --startup 20s --max-num-seqs 16 --model org/model",
                args(rendered));
        assertEquals("spillway:0.1.0", rendered.container().path("image").asText());
        assertFalse(rendered.objects().toString().contains("nvidia"));
        assertEquals(
                List.of("Service/test-1-vllm-server", "Deployment/test-1-vllm-server"),
                rendered.names());
        assertTrue(rendered.podSpec().at("/securityContext/runAsNonRoot").asBoolean());
        assertTrue(rendered.container().at("/securityContext/readOnlyRootFilesystem").asBoolean());
        assertTrue(
                args(chart().set("simulator.enabled=true", "simulator.fixed=ttft=100ms").render())
                        .contains("--fixed ttft=100ms"));
    }
}
