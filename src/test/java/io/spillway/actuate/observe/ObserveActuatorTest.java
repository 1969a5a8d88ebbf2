package io.spillway.actuate.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.spillway.actuate.apiserver.ApiServer;
import io.spillway.actuate.apiserver.ClusterWorld;
import io.spillway.actuate.apiserver.FakeApiServer;
import io.spillway.actuate.apiserver.Heard;
import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.ClusterContext;
import io.spillway.actuate.cluster.Patience;
import io.spillway.actuate.cluster.Reach;
import io.spillway.actuate.kubernetes.TestClusters;
import io.spillway.fleet.Actuator;
import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.FleetEvents;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.RunId;
import io.spillway.testing.ActuatorContract;
import io.spillway.time.SystemTime;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Pods that somebody else scales. */
class ObserveActuatorTest extends ActuatorContract {

    @Override
    protected World newWorld() throws Exception {
        return observed();
    }

    ObservedWorld observed() throws Exception {
        return new ObservedWorld(new FakeApiServer(), "default", true);
    }

    @Test
    void followsPodsFromTheirCreationToTheirEnd() throws Exception {
        try (var world = observed()) {
            var heard = new Heard();
            Actuator actuator = world.connect(heard);
            actuator.adopt(new RunId("contract-run"));
            var first = new ReplicaId("vllm-a");
            String none = "no pod matches app=vllm in namespace " + world.namespace();
            Heard.await(
                    () -> "not told that there is none: " + world.notes,
                    () -> world.notes.contains(none));

            world.create("vllm-a");
            var addressed = heard.await(FleetEvent.Addressed.class, first);
            Heard.await(() -> "does not serve", () -> world.serves(addressed.endpoint()));
            assertEquals(
                    "nvidia.com/mig-1g.12gb",
                    heard.await(FleetEvent.Appeared.class, first).spec().overrides().gpuResource());

            world.machinery().pause(true);
            world.delete("vllm-a");
            heard.await(FleetEvent.Leaving.class, first);
            world.machinery().pause(false);
            heard.await(FleetEvent.Stopped.class, first);
            actuator.close();
            assertTrue(
                    heard.all().stream().noneMatch(FleetEvent.Failed.class::isInstance),
                    heard.all()::toString);
        }
    }

    static final class ObservedWorld extends ClusterWorld {
        private final List<Cluster> clusters = new ArrayList<>();
        private final SystemTime time = SystemTime.start();
        private final List<String> notes = new CopyOnWriteArrayList<>();

        ObservedWorld(ApiServer server, String namespace, boolean ownsServer) {
            super(server, namespace, ownsServer);
        }

        @Override
        public Actuator connect(FleetEvents events) {
            Cluster cluster = TestClusters.open(server, namespace);
            clusters.add(cluster);
            var settings =
                    new ObserveActuator.Settings(
                            "app=vllm", machinery.kubelet().port(), Reach.POD_IP);
            return new ObserveActuator(
                    settings,
                    cluster,
                    new ClusterContext(
                            new RunId("contract-run"),
                            events,
                            note -> notes.add(note.text()),
                            time,
                            Patience.DEFAULT));
        }

        void create(String name) {
            Pod pod =
                    new PodBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .withNamespace(namespace)
                            .addToLabels("app", "vllm")
                            .endMetadata()
                            .withNewSpec()
                            .addNewContainer()
                            .withName("vllm")
                            .withImage("vllm:1")
                            .withNewResources()
                            .addToLimits(
                                    "nvidia.com/mig-1g.12gb",
                                    new io.fabric8.kubernetes.api.model.Quantity("1"))
                            .endResources()
                            .endContainer()
                            .endSpec()
                            .build();
            machinery.client().pods().inNamespace(namespace).resource(pod).create();
        }

        void delete(String name) {
            machinery.client().pods().inNamespace(namespace).withName(name).delete();
        }

        @Override
        protected String idPrefix() {
            return "vllm";
        }

        @Override
        protected Pod podOf(ReplicaId id) {
            return machinery.client().pods().inNamespace(namespace).withName(id.value()).get();
        }

        @Override
        public List<String> leftovers() {
            return podNames();
        }

        @Override
        public void close() {
            clusters.forEach(Cluster::close);
            super.close();
        }
    }
}
