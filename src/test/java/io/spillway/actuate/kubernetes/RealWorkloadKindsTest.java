package io.spillway.actuate.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.spillway.actuate.apiserver.Heard;
import io.spillway.actuate.apiserver.Machinery;
import io.spillway.actuate.apiserver.OnRealCluster;
import io.spillway.actuate.apiserver.SharedApiServer;
import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.ClusterException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything with a scale subresource can be scaled, by its own rules. */
@OnRealCluster
class RealWorkloadKindsTest {

    private static final String TEMPLATE =
            """
            metadata: {labels: {app: vllm}}
            spec:
              containers:
                - name: vllm
                  image: vllm:1
                  resources: {limits: {nvidia.com/mig-1g.12gb: 2}}
            """;

    private KubernetesClient client;
    private KubernetesCluster cluster;
    private String namespace;

    @BeforeEach
    void open() throws Exception {
        var server = SharedApiServer.get();
        namespace = SharedApiServer.namespace(server);
        client = new KubernetesClientBuilder().withConfig(server.config(namespace)).build();
        cluster = KubernetesCluster.open(server.config(namespace), namespace);
    }

    @AfterEach
    void close() {
        Machinery.clear(client, namespace);
        cluster.close();
        client.close();
    }

    private void create(String yaml) {
        client.resource(
                        client.getKubernetesSerialization()
                                .unmarshal(yaml, GenericKubernetesResource.class))
                .inNamespace(namespace)
                .create();
    }

    private void isScaled(String workload) {
        Cluster.Workloads workloads = cluster.workloads();
        assertEquals(0, workloads.scale(workload).replicas());

        workloads.scaleTo(workload, 3);

        assertEquals(3, workloads.scale(workload).replicas());
    }

    @ParameterizedTest
    @CsvSource({
        "deploy/vllm, Deployment, apps/v1",
        "sts/vllm, StatefulSet, apps/v1",
        "replicaset/vllm, ReplicaSet, apps/v1"
    })
    void whatIsBuiltIn(String workload, String kind, String version) {
        create(
                """
                apiVersion: %s
                kind: %s
                metadata: {name: vllm}
                spec:
                  replicas: 0
                  selector: {matchLabels: {app: vllm}}
                  template:
                %s
                """
                        .formatted(version, kind, TEMPLATE.indent(4)));

        isScaled(workload);

        assertEquals(2.0, cluster.workloads().requests(workload).get("nvidia.com/mig-1g.12gb"));
    }

    private void define(String group, String plural, String kind, boolean scales) {
        String subresources =
                scales
                        ? "{status: {}, scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas, labelSelectorPath: .status.selector}}"
                        : "{status: {}}";
        var crd =
                client.getKubernetesSerialization()
                        .unmarshal(
                                """
                                apiVersion: apiextensions.k8s.io/v1
                                kind: CustomResourceDefinition
                                metadata: {name: %1$s.%2$s}
                                spec:
                                  group: %2$s
                                  scope: Namespaced
                                  names: {plural: %1$s, singular: %3$s, kind: %4$s}
                                  versions:
                                    - name: v1
                                      served: true
                                      storage: true
                                      subresources: %5$s
                                      schema:
                                        openAPIV3Schema:
                                          type: object
                                          x-kubernetes-preserve-unknown-fields: true
                                """
                                        .formatted(
                                                plural,
                                                group,
                                                kind.toLowerCase(java.util.Locale.ROOT),
                                                kind,
                                                subresources),
                                CustomResourceDefinition.class);
        client.resource(crd).create();
        Heard.await(
                () -> plural + " are not served",
                () -> {
                    String served = client.raw("/apis/" + group + "/v1");
                    return served != null && served.contains("\"" + plural + "\"");
                });
    }

    private void createCustom(String group, String kind, String spec) {
        create(
                """
                apiVersion: %s/v1
                kind: %s
                metadata: {name: vllm}
                spec: {replicas: 0%s}
                """
                        .formatted(group, kind, spec));
    }

    @Test
    void aLeaderWorkerSet() {
        String group = "leaderworkerset.x-k8s.io";
        define(group, "leaderworkersets", "LeaderWorkerSet", true);
        createCustom(
                group,
                "LeaderWorkerSet",
                ", leaderWorkerTemplate: {workerTemplate: {spec: {containers: [{name: vllm, resources: {limits: {nvidia.com/gpu: 8}}}]}}}");

        isScaled("lws/vllm");

        assertEquals(8.0, cluster.workloads().requests("lws/vllm").get("nvidia.com/gpu"));
    }

    @Test
    void anythingElseWithAScaleSubresource() {
        define("models.example.test", "engines", "Engine", true);
        createCustom("models.example.test", "Engine", "");

        isScaled("engines.models.example.test/vllm");
    }

    @Test
    void whatHasNoneIsRefusedByName() {
        define("fixed.example.test", "rocks", "Rock", false);
        createCustom("fixed.example.test", "Rock", "");

        var refused =
                assertThrows(
                        ClusterException.class,
                        () -> cluster.workloads().scale("rocks.fixed.example.test/vllm"));

        assertTrue(
                refused.text().contains("rocks.fixed.example.test has no scale subresource"),
                refused.text());
    }
}
