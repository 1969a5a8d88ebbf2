package io.spillway.sim.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.FailureCause;
import io.spillway.fleet.HealthProbe.Health;
import io.spillway.fleet.ReplicaSample;
import io.spillway.fleet.Signal;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class FaultsTest {
    private static final long SECOND = 1_000_000_000;

    private static ClusterRig rig(Fault... faults) {
        return new ClusterRig(ClusterRig.spec().withFaults(Faults.of(faults)));
    }

    @Test
    void replicaThatIsNeverReadyLoadsButDoesNotServe() {
        ClusterRig rig = rig(new Fault.NeverReady(1));
        rig.start(1);
        rig.start(2);
        rig.runUntilSeconds(600);

        assertInstanceOf(Health.NotServing.class, rig.probe(1));
        assertInstanceOf(Health.Serving.class, rig.probe(2));
        assertTrue(rig.log.contains("load 8.4"));
    }

    @Test
    void slowStartTakesSoManyTimesAsLong() {
        ClusterRig rig = rig(new Fault.SlowStart(1, 3));
        rig.start(1);
        rig.runUntilSeconds(59.9);
        assertInstanceOf(Health.NotServing.class, rig.probe(1));
        rig.runUntilSeconds(60.1);
        assertInstanceOf(Health.Serving.class, rig.probe(1));
    }

    @Test
    void deathResetsRequestsAndIsReportedOnce() {
        ClusterRig rig = rig(new Fault.Dies(1, 25 * SECOND));
        rig.serving(1);
        CallLog log = rig.send(1, 100, 10_000);
        rig.runUntilSeconds(100);

        assertEquals(FailureCause.CONNECTION_RESET, log.failureKind());
        assertEquals("failed sim-1 25.0", rig.log.getLast());
        assertInstanceOf(Health.NotServing.class, rig.probe(1));
        assertEquals("connection refused", rig.sample(1).problem());
    }

    @Test
    void deathWhileDrainingIsAFailureNotAStop() {
        ClusterRig rig = rig(new Fault.Dies(1, 25 * SECOND));
        rig.serving(1);
        CallLog log = rig.send(1, 100, 10_000);
        rig.runUntilSeconds(22);
        rig.cluster.stop(ClusterRig.id(1), Duration.ofSeconds(60));
        rig.runUntilSeconds(100);

        assertEquals(FailureCause.CONNECTION_RESET, log.failureKind());
        assertEquals("failed sim-1 25.0", rig.log.getLast());
        assertEquals(0, rig.log.stream().filter(line -> line.startsWith("stopped")).count());
    }

    @Test
    void metricsAreMissingForTheWindow() {
        ClusterRig rig = rig(new Fault.MetricsMissing(1, 30 * SECOND, 40 * SECOND));
        rig.serving(1);
        assertTrue(rig.sample(1).isFresh());
        rig.runUntilSeconds(31);
        long asked = rig.time.nanos();
        ReplicaSample missing = rig.sample(1);
        assertEquals("no answer in time", missing.problem());
        assertEquals(asked + SECOND / 2, missing.atNanos(), "at the deadline");
        rig.runUntilSeconds(40);
        assertTrue(rig.sample(1).isFresh());
    }

    @Test
    void frozenMetricsRepeatWhatWasLastTrue() {
        ClusterRig rig = rig(new Fault.MetricsFrozen(1, 30 * SECOND, 40 * SECOND));
        rig.serving(1);
        ReplicaSample before = rig.sample(1);
        rig.runUntilSeconds(31);
        rig.send(1, 100, 5);
        rig.runUntilSeconds(35);
        ReplicaSample frozen = rig.sample(1);
        assertTrue(frozen.isFresh(), "nothing in it says that it is old");
        assertEquals(before.values(), frozen.values());
        rig.runUntilSeconds(41);
        assertEquals(100.0, rig.sample(1).values().get(Signal.PROMPT_TOKENS));
    }

    @Test
    void lyingMetricHasItsFixedValue() {
        ClusterRig rig =
                rig(new Fault.MetricsLying(1, 30 * SECOND, 40 * SECOND, Signal.WAITING, 99));
        rig.serving(1);
        rig.runUntilSeconds(31);

        assertEquals(99.0, rig.sample(1).values().get(Signal.WAITING));
        assertEquals(0.0, rig.sample(1).values().get(Signal.RUNNING));
    }

    @Test
    void drawnFaultsDependOnTheSeedAlone() {
        var odds = new Faults.Odds(0.3, 0.3, 0.3, 0.3, Duration.ofSeconds(10));
        Duration horizon = Duration.ofMinutes(10);

        Faults drawn = Faults.drawn(1, odds, 20, horizon);
        assertEquals(drawn, Faults.drawn(1, odds, 20, horizon));
        assertNotEquals(drawn, Faults.drawn(2, odds, 20, horizon));
        assertTrue(drawn.all().size() > 10 && drawn.all().size() < 40);
        var none = new Faults.Odds(0, 0, 0, 0, Duration.ZERO);
        assertEquals(Faults.NONE, Faults.drawn(1, none, 20, horizon));
    }
}
