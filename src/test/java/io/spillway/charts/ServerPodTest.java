package io.spillway.charts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** Where a server's pod goes, what it may do, and who reads its metrics. */
class ServerPodTest {

    private static Chart chart() {
        return Chart.server("test-1").set("server.modelPath=org/model");
    }

    @Test
    void placementReachesThePod() {
        JsonNode spec =
                chart().values(
                                """
                                nodeName: gpu-node-1
                                runtimeClassName: nvidia
                                schedulerName: gpu-scheduler
                                priorityClassName: high
                                nodeSelector: {nvidia.com/gpu.product: H100}
                                tolerations: [{key: nvidia.com/gpu, operator: Exists}]
                                topologySpreadConstraints:
                                  - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}
                                imagePullSecrets: [{name: registry}]
                                affinity:
                                  podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: []}
                                """)
                        .render()
                        .podSpec();

        assertEquals("nvidia", spec.path("runtimeClassName").asText());
        assertEquals("gpu-scheduler", spec.path("schedulerName").asText());
        assertEquals("high", spec.path("priorityClassName").asText());
        assertEquals("H100", spec.at("/nodeSelector/nvidia.com~1gpu.product").asText());
        assertEquals("nvidia.com/gpu", spec.at("/tolerations/0/key").asText());
        assertEquals("zone", spec.at("/topologySpreadConstraints/0/topologyKey").asText());
        assertEquals("registry", spec.at("/imagePullSecrets/0/name").asText());
        assertTrue(spec.path("affinity").has("podAntiAffinity"), spec::toPrettyString);
        assertTrue(spec.path("affinity").has("nodeAffinity"), spec::toPrettyString);
    }

    @Test
    void extrasReachThePod() {
        Rendered rendered =
                chart().values(
                                """
                                image: {digest: "sha256:0123"}
                                extraEnv: [{name: HTTPS_PROXY, value: "http://proxy:3128"}]
                                envFrom: [{configMapRef: {name: more}}]
                                extraVolumes: [{name: more, emptyDir: {}}]
                                extraVolumeMounts: [{name: more, mountPath: /more}]
                                initContainers: [{name: first, image: "busybox:1.37.0"}]
                                sidecars: [{name: beside, image: "busybox:1.37.0"}]
                                podAnnotations: {team: platform}
                                podSecurityContext: {fsGroup: 1000}
                                securityContext: {runAsUser: 1000}
                                serviceAccount: {name: models}
                                """)
                        .render();

        JsonNode container = rendered.container();
        assertEquals("vllm/vllm-openai@sha256:0123", container.path("image").asText());
        assertEquals(
                "http://proxy:3128",
                Rendered.env(container).get("HTTPS_PROXY").path("value").asText());
        assertEquals("more", container.at("/envFrom/0/configMapRef/name").asText());
        assertEquals(1000, container.at("/securityContext/runAsUser").asInt());
        assertFalse(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true));
        JsonNode spec = rendered.podSpec();
        assertEquals("first", spec.at("/initContainers/0/name").asText());
        assertEquals("beside", spec.at("/containers/1/name").asText());
        assertEquals(1000, spec.at("/securityContext/fsGroup").asInt());
        assertEquals("models", spec.path("serviceAccountName").asText());
        assertFalse(spec.path("automountServiceAccountToken").asBoolean(true));
        assertTrue(ServerAcceptanceTest.volume(rendered, "more").has("emptyDir"));
        assertEquals(
                "platform",
                rendered.only("Deployment")
                        .at("/spec/template/metadata/annotations/team")
                        .asText());
    }

    @Test
    void anotherTokenMakesAnotherPod() {
        assertNotEquals(checksum("hf_one"), checksum("hf_two"));
        assertEquals(checksum("hf_one"), checksum("hf_one"));
    }

    private static String checksum(String token) {
        return chart().set("secret.hfApiToken=" + token)
                .render()
                .only("Deployment")
                .at("/spec/template/metadata/annotations/checksum~1hf-token")
                .asText();
    }

    @ParameterizedTest
    @CsvSource({"PodMonitor, podMetricsEndpoints", "ServiceMonitor, endpoints"})
    void metricsAreReadFromTheNamedPort(String kind, String endpoints) {
        String key = Character.toLowerCase(kind.charAt(0)) + kind.substring(1);
        JsonNode spec =
                chart().set(key + ".enabled=true", key + ".labels.release=prometheus")
                        .render()
                        .only(kind)
                        .path("spec");

        JsonNode endpoint = spec.path(endpoints).path(0);
        assertEquals("http", endpoint.path("port").asText());
        assertEquals("/metrics", endpoint.path("path").asText());
        assertEquals("5s", endpoint.path("interval").asText());
        assertEquals(
                List.of("test-1"),
                spec.at("/selector/matchLabels")
                        .valueStream()
                        .map(JsonNode::asText)
                        .filter("test-1"::equals)
                        .toList());
    }

    @Test
    void aReleaseStaysWithinItsRights() {
        Rendered rendered =
                chart().values(
                                """
                                serviceAccount: {create: true}
                                rbac: {create: true, rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]}
                                """)
                        .render();

        assertTrue(rendered.all("ClusterRole").isEmpty());
        assertEquals(
                rendered.only("ServiceAccount").at("/metadata/name"),
                rendered.only("RoleBinding").at("/subjects/0/name"));
        assertEquals(1, rendered.only("Role").path("rules").size());
    }
}
