package io.spillway.actuate.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.actuate.apiserver.FakeApiServer;
import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.ReplicaId;
import io.spillway.testing.Waits;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** Troubles on an API server in memory, and those that only such a one can have. */
@Waits
class WorkloadTroubleTest extends WorkloadTroubles {

    private static final ReplicaId FIRST = new ReplicaId("replica-1");
    private static final ReplicaId SECOND = new ReplicaId("replica-2");

    private FakeApiServer fake;

    @Override
    Place newPlace() throws Exception {
        fake = new FakeApiServer();
        return new Place(fake, "default", true);
    }

    @Override
    void limitPods(int most) {
        fake.limitPods(most);
    }

    @Test
    void aMissingPermissionIsNamedBeforeAnythingIsDone() {
        fake.forbid("update deployments/scale");
        begin();

        actuator.start(world.spec(1));

        var failed = heard.await(FleetEvent.Failed.class, FIRST);
        assertTrue(failed.reason().contains("update deployments/scale"), failed.reason());
        assertEquals(0, world.replicas());
    }

    @Test
    void aScaledObjectThatWouldFightIsNamedToo() {
        world.machinery()
                .client()
                .genericKubernetesResources("keda.sh/v1alpha1", "ScaledObject")
                .inNamespace(namespace)
                .resource(Scalers.scaledObject("by-keda", "vllm"))
                .create();
        begin();

        actuator.start(world.spec(1));

        var failed = heard.await(FleetEvent.Failed.class, FIRST);
        assertTrue(failed.reason().contains("ScaledObject by-keda"), failed.reason());
        assertTrue(failed.reason().contains("observe actuator"), failed.reason());
        assertEquals(0, world.replicas());
    }

    @Test
    void anExpiredWatchIsBegunAnew() {
        begin();
        startAndServe(1);

        fake.expireWatches();

        startAndServe(2);
        assertNull(heard.last(FleetEvent.Failed.class, FIRST));
    }

    @Test
    void aWorkloadThatTakesAnotherPodIsFollowed() {
        begin();
        startAndServe(1);
        startAndServe(2);
        world.machinery().ignoreDeletionCost();

        actuator.stop(SECOND, Duration.ofSeconds(5));

        heard.await(FleetEvent.Leaving.class, FIRST);
        heard.await(FleetEvent.Stopped.class, FIRST);
        assertNull(heard.last(FleetEvent.Stopped.class, SECOND));
        assertEquals(1, world.leftovers().size());
    }
}
