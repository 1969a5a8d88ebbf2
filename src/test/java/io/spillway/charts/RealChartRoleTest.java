package io.spillway.charts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.spillway.actuate.apiserver.Kubeconfigs;
import io.spillway.actuate.apiserver.OnRealCluster;
import io.spillway.actuate.apiserver.RealApiServer;
import io.spillway.actuate.apiserver.SharedApiServer;
import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.Preflight;
import io.spillway.actuate.cluster.Reach;
import io.spillway.actuate.kubernetes.ClusterAccess;
import io.spillway.actuate.kubernetes.KubernetesActuator;
import io.spillway.actuate.kubernetes.KubernetesCluster;
import io.spillway.actuate.kubernetes.KubernetesSettings;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;

/** The rights that the chart gives its Job are enough for what a run asks for, by RBAC itself. */
@OnRealCluster
class RealChartRoleTest {

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "kubernetes, deployment/vllm",
        "kubernetes, sts/vllm",
        "kubernetes, rc/vllm",
        "kubernetes, lws/vllm",
        "kubernetes, rollouts.argoproj.io/vllm",
        "helm, ''",
        "observe, ''"
    })
    void theJobMayDoAllThatItsRunNeeds(String actuator, String workload) throws Exception {
        var server = SharedApiServer.get();
        String namespace = SharedApiServer.namespace(server);
        try (var client =
                new KubernetesClientBuilder().withConfig(server.config(namespace)).build()) {
            grant(client, namespace, actuator, workload);
        }
        Path kubeconfig =
                Kubeconfigs.write(
                        folder.resolve("kubeconfig"),
                        RealApiServer.nobody(server.config(namespace)),
                        namespace);
        try (var cluster = KubernetesCluster.open(new ClusterAccess(namespace, kubeconfig, null))) {
            List<Cluster.Permission> missing =
                    Preflight.missing(cluster, wanted(actuator, workload)).stream()
                            .filter(Cluster.Permission::required)
                            .toList();
            assertEquals(List.of(), missing);
        }
    }

    private static List<Cluster.Permission> wanted(String actuator, String workload) {
        return switch (actuator) {
            case "kubernetes" ->
                    KubernetesActuator.permissions(
                            new KubernetesSettings(workload, "pod", Reach.POD_IP, 8000, 3));
            case "helm" -> Preflight.toInstall();
            default -> Preflight.toObserve();
        };
    }

    private static void grant(
            KubernetesClient client, String namespace, String actuator, String workload) {
        Rendered rendered =
                Chart.benchmark("test")
                        .set(
                                "benchmark.scenario=autoscale",
                                "benchmark.autoscale.actuator=" + actuator,
                                "benchmark.autoscale.workload=" + workload)
                        .render();
        Role role =
                client.getKubernetesSerialization()
                        .unmarshal(rendered.only("Role").toString(), Role.class);
        role.getMetadata().setNamespace(namespace);
        role.getMetadata().setName("job");
        client.rbac().roles().inNamespace(namespace).resource(role).create();
        client.rbac()
                .roleBindings()
                .inNamespace(namespace)
                .resource(
                        new RoleBindingBuilder()
                                .withNewMetadata()
                                .withName("job")
                                .endMetadata()
                                .withNewRoleRef()
                                .withApiGroup("rbac.authorization.k8s.io")
                                .withKind("Role")
                                .withName("job")
                                .endRoleRef()
                                .addNewSubject("rbac.authorization.k8s.io", "User", "nobody", null)
                                .build())
                .create();
    }
}
