package io.spillway.actuate.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.spillway.actuate.apiserver.Heard;
import io.spillway.actuate.apiserver.OnRealCluster;
import io.spillway.actuate.apiserver.RealApiServer;
import io.spillway.actuate.apiserver.SharedApiServer;
import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.ClusterException;
import io.spillway.actuate.cluster.Preflight;
import io.spillway.actuate.cluster.Reach;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;

/** Troubles on a real kube-apiserver. */
@OnRealCluster
class RealWorkloadTroubleTest extends WorkloadTroubles {

    @Override
    Place newPlace() throws Exception {
        var shared = SharedApiServer.get();
        return new Place(shared, SharedApiServer.namespace(shared), false);
    }

    @AfterEach
    void comeBack() {
        server.setAway(false);
    }

    @Override
    void limitPods(int most) {
        assumeTrue(
                server.hasControllers(), "a quota needs kube-controller-manager beside the rest");
        var quotas = world.machinery().client().resourceQuotas().inNamespace(namespace);
        quotas.resource(
                        new ResourceQuotaBuilder()
                                .withNewMetadata()
                                .withName("few")
                                .endMetadata()
                                .withNewSpec()
                                .addToHard("pods", new Quantity(Integer.toString(most)))
                                .endSpec()
                                .build())
                .create();
        Heard.await(
                () -> "the quota does not count",
                () -> {
                    var status = quotas.withName("few").get().getStatus();
                    return status != null
                            && status.getHard() != null
                            && !status.getHard().isEmpty();
                });
    }

    @Test
    void aUserWithoutRightsIsToldEachOneThatIsMissing() {
        var config = RealApiServer.nobody(server.config(namespace));
        var settings = new KubernetesSettings("deployment/vllm", "pod", Reach.POD_IP, 8000, 3);
        List<Cluster.Permission> wanted = KubernetesActuator.permissions(settings);
        try (var cluster = KubernetesCluster.open(config, namespace)) {
            assertEquals(wanted, Preflight.missing(cluster, wanted));
            assertTrue(wanted.toString().contains("update deployments/scale.apps"));
            var refused =
                    assertThrows(
                            ClusterException.class,
                            () -> cluster.workloads().scaleTo("deployment/vllm", 1));
            assertEquals(ClusterException.Kind.FORBIDDEN, refused.kind());
        }
    }
}
