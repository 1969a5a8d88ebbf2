package io.spillway.control;

import static io.spillway.control.ControlHarness.RUN;
import static io.spillway.control.ControlHarness.SECOND;
import static io.spillway.control.ControlHarness.id;
import static io.spillway.control.ControlHarness.settings;
import static io.spillway.control.ControlHarness.watching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.control.ControlSettings.Starting;
import io.spillway.fleet.Actuator;
import io.spillway.fleet.Freshness;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.ReplicaSpec.Overrides;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.Signal;
import io.spillway.testing.FakeCluster;
import io.spillway.testing.FakeCluster.Start;
import io.spillway.time.VirtualTime;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Failing starts, dying replicas, silent ports, restarts, the end. */
class ControlLoopTroubleTest {

    private static final Actuator.Capabilities WATCHING =
            new Actuator.Capabilities("watching", false, false, 100);

    @Test
    void failedStartIsRetriedAfterAGrowingWait() {
        ControlHarness harness = watching(settings(1, 4));
        harness.cluster.next(
                new Start.Fails(SECOND, "unschedulable"), new Start.Fails(SECOND, "unschedulable"));
        harness.policy.always(2);
        harness.runSeconds(30);

        List<String> secondReplica =
                harness.states().stream().filter(line -> line.contains("sim-2")).toList();
        assertEquals(
                List.of(
                        "10.00 sim-2 ->starting",
                        "11.00 sim-2 starting->gone",
                        "13.00 sim-2 ->starting",
                        "14.00 sim-2 starting->gone",
                        "18.00 sim-2 ->starting",
                        "22.00 sim-2 starting->ready"),
                secondReplica);
        assertTrue(harness.notes().contains("start of sim-2 failed: unschedulable"));
        assertEquals(List.of("1->2"), harness.scalings());
    }

    @Test
    void givesUpAfterTooManyFailuresAndFallsBackToWhatExists() {
        ControlHarness harness = watching(settings(1, 4));
        harness.cluster.usually(new Start.Fails(SECOND, "quota exceeded"));
        harness.policy.always(2);
        harness.runSeconds(6);
        harness.policy.hold();
        harness.runSeconds(200);

        assertEquals(List.of("1->2", "2->1"), harness.scalings());
        assertTrue(
                harness.notes().getLast().contains("gave up after 5 failed starts"),
                harness.notes().toString());
        assertEquals("sim-1 ready", harness.fleet());
        assertEquals(List.of(), harness.startFailures);
    }

    @Test
    void aNewDecisionTriesAgain() {
        ControlHarness harness = watching(settings(1, 4));
        harness.cluster.next(
                new Start.Fails(0, "x"),
                new Start.Fails(0, "x"),
                new Start.Fails(0, "x"),
                new Start.Fails(0, "x"),
                new Start.Fails(0, "x"));
        harness.policy.always(2);
        harness.runSeconds(120);

        assertEquals("sim-1 ready, sim-2 ready", harness.fleet());
        assertEquals(List.of("1->2", "2->1", "1->2"), harness.scalings());
    }

    @Test
    void saysWhenTheFirstReplicasCannotBeStarted() {
        var harness = new ControlHarness(settings(2, 4));
        harness.cluster.usually(new Start.Fails(SECOND, "image not found"));
        harness.start();
        harness.runSeconds(300);

        assertEquals(1, harness.startFailures.size());
        assertTrue(harness.startFailures.getFirst().contains("image not found"));
        assertEquals(0, harness.readyCalls);
    }

    @Test
    void saysWhenTheActuatorCannotRunTheMinimum() {
        var harness = new ControlHarness(settings(101, 200));
        harness.start();
        harness.runSeconds(1);

        assertEquals(
                List.of("fake can run at most 100 replicas, 101 are the minimum"),
                harness.startFailures);
    }

    @Test
    void startThatNeverServesEndsAtItsTimeout() {
        ControlHarness harness =
                watching(settings(1, 4).with(Starting.DEFAULT.withTimeout(Duration.ofSeconds(20))));
        harness.cluster.next(new Start.Hangs());
        harness.policy.always(2);
        harness.runSeconds(5 + 20);

        assertTrue(
                harness.notes().contains("start of sim-2 failed: not serving after 20 s: HTTP 503"),
                harness.notes().toString());
        assertTrue(harness.actuator.calls().contains("stop sim-2 PT0S"));
        harness.runSeconds(10);
        assertEquals(2, harness.loop.observation().ready());
    }

