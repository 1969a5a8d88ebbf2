package io.spillway.actuate.helm;

import io.fabric8.kubernetes.api.model.Pod;
import io.spillway.actuate.apiserver.ApiServer;
import io.spillway.actuate.apiserver.ClusterWorld;
import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.ClusterContext;
import io.spillway.actuate.cluster.Reach;
import io.spillway.actuate.kubernetes.TestClusters;
import io.spillway.fleet.Actuator;
import io.spillway.fleet.FleetEvents;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.RunId;
import io.spillway.time.SystemTime;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Helm releases as the world of an actuator. */
final class ReleaseWorld extends ClusterWorld {

    static final String TOKEN = "hf-not-a-real-token";

    final List<RunEvent.Note> notes = new CopyOnWriteArrayList<>();
    private final SystemTime time = SystemTime.start();
    private final List<Cluster> clusters = new ArrayList<>();

    ReleaseWorld(ApiServer server, String namespace, boolean ownsServer) {
        super(server, namespace, ownsServer);
    }

    static Path chart() {
        try {
            return Path.of(ReleaseWorld.class.getResource("/charts/look-alike/Chart.yaml").toURI())
                    .getParent();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    HelmSettings settings(String chart) {
        var values =
                new HelmSettings.Values(
                        Map.of("server", Map.of("name", "vllm")),
                        Map.of("server.name", "vllm"),
                        Map.of("secret.hfApiToken", TOKEN),
                        HelmSettings.Keys.VLLM_SERVER);
        return new HelmSettings(chart, "test", machinery.kubelet().port(), Reach.POD_IP, 8, values);
    }

    Cluster open() {
        Cluster cluster = TestClusters.open(server, namespace);
        clusters.add(cluster);
        return cluster;
    }

    Actuator connect(FleetEvents events, String run, String chart) {
        var context = new ClusterContext(new RunId(run), events, notes::add, time, PATIENCE);
        return new HelmActuator(settings(chart), open(), context);
    }

    @Override
    public Actuator connect(FleetEvents events) {
        return connect(events, "contract-run", chart().toString());
    }

    @Override
    protected String idPrefix() {
        return "test";
    }

    @Override
    protected Pod podOf(ReplicaId id) {
        return machinery
                .client()
                .pods()
                .inNamespace(namespace)
                .withLabel("app.kubernetes.io/instance", id.value())
                .list()
                .getItems()
                .getFirst();
    }

    /** Pods, and everything Helm made. */
    @Override
    public List<String> leftovers() {
        List<String> left = new ArrayList<>(podNames());
        var client = machinery.client();
        client.secrets()
                .inNamespace(namespace)
                .list()
                .getItems()
                .forEach(secret -> left.add("secret " + secret.getMetadata().getName()));
        client.apps()
                .deployments()
                .inNamespace(namespace)
                .list()
                .getItems()
                .forEach(it -> left.add("deployment " + it.getMetadata().getName()));
        return left;
    }

    SystemTime time() {
        return time;
    }

    @Override
    public void close() {
        clusters.forEach(Cluster::close);
        super.close();
    }
}
