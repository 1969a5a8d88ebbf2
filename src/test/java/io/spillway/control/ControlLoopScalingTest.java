package io.spillway.control;

import static io.spillway.control.ControlHarness.SECOND;
import static io.spillway.control.ControlHarness.id;
import static io.spillway.control.ControlHarness.settings;
import static io.spillway.control.ControlHarness.watching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.control.ControlSettings.ScaleIn;
import io.spillway.control.ControlSettings.ScaleOut;
import io.spillway.control.ControlSettings.Size;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.StartPhase;
import io.spillway.testing.FakeCluster;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Targets, and what becomes of them. */
class ControlLoopScalingTest {

    @Test
    void saysReadyOnceTheMinimumServes() {
        var harness = new ControlHarness(settings(2, 4));
        harness.start();
        harness.runSeconds(3.9);
        assertEquals(0, harness.readyCalls);

        harness.runSeconds(20);
        assertEquals(1, harness.readyCalls);
        assertEquals("sim-1 ready, sim-2 ready", harness.fleet());
        assertEquals(List.of("sim-1", "sim-2"), harness.traffic.routedNames());
        assertEquals(List.of(), harness.scalings());
    }

    @Test
    void minimumOfNoneIsReadyAtOnce() {
        var harness = new ControlHarness(settings(0, 4));
        harness.start();
        harness.runSeconds(0);

        assertEquals(1, harness.readyCalls);
        assertEquals("", harness.fleet());
    }

    @Test
    void scalesOutWithStartsSideBySide() {
        ControlHarness harness = watching(settings(1, 4));
        harness.policy.always(3);
        harness.runSeconds(5);
        assertEquals("sim-1 ready, sim-2 starting, sim-3 starting", harness.fleet());

        harness.runSeconds(5);
        assertEquals("sim-1 ready, sim-2 ready, sim-3 ready", harness.fleet());
        assertEquals(List.of("1->3"), harness.scalings());
        assertEquals(List.of("sim-1", "sim-2", "sim-3"), harness.traffic.routedNames());
    }

    @Test
    void newReplicaGetsOneWarmUpBeforeAnyTraffic() {
        ControlHarness harness = watching(settings(1, 4));
        harness.traffic.warmUpsAnswer(false);
        harness.policy.always(2);
        harness.runSeconds(12);

        assertEquals(List.of("sim-1", "sim-2"), harness.traffic.warmedUp());
        assertEquals(List.of("sim-1"), harness.traffic.routedNames());
        assertEquals("sim-1 ready, sim-2 starting", harness.fleet());
    }

    @Test
    void scalesInByDrainingTheNewest() {
        ControlHarness harness = watching(settings(1, 4));
        harness.policy.always(3);
        harness.runSeconds(10);
        harness.traffic.inFlight(id(3), 2);
        harness.policy.always(2);
        harness.runSeconds(6);
        assertEquals("sim-1 ready, sim-2 ready, sim-3 draining", harness.fleet());
        assertEquals(List.of("sim-1", "sim-2"), harness.traffic.routedNames());
        assertFalse(harness.actuator.calls().contains("stop sim-3 PT5S"));

        harness.traffic.inFlight(id(3), 0);
        harness.runSeconds(1);
        assertTrue(harness.actuator.calls().contains("stop sim-3 PT5S"));
        assertEquals("sim-1 ready, sim-2 ready", harness.fleet());
        assertEquals(List.of(), harness.traffic.aborted());
    }

    @Test
    void abortsWhatOutlivesTheDrainTimeout() {
        ControlHarness harness =
                watching(
                        settings(1, 4)
                                .with(
                                        ScaleIn.DEFAULT
                                                .withCooldown(Duration.ZERO)
                                                .withDrainTimeout(Duration.ofSeconds(7))));
        harness.policy.always(2);
        harness.runSeconds(10);
        harness.traffic.inFlight(id(2), 1);
        harness.policy.always(1);
        harness.runSeconds(5 + 6.9);
        assertEquals("sim-1 ready, sim-2 draining", harness.fleet());

        harness.runSeconds(0.3);
        assertEquals(List.of(id(2)), harness.traffic.aborted());
        assertEquals("sim-1 ready", harness.fleet());
        assertTrue(harness.notes().getLast().contains("still has 1 requests in flight"));
    }