    @Test
    void actuatorThatThrowsIsAFailedStart() {
        ControlHarness harness = watching(settings(1, 4));
        harness.actuator.startThrows(new IllegalStateException("client closed"));
        harness.policy.always(2);
        harness.runSeconds(6);

        assertTrue(
                harness.notes().getFirst().contains("client closed"), harness.notes().toString());
        assertEquals(List.of("sim-1"), harness.traffic.routedNames());
    }

    @Test
    void warmUpIsTriedAgainThenTheReplicaIsReplaced() {
        ControlHarness harness = watching(settings(1, 4));
        harness.traffic.nextWarmUps(false, false, false);
        harness.policy.always(2);
        harness.runSeconds(25);

        assertEquals(
                List.of("sim-1", "sim-2", "sim-2", "sim-2"),
                harness.traffic.warmedUp().subList(0, 4));
        assertTrue(
                harness.notes()
                        .contains(
                                "start of sim-2 failed: warm-up request failed 3 times: http-404,"
                                        + " no such model"));
        assertEquals(2, harness.loop.observation().ready());
    }

    @Test
    void noWarmUpWhenItIsOff() {
        ControlHarness harness = watching(settings(1, 4).with(Starting.DEFAULT.withWarmUps(0)));
        assertEquals(List.of(), harness.traffic.warmedUp());
        assertEquals("sim-1 ready", harness.fleet());
    }

    @Test
    void replicaThatDiesIsReplacedAtOnce() {
        ControlHarness harness = watching(settings(2, 4));
        harness.actuator.die(id(1), "out of memory");
        harness.runSeconds(0);
        assertEquals(List.of("sim-2"), harness.traffic.routedNames());
        assertEquals("sim-2 ready, sim-1 starting", harness.fleet());

        harness.runSeconds(5);
        assertEquals(List.of("sim-2", "sim-1"), harness.traffic.routedNames());
        assertTrue(harness.notes().contains("sim-1 died: out of memory"));
        assertEquals(List.of(), harness.scalings());
    }

    @Test
    void streamsThatHangOnADeadReplicaAreAborted() {
        ControlHarness harness = watching(settings(1, 1));
        harness.cluster.usually(new Start.Serves(SECOND, 20 * SECOND));
        harness.traffic.inFlight(id(1), 3);
        harness.actuator.die(id(1), "node lost");
        harness.runSeconds(4.9);
        assertEquals(List.of(), harness.traffic.aborted());

        harness.runSeconds(0.2);
        assertEquals(List.of(id(1)), harness.traffic.aborted());
    }

    @Test
    void successorOfTheSameNameInheritsNoStreams() {
        ControlHarness harness = watching(settings(1, 1));
        harness.traffic.inFlight(id(1), 3);
        harness.actuator.die(id(1), "node lost");
        harness.runSeconds(4.1);

        assertEquals(List.of("sim-1"), harness.traffic.routedNames());
        assertEquals(List.of(id(1)), harness.traffic.aborted());
    }

    @Test
    void replicaThatStopsAnsweringIsReplaced() {
        ControlHarness harness = watching(settings(1, 4));
        harness.cluster.healthy(id(1), false);
        harness.traffic.inFlight(id(1), 2);
        harness.runSeconds(14.9);
        assertEquals("sim-1 ready", harness.fleet());

        harness.runSeconds(0.2);
        assertEquals(List.of(id(1)), harness.traffic.aborted());
        assertTrue(
                harness.notes().contains("sim-1 is unhealthy 3 times: HTTP 503"),
                harness.notes().toString());
        harness.runSeconds(10);
        assertEquals(1, harness.loop.observation().ready());
    }

    @Test
    void oneHealthyAnswerStartsTheCountAgain() {
        ControlHarness harness = watching(settings(1, 4));
        for (int i = 0; i < 4; i++) {
            harness.cluster.healthy(id(1), false);
            harness.runSeconds(10);
            harness.cluster.healthy(id(1), true);
            harness.runSeconds(5);
        }
        assertEquals(List.of(), harness.notes());
    }

    @Test
    void silentProbeCountsAsNotServing() {
        ControlHarness harness = watching(settings(1, 4));
        harness.probe.silence(id(1));
        harness.runSeconds(21);

        assertTrue(
                harness.notes().contains("sim-1 is unhealthy 3 times: no answer"),
                harness.notes().toString());
    }

    @Test
    void leavingReplicaGetsNothingMoreAndIsReplaced() {
        ControlHarness harness = watching(settings(2, 4));
        harness.traffic.inFlight(id(2), 1);
        harness.actuator.leave(id(2), "node is drained");
        harness.runSeconds(0);

        assertEquals(List.of("sim-1"), harness.traffic.routedNames());
        assertEquals("sim-1 ready, sim-2 draining, sim-3 starting", harness.fleet());
    }

