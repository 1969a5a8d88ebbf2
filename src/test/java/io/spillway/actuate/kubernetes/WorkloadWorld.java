package io.spillway.actuate.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
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
    private int most = 100;

    WorkloadWorld(ApiServer server, String namespace, boolean ownsServer, int replicas) {
        super(server, namespace, ownsServer);
        machinery.deployment("vllm", replicas);
    }

    /** Controllers made from here on run so many replicas at most. */
    WorkloadWorld atMost(int replicas) {
        most = replicas;
        return this;
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
                        most);
        return new KubernetesActuator(
                settings,
                cluster,
                new ClusterContext(new RunId(run), events, notes::add, time, PATIENCE));
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