    @Test
    void lowerTargetCancelsStartsBeforeItDrains() {
        ControlHarness harness = watching(settings(1, 8));
        harness.policy.always(3);
        harness.runSeconds(10);
        harness.policy.always(6);
        harness.runSeconds(5);
        harness.loop.requestScale(2, "by hand");
        harness.policy.hold();
        harness.runSeconds(0);

        assertEquals(
                "sim-1 ready, sim-2 ready, sim-3 draining, sim-4 draining, sim-5 draining, sim-6"
                        + " draining",
                harness.fleet());
        List<String> stops =
                harness.actuator.calls().stream().filter(c -> c.startsWith("stop")).toList();
        assertEquals(
                List.of("stop sim-6 PT0S", "stop sim-5 PT0S", "stop sim-4 PT0S"),
                stops.subList(0, 3));
        harness.runSeconds(10);
        assertEquals("sim-1 ready, sim-2 ready", harness.fleet());
    }

    @Test
    void latestTargetWinsOverEarlierOnes() {
        ControlHarness harness = watching(settings(1, 8));
        harness.loop.requestScale(5, "first");
        harness.loop.requestScale(2, "second");
        harness.loop.requestScale(3, "third");
        harness.runSeconds(12);

        assertEquals(List.of("1->5", "5->2", "2->3"), harness.scalings());
        assertEquals(3, harness.loop.observation().ready());
        assertEquals(3, harness.cluster.existing().size());
    }

    @Test
    void staysWithinMinimumAndMaximum() {
        ControlHarness harness = watching(settings(2, 3));
        harness.policy.always(50);
        harness.runSeconds(15);
        assertEquals(3, harness.loop.observation().ready());

        harness.policy.always(0);
        harness.runSeconds(15);
        assertEquals(2, harness.loop.observation().ready());
        assertEquals(List.of("2->3", "3->2"), harness.scalings());
    }

    @Test
    void oneDecisionAddsAtMostTheStep() {
        ControlHarness harness =
                watching(settings(1, 8).with(new ScaleOut(2, Duration.ofSeconds(11))));
        harness.policy.always(8);
        harness.runSeconds(16);
        assertEquals(List.of("1->3"), harness.scalings());
        assertTrue(harness.notes().contains("not scaled to 8: scale-out is cooling down"));

        harness.runSeconds(5);
        assertEquals(List.of("1->3", "3->5"), harness.scalings());
    }

    @Test
    void scaleInWaitsForItsCooldownAfterAnyScaling() {
        ControlHarness harness =
                watching(settings(1, 8).with(ScaleIn.DEFAULT.withCooldown(Duration.ofSeconds(12))));
        harness.policy.always(3);
        harness.runSeconds(5);
        harness.policy.always(1);
        harness.runSeconds(10);
        assertEquals(List.of("1->3"), harness.scalings());

        harness.runSeconds(5);
        assertEquals(List.of("1->3", "3->1"), harness.scalings());
    }

    @Test
    void neverShrinksByPolicyWhenScaleInIsOff() {
        ControlHarness harness =
                watching(
                        settings(1, 8)
                                .with(
                                        ScaleIn.DEFAULT
                                                .withCooldown(Duration.ZERO)
                                                .withEnabled(false)));
        harness.policy.always(3);
        harness.runSeconds(10);
        harness.policy.always(1);
        harness.runSeconds(20);
        assertEquals(3, harness.loop.observation().ready());

        harness.loop.requestScale(1, "by hand");
        harness.runSeconds(2);
        assertEquals(1, harness.loop.observation().ready());
    }

    @Test
    void boundsStartsThatRunSideBySide() {
        ControlHarness harness = watching(settings(1, 8).with(new Size("sim", 1, 8, 2, Map.of())));
        harness.policy.always(6);
        harness.runSeconds(5);
        assertEquals(2, harness.loop.observation().starting());

        harness.runSeconds(4.3);
        assertEquals(3, harness.loop.observation().ready());
        assertEquals(2, harness.loop.observation().starting());
        harness.runSeconds(10);
        assertEquals(6, harness.loop.observation().ready());
    }