    @Test
    void samplesGrowStaleButNeverZero() {
        ControlHarness harness = watching(settings(2, 4));
        harness.metrics.waiting(id(1), 7);
        harness.runSeconds(0.5);
        harness.metrics.missing(id(1), true);
        harness.metrics.silent(id(2), true);
        harness.runSeconds(1.7);
        assertEquals(Freshness.FRESH, harness.view(1).sample().freshness());

        harness.runSeconds(4);
        var stale = harness.policy.seen.getLast().replicas().getFirst().sample();
        assertEquals(Freshness.STALE, stale.freshness());
        assertEquals(7, stale.value(Signal.WAITING).orElseThrow());
        assertEquals("the newest answer is 6 s old: connection refused", stale.problem());
        var silent = harness.policy.seen.getLast().replicas().get(1).sample();
        assertEquals("the newest answer is 6 s old: no answer to the last poll", silent.problem());
    }

    @Test
    void neverPolledIsMissing() {
        var harness = new ControlHarness(settings(1, 4));
        harness.start();
        harness.runSeconds(1);
        assertEquals(Freshness.MISSING, harness.view(1).sample().freshness());
    }

    @Test
    void checkSeesThePollOfItsInstant() {
        ControlHarness harness = watching(settings(1, 4));
        harness.runSeconds(4.5);
        harness.metrics.waiting(id(1), 9);
        harness.metrics.answersTake(200_000_000);
        harness.runSeconds(1);

        var seen = harness.policy.seen.getFirst();
        assertEquals(10_200_000_000L, seen.atNanos());
        assertEquals(9, seen.replicas().getFirst().sample().value(Signal.WAITING).orElseThrow());
    }

    @Test
    void silentReplicaDelaysACheckNoLongerThanThePollTimeout() {
        ControlHarness harness = watching(settings(1, 4));
        harness.metrics.silent(id(1), true);
        harness.runSeconds(21);

        assertEquals(
                List.of(11 * SECOND, 16 * SECOND, 21 * SECOND, 26 * SECOND),
                harness.policy.seen.stream().map(seen -> seen.atNanos()).toList());
    }

    @Test
    void pollsOnAFixedGrid() {
        ControlHarness harness = watching(settings(1, 4));
        harness.metrics.answersTake(700_000_000);
        harness.runSeconds(3);

        assertEquals(
                List.of(5 * SECOND, 6 * SECOND, 7 * SECOND, 8 * SECOND),
                harness.metrics.pollTimes());
    }

    @Test
    void policyThatThrowsIsCountedAndTheFleetHolds() {
        ControlHarness harness = watching(settings(1, 4));
        harness.policy.rule =
                _ -> {
                    throw new ArithmeticException("/ by zero");
                };
        harness.runSeconds(25);

        assertEquals(5, harness.loop.policyFailures());
        assertEquals(3, harness.notes().size(), harness.notes().toString());
        var check = harness.all(RunEvent.Checked.class).getLast();
        assertTrue(check.decision() instanceof ScalingDecision.Hold);
        harness.policy.always(2);
        harness.runSeconds(5);
        assertEquals(2, harness.target());
    }

    @Test
    void successorAdoptsWhatIsThereAndGoesOn() {
        ControlHarness first = watching(settings(1, 4));
        first.policy.always(3);
        first.runSeconds(10);
        first.loop.shutdown(true, _ -> {});
        first.runSeconds(1);

        var second =
                new ControlHarness(
                        settings(1, 4), first.time, first.cluster, first.actuator.capabilities());
        second.start();
        second.runSeconds(2);

        assertEquals("sim-1 ready, sim-2 ready, sim-3 ready", second.fleet());
        assertEquals(3, second.target());
        assertEquals(1, second.readyCalls);
        assertEquals(List.of("adopt run-1"), second.actuator.calls());
        second.loop.requestScale(4, "one more");
        second.runSeconds(6);
        assertTrue(second.actuator.calls().contains("start sim-4"));
    }

