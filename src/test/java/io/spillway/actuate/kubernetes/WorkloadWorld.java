package io.spillway.actuate.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.spillway.actuate.apiserver.ApiServer;
import io.spillway.actuate.apiserver.ClusterWorld;
import io.spillway.actuate.cluster.ClusterContext;
import io.spillway.actuate.cluster.Reach;
import io.spillway.fleet.Actuator;
import io.spillway.fleet.FleetEvents;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.RunId;
import io.spillway.time.SystemTime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A Deployment as the world of an actuator. */
final class WorkloadWorld extends ClusterWorld {

    private final SystemTime time = SystemTime.start();
    final List<RunEvent.Note> notes = new CopyOnWriteArrayList<>();
    private final List<KubernetesCluster> clusters = new ArrayList<>();
    private String run = "contract-run";

    WorkloadWorld(ApiServer server, String namespace, boolean ownsServer, int replicas) {
        super(server, namespace, ownsServer);
        machinery
                .client()
                .apps()
                .deployments()
                .inNamespace(namespace)
                .resource(
                        new DeploymentBuilder()
                                .withNewMetadata()
                                .withName("vllm")
                                .withNamespace(namespace)
                                .endMetadata()
                                .withNewSpec()
                                .withReplicas(replicas)
                                .withNewSelector()
                                .addToMatchLabels("app", "vllm")
                                .endSelector()
                                .withNewTemplate()
                                .withNewMetadata()
                                .addToLabels("app", "vllm")
                                .endMetadata()
                                .withNewSpec()
                                .addNewContainer()
                                .withName("vllm")
                                .withImage("vllm:1")
                                .withNewResources()
                                .addToLimits("nvidia.com/mig-1g.12gb", new Quantity("1"))
                                .addToRequests("nvidia.com/mig-1g.12gb", new Quantity("1"))
                                .endResources()
                                .endContainer()
                                .endSpec()
                                .endTemplate()
                                .endSpec()
                                .build())
                .create();
    }

    /** Controllers made from here on belong to this run. */
    void run(String name) {
        run = name;
    }

    @Override
    public Actuator connect(FleetEvents events) {
        KubernetesCluster cluster = KubernetesCluster.open(server.config(namespace), namespace);
        clusters.add(cluster);
        var settings =
                new KubernetesSettings(
                        "deployment/vllm",
                        idPrefix(),
                        Reach.POD_IP,
                        machinery.kubelet().port(),
                        100);
        return new KubernetesActuator(
                settings, cluster, new ClusterContext(new RunId(run), events, notes::add, time));
    }

    @Override
    protected String idPrefix() {
        return "replica";
    }

    @Override
    protected Pod podOf(ReplicaId id) {
        return labelled(id);
    }

    @Override
    public List<String> leftovers() {
        return podNames();
    }

    int replicas() {
        return machinery
                .client()
                .apps()
                .deployments()
                .inNamespace(namespace)
                .withName("vllm")
                .get()
                .getSpec()
                .getReplicas();
    }

    Map<String, String> labelsOf(ReplicaId id) {
        return labelled(id).getMetadata().getLabels();
    }

    @Override
    public void close() {
        clusters.forEach(KubernetesCluster::close);
        super.close();
    }
}