    @Test
    void reusesTheLowestFreeNumber() {
        ControlHarness harness = watching(settings(1, 8));
        harness.policy.always(3);
        harness.runSeconds(10);
        harness.actuator.die(id(2), "out of memory");
        harness.runSeconds(0);
        assertEquals("sim-1 ready, sim-3 ready, sim-2 starting", harness.fleet());
    }

    @Test
    void recordsThePhasesOfAScaleOut() {
        ControlHarness harness = watching(settings(1, 4));
        harness.policy.breachedSince = OptionalLong.of(7 * SECOND);
        harness.policy.always(2);
        harness.runSeconds(10);
        harness.loop.firstRouted(id(2), 15_100_000_000L);
        harness.loop.firstToken(id(2), 15_300_000_000L);
        harness.loop.firstRouted(id(2), 99_000_000_000L);
        harness.runSeconds(0);

        Waterfall waterfall = harness.waterfalls.all().get(1);
        assertEquals(id(2), waterfall.replica());
        assertTrue(waterfall.isScaleOut());
        assertEquals(
                List.of(
                        StartPhase.DETECT,
                        StartPhase.DECIDE,
                        StartPhase.CREATE,
                        StartPhase.START,
                        StartPhase.READY,
                        StartPhase.FIRST_ROUTED,
                        StartPhase.FIRST_TOKEN),
                waterfall.steps().stream().map(Waterfall.Step::phase).toList());
        assertEquals(OptionalLong.of(7 * SECOND), waterfall.at(StartPhase.DETECT));
        assertEquals(OptionalLong.of(10 * SECOND), waterfall.at(StartPhase.DECIDE));
        assertEquals(OptionalLong.of(14 * SECOND), waterfall.at(StartPhase.READY));
        assertEquals(
                OptionalLong.of(200_000_000),
                waterfall.between(StartPhase.FIRST_ROUTED, StartPhase.FIRST_TOKEN));
        assertFalse(harness.waterfalls.all().getFirst().isScaleOut());
    }

    @Test
    void detectsAtTheNewestSampleWhenThePolicyDoesNotSay() {
        ControlHarness harness = watching(settings(1, 4));
        harness.metrics.answersTake(300_000_000);
        harness.policy.always(2);
        harness.runSeconds(6);

        Waterfall waterfall = harness.waterfalls.all().get(1);
        assertEquals(OptionalLong.of(10_300_000_000L), waterfall.at(StartPhase.DETECT));
        assertEquals(OptionalLong.of(10_300_000_000L), waterfall.at(StartPhase.DECIDE));
    }

    @Test
    void everyCheckIsAnEventWithItsSignal() {
        ControlHarness harness = watching(settings(1, 4));
        harness.policy.signal = 2.5;
        harness.policy.rule = _ -> new ScalingDecision.Abstain(List.of("num_requests_waiting"));
        harness.runSeconds(10);

        List<RunEvent.Checked> checks = harness.all(RunEvent.Checked.class);
        assertEquals(
                List.of(10 * SECOND, 15 * SECOND),
                checks.stream().map(RunEvent.Checked::atNanos).toList());
        assertEquals(2.5, checks.getFirst().signal());
        assertEquals(1, checks.getFirst().ready());
        assertEquals(1, checks.getFirst().target());
    }

    @Test
    void sameStoryEveryTime() {
        assertEquals(story(), story());
    }

    private static String story() {
        ControlHarness harness = watching(settings(1, 6));
        harness.cluster.next(
                new FakeCluster.Start.Fails(SECOND, "no node"),
                new FakeCluster.Start.Serves(SECOND, 9 * SECOND));
        for (int i = 0; i < 20; i++) {
            harness.policy.always(1 + (i * 7) % 6);
            harness.traffic.inFlight(id(1 + i % 4), i % 3);
            harness.runSeconds(7.3);
        }
        return harness.events.toString();
    }
}
