package io.spillway.actuate.apiserver;

import io.fabric8.kubernetes.api.model.Pod;
import io.spillway.actuate.cluster.Ownership;
import io.spillway.actuate.cluster.Patience;
import io.spillway.fleet.Endpoint;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.testing.ActuatorContract;
import io.spillway.testing.Reachable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A namespace with its machinery, as the world of an actuator. */
public abstract class ClusterWorld implements ActuatorContract.World {

    /** Of controllers that need not wait as long as on a cluster with work of its own. */
    public static final Patience PATIENCE =
            new Patience(
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(1),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(1));

    protected final ApiServer server;
    protected final String namespace;
    protected final Machinery machinery;
    private final boolean ownsServer;

    protected ClusterWorld(ApiServer server, String namespace, boolean ownsServer) {
        this.server = server;
        this.namespace = namespace;
        this.ownsServer = ownsServer;
        this.machinery = new Machinery(server, namespace);
    }

    public String namespace() {
        return namespace;
    }

    public Machinery machinery() {
        return machinery;
    }

    protected abstract String idPrefix();

    @Override
    public ReplicaSpec spec(int ordinal) {
        return new ReplicaSpec(
                new ReplicaId(idPrefix() + "-" + ordinal), ordinal, ReplicaSpec.Overrides.NONE);
    }

    /** Some ten looks of the machinery, and more than a watch takes to tell. */
    @Override
    public Duration quiet() {
        return Duration.ofMillis(500);
    }

    @Override
    public void drive(Duration time) {
        try {
            // Nothing counts it down: the world goes on by itself meanwhile.
            var _ = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean failNextStart() {
        machinery.kubelet().next(Kubelet.Fate.NO_IMAGE);
        return true;
    }

    @Override
    public boolean slowNextStart() {
        machinery.kubelet().next(Kubelet.Fate.RUNS_SLOWLY);
        return true;
    }

    /** The pod that is a replica. */
    protected abstract Pod podOf(ReplicaId id);

    @Override
    public boolean kill(ReplicaId id) {
        machinery.kubelet().crash(podOf(id).getMetadata().getName());
        return true;
    }

    @Override
    public boolean serves(Endpoint endpoint) {
        return Reachable.answers(endpoint, "/health");
    }

    protected List<String> podNames() {
        return machinery.client().pods().inNamespace(namespace).list().getItems().stream()
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    protected Pod labelled(ReplicaId id) {
        return machinery
                .client()
                .pods()
                .inNamespace(namespace)
                .withLabel(Ownership.REPLICA, id.value())
                .list()
                .getItems()
                .getFirst();
    }

    @Override
    public void close() {
        machinery.close();
        if (ownsServer) {
            server.close();
        }
    }
}