    @Test
    void followsAFleetThatSomebodyElseScales() {
        var harness =
                new ControlHarness(
                        settings(1, 4), new VirtualTime(), new FakeCluster(SECOND), WATCHING);
        harness.start();
        harness.actuator.appear(pod(1), RUN);
        harness.runSeconds(1);
        assertEquals(1, harness.readyCalls);
        harness.loop.watch(harness.time.nanos());
        harness.actuator.appear(pod(2), RUN);
        harness.policy.always(4);
        harness.runSeconds(6);
        assertEquals("sim-1 ready, sim-2 ready", harness.fleet());

        harness.actuator.leave(id(2), "scaled down by hpa");
        harness.runSeconds(1);
        harness.actuator.vanish(id(2));
        harness.runSeconds(1);
        assertEquals("sim-1 ready", harness.fleet());
        assertEquals(List.of("1->2", "2->1"), harness.scalings());
        assertEquals(List.of("adopt run-1"), harness.actuator.calls());
        assertTrue(harness.notes().contains("not scaled to 4: somebody else scales this fleet"));
    }

    @Test
    void watchedReplicaReturnsWhenItServesAgain() {
        var harness =
                new ControlHarness(
                        settings(1, 4), new VirtualTime(), new FakeCluster(SECOND), WATCHING);
        harness.start();
        harness.actuator.appear(pod(1), RUN);
        harness.runSeconds(1);
        harness.cluster.healthy(id(1), false);
        harness.runSeconds(15);
        assertEquals("sim-1 starting", harness.fleet());
        assertEquals(List.of(), harness.traffic.routedNames());

        harness.cluster.healthy(id(1), true);
        harness.runSeconds(1);
        assertEquals("sim-1 ready", harness.fleet());
    }

    private static ReplicaSpec pod(int ordinal) {
        return new ReplicaSpec(id(ordinal), ordinal, Overrides.NONE);
    }

    @Test
    void servesOnWithTheReplicaThatAnotherWasTakenInsteadOf() {
        var harness =
                new ControlHarness(
                        settings(1, 4),
                        new VirtualTime(),
                        new FakeCluster(SECOND),
                        new Actuator.Capabilities("unchoosing", true, false, 100));
        harness.start();
        harness.runSeconds(2);
        harness.loop.requestScale(2, "two");
        harness.runSeconds(2);
        harness.loop.requestScale(1, "one");
        harness.runSeconds(20);

        assertEquals("sim-2 ready", harness.fleet());
        assertEquals(List.of("sim-2"), harness.traffic.routedNames());
        assertEquals(List.of(id(2)), harness.cluster.existing());
    }

    @Test
    void shutdownStopsEverythingAndSaysSo() {
        ControlHarness harness = watching(settings(1, 4));
        harness.policy.always(3);
        harness.runSeconds(6);
        harness.traffic.inFlight(id(1), 4);
        var left = new ArrayList<List<ReplicaId>>();
        harness.loop.shutdown(false, left::add);
        harness.loop.shutdown(false, left::add);
        harness.runSeconds(1);

        assertEquals(List.of(List.of(), List.of()), left);
        assertEquals(List.of(), harness.cluster.existing());
        assertEquals("", harness.fleet());
        int checks = harness.all(RunEvent.Checked.class).size();
        harness.runSeconds(60);
        assertEquals(checks, harness.all(RunEvent.Checked.class).size());
        harness.loop.shutdown(false, left::add);
        harness.runSeconds(0);
        assertEquals(3, left.size());
    }

    @Test
    void shutdownKeepsWhatIsToBeKept() {
        ControlHarness harness = watching(settings(2, 4));
        var left = new ArrayList<List<ReplicaId>>();
        harness.loop.shutdown(true, left::add);
        harness.runSeconds(60);

        assertEquals(List.of(List.of()), left);
        assertEquals(List.of(id(1), id(2)), harness.cluster.existing());
    }

    @Test
    void shutdownEndsInBoundedTimeAndNamesWhatIsLeft() {
        ControlHarness harness = watching(settings(2, 4));
        harness.cluster.ignoreStops();
        var left = new ArrayList<List<ReplicaId>>();
        harness.loop.shutdown(false, left::add);
        harness.runSeconds(7.9);
        assertEquals(List.of(), left);

        harness.runSeconds(0.2);
        assertEquals(List.of(List.of(id(1), id(2))), left);
    }

    @Test
    void replicaThatWillNotStopIsLostAndItsNumberNotReused() {
        ControlHarness harness = watching(settings(1, 4));
        harness.policy.always(2);
        harness.runSeconds(10);
        harness.cluster.ignoreStops();
        harness.policy.always(1);
        harness.runSeconds(5 + 66);
        assertEquals("sim-1 ready", harness.fleet());
        assertTrue(harness.notes().getLast().contains("it may still run"));

        harness.policy.always(2);
        harness.runSeconds(10);
        assertEquals("sim-1 ready, sim-3 ready", harness.fleet());
    }
}
