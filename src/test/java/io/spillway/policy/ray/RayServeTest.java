package io.spillway.policy.ray;

import static io.spillway.policy.FleetFixture.at;
import static io.spillway.policy.FleetFixture.targetAfter;
import static io.spillway.policy.Policies.bounds;
import static io.spillway.policy.Policies.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.LoadView;
import io.spillway.policy.ScalingPolicy;
import io.spillway.policy.ray.RayAutoscaler.Delays;
import io.spillway.policy.ray.RayAutoscaler.Settings;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** Vectors of Ray Serve's autoscaling tests, and the policy around the algorithm. */
class RayServeTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Delays AT_ONCE = new Delays(0, 0, 0);

    @Test
    void rayServeScalesUpAndDownWithoutDelay() {
        var autoscaler = new RayAutoscaler(new Settings(50, 1, 1, AT_ONCE, 1, 10));

        assertEquals(2, autoscaler.next(0, 1, 1, 100));
        assertEquals(1, autoscaler.next(SECOND, 2, 2, 40));
    }

    @Test
    void rayServeAlternatingLoadNeverScalesWithinTheDelay() {
        var delays = new Delays(30 * SECOND, 30 * SECOND, 30 * SECOND);
        var autoscaler = new RayAutoscaler(new Settings(50, 1, 1, delays, 1, 10));
        for (int tick = 0; tick < 100; tick++) {
            int requests = tick % 2 == 0 ? 100 : 40;
            int replicas = autoscaler.next(tick * 20 * SECOND, 1, 1, requests);
            assertEquals(1, replicas, "tick " + tick);
        }
    }

    @Test
    void rayServeDesired() {
        var settings = new Settings(5, 1, 1, AT_ONCE, 1, 100);

        assertEquals(4, RayAutoscaler.desired(4, 20, settings));
        assertEquals(20, RayAutoscaler.desired(4, 100, settings));
        assertEquals(2, RayAutoscaler.desired(4, 10, settings));
    }

    @Test
    void rayServeDelayedStartUp() {
        var delays = new Delays(0, 600 * SECOND, 600 * SECOND);
        var autoscaler = new RayAutoscaler(new Settings(1, 1, 1, delays, 1, 200));

        assertEquals(100, autoscaler.next(0, 1, 1, 100));
        assertEquals(100, autoscaler.next(SECOND, 1, 100, 100));
        assertEquals(123, autoscaler.next(2 * SECOND, 3, 100, 123));
        assertEquals(123, autoscaler.next(3 * SECOND, 4, 123, 10));
    }

    @Test
    void rayServeFromZero() {
        assertEquals(
                10, new RayAutoscaler(new Settings(1, 10, 1, AT_ONCE, 0, 100)).next(0, 0, 0, 1));
        assertEquals(
                1, new RayAutoscaler(new Settings(1, 0.5, 1, AT_ONCE, 0, 100)).next(0, 0, 0, 1));
    }

    @Test
    void rayServeDownscalingFactor() {
        var autoscaler = new RayAutoscaler(new Settings(1, 1, 0.2, AT_ONCE, 0, 100));
        List<Integer> path = new ArrayList<>(List.of(5));
        for (int tick = 0; tick < 5; tick++) {
            path.add(autoscaler.next(tick * SECOND, path.getLast(), path.getLast(), 0));
        }

        assertEquals(List.of(5, 4, 3, 2, 1, 0), path);
    }

    @Test
    void neverFallsBelowOneInOneStep() {
        var autoscaler = new RayAutoscaler(new Settings(1, 1, 1, AT_ONCE, 0, 100));

        assertEquals(1, autoscaler.next(0, 5, 5, 0));
        assertEquals(0, autoscaler.next(SECOND, 1, 1, 0));
    }

    @Test
    void theLastReplicaHasADelayOfItsOwn() {
        var delays = new Delays(0, 10 * SECOND, 60 * SECOND);
        var autoscaler = new RayAutoscaler(new Settings(1, 1, 1, delays, 0, 100));
        assertEquals(1, autoscaler.next(0, 1, 1, 0));
        assertEquals(1, autoscaler.next(59 * SECOND, 1, 1, 0));

        assertEquals(0, autoscaler.next(60 * SECOND, 1, 1, 0));
    }

    @Test
    void waitsForTheUpscaleDelay() {
        ScalingPolicy policy = policy(bounds(1, 9), "ray-serve");
        for (int seconds = 0; seconds < 30; seconds += 5) {
            FleetObservation fleet = loaded(seconds, 8);
            assertEquals(1, targetAfter(policy.decide(fleet), fleet), "at " + seconds);
        }
        FleetObservation fleet = loaded(30, 8);

        assertEquals(4, targetAfter(policy.decide(fleet), fleet));
        assertEquals(8, policy.signal());
    }

    private static FleetObservation loaded(int seconds, int inFlight) {
        return at(seconds)
                .ready()
                .load(new LoadView(inFlight, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
                .see();
    }
}
