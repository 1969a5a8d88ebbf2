package io.spillway.sim.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.FailureCause;
import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.HealthProbe.Health;
import io.spillway.fleet.ReplicaSample;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.Signal;
import io.spillway.load.RequestTransport.Call;
import io.spillway.sim.EngineProfile;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

class VirtualClusterTest {
    private static final long LATENCY = ClusterSpec.DEFAULT_LATENCY.toNanos();
    private static final long SECOND = 1_000_000_000;

    private final ClusterRig rig = new ClusterRig(ClusterRig.spec());

    @Test
    void startReportsItsPhasesAndThenServes() {
        rig.start(1);
        rig.runUntilSeconds(20 - 0.001);
        assertInstanceOf(Health.NotServing.class, rig.probe(1));
        rig.runUntilSeconds(20.001);
        assertInstanceOf(Health.Serving.class, rig.probe(1));

        assertEquals(
                List.of(
                        "create 0.0",
                        "schedule 0.2",
                        "pull 0.6",
                        "start 1.0",
                        "addressed 1.0",
                        "load 8.4"),
                rig.log);
    }

    @Test
    void addressComesWithThePriorOfTheReplicasOwnProfile() {
        var overrides =
                new ReplicaSpec.Overrides(
                        null, null, null, null, "mig-2g.24gb-llama-3.2-3b", null, Map.of());
        rig.start(1);
        rig.cluster.start(new ReplicaSpec(ClusterRig.id(2), 2, overrides));
        rig.runUntilSeconds(2);

        List<Double> priors =
                rig.events.stream()
                        .filter(FleetEvent.Addressed.class::isInstance)
                        .map(event -> ((FleetEvent.Addressed) event).capacityPrior())
                        .toList();
        assertEquals(2, priors.get(1) / priors.get(0), 0.01);
    }

    @Test
    void unknownProfileFailsTheReplicaWithTheReason() {
        var overrides = new ReplicaSpec.Overrides(null, null, null, null, "h1000", null, Map.of());
        rig.cluster.start(new ReplicaSpec(ClusterRig.id(1), 1, overrides));
        assertEquals(List.of(), rig.events, "facts never arrive inside the call");
        rig.runUntilSeconds(1);

        var failed = assertInstanceOf(FleetEvent.Failed.class, rig.events.getFirst());
        assertTrue(failed.reason().contains("h1000"));
    }

    @Test
    void startsNoMoreThanItsCapacity() {
        for (int n = 1; n <= 5; n++) {
            rig.start(n);
        }
        rig.runUntilSeconds(1);

        assertTrue(rig.log.contains("failed sim-5 0.0"), rig.log.toString());
        assertEquals(4, rig.cluster.capabilities().maxReplicas());
    }

    @Test
    void stopCancelsAStart() {
        rig.start(1);
        rig.runUntilSeconds(5);
        rig.cluster.stop(ClusterRig.id(1), Duration.ofSeconds(30));
        rig.cluster.stop(ClusterRig.id(1), Duration.ofSeconds(30));
        rig.runUntilSeconds(60);

        assertEquals("stopped sim-1 5.0", rig.log.getLast());
        assertEquals(1, rig.log.stream().filter(line -> line.startsWith("stopped")).count());
        assertInstanceOf(Health.NotServing.class, rig.probe(1));
        rig.start(1);
        rig.runUntilSeconds(90);
        assertInstanceOf(Health.Serving.class, rig.probe(1), "the name can be used again");
    }

    @Test
    void tokensTakeTheNetworkBothWays() {
        rig.serving(1);
        long start = rig.time.nanos();
        CallLog log = rig.send(1, 100, 3);
        rig.runUntilSeconds(30);

        var cost = ClusterRig.PROFILE.cost();
        long arrived = start + LATENCY + ClusterRig.PROFILE.frontEndNanos();
        long first = arrived + cost.nanos(100, 0, 100 * 100, 1);
        long second = first + cost.nanos(1, 101, 0, 1);
        long third = second + cost.nanos(1, 102, 0, 1);
        assertEquals(start, log.sentNanos);
        assertEquals(first + LATENCY, log.firstTextNanos);
        assertEquals(2, log.laterTexts);
        assertEquals(third + LATENCY, log.lastTextNanos);
        assertEquals(Math.max(second - first, third - second), log.maxGapNanos);
        assertEquals(third + LATENCY, log.endNanos);
        assertNotNull(log.usage);
        assertEquals(List.of(100, 3), List.of(log.usage.promptTokens(), log.usage.outputTokens()));
        assertEquals(2, rig.gapCount);
        assertEquals(third - first, rig.gapNanos);
    }

    @Test
    void oneTokenOutputHasAFirstTextAndNoGap() {
        rig.serving(1);
        CallLog log = rig.send(1, 100, 1);
        rig.runUntilSeconds(30);

        assertEquals(log.firstTextNanos, log.endNanos);
        assertEquals(0, log.laterTexts);
        assertEquals(0, rig.gapCount);
    }

    @Test
    void responseInOnePieceHasNoTextsAndNoGaps() {
        rig.serving(1);
        CallLog log = rig.send(1, ClusterRig.request(0, 100, 5, ClusterRig.options(false, SECOND)));
        rig.runUntilSeconds(30);

        assertEquals(-1, log.firstTextNanos);
        assertEquals(0, log.laterTexts);
        assertEquals(0, rig.gapCount);
        assertNotNull(log.usage);
        assertEquals(5, log.usage.outputTokens());
    }

    @Test
    void warmUpRequestsLeaveNoGaps() {
        rig.serving(1);
        CallLog log = rig.send(1, ClusterRig.request(-1, 100, 5, ClusterRig.STREAMING));
        rig.runUntilSeconds(30);

        assertNull(log.failure);
        assertEquals(4, log.laterTexts);
        assertEquals(0, rig.gapCount);
    }

    @Test
    void replicaThatDoesNotServeRefusesConnections() {
        rig.start(1);
        rig.runUntilSeconds(3);
        CallLog starting = rig.send(1, 100, 3);
        CallLog unknown = rig.send(7, 100, 3);
        rig.runUntilSeconds(4);

        assertEquals(FailureCause.CONNECTION_REFUSED, starting.failureKind());
        assertEquals(FailureCause.CONNECTION_REFUSED, unknown.failureKind());
        assertEquals(starting.sentNanos + 2 * LATENCY, starting.endNanos);
    }

    @Test
    void promptBeyondTheContextIsRefusedAsVllmDoes() {
        rig.serving(1);
        CallLog log = rig.send(1, 16_384, 1);
        rig.runUntilSeconds(30);

        assertEquals("http-400", log.failureKind());
    }

    @Test
    void outputClippedBelowThePinnedLengthIsAFailure() {
        rig.serving(1);
        CallLog log = rig.send(1, 16_380, 10);
        rig.runUntilSeconds(60);

        assertEquals(FailureCause.SHORT_USAGE, log.failureKind());
        assertEquals(3, log.laterTexts);
    }

    @Test
    void completionThatDoesNotSayItsLengthGetsSixteenTokens() {
        rig.serving(1);
        CallLog log = rig.send(1, 100, 0);
        rig.runUntilSeconds(60);

        assertNotNull(log.usage);
        assertEquals(16, log.usage.outputTokens());
    }

    @Test
    void timeoutCountsFromTheSendAndKeepsWhatCame() {
        rig.serving(1);
        CallLog log =
                rig.send(1, ClusterRig.request(0, 100, 500, ClusterRig.options(true, SECOND)));
        rig.runUntilSeconds(40);

        assertEquals(FailureCause.TIMEOUT, log.failureKind());
        assertEquals(log.sentNanos + SECOND, log.endNanos);
        assertTrue(log.laterTexts > 10, "texts before the timeout: " + log.laterTexts);
        assertEquals(0.0, rig.sample(1).values().get(Signal.RUNNING), "the engine aborted it");
        assertEquals(0.0, rig.sample(1).values().get("request_success_total"));
    }

    @Test
    void cancelFailsWithItsCauseOnce() {
        rig.serving(1);
        var log = new CallLog();
        Call call =
                rig.cluster.send(
                        ClusterRig.endpoint(1),
                        ClusterRig.request(0, 100, 500, ClusterRig.STREAMING),
                        log);
        rig.runUntilSeconds(21);
        var cause = new FailureCause(FailureCause.CANCELLED, "stopped");
        call.cancel(cause);
        call.cancel(new FailureCause(FailureCause.TIMEOUT, "again"));
        assertNull(log.failure, "not inside the call");
        rig.runUntilSeconds(40);

        assertEquals(cause, log.failure);
        assertEquals(21 * SECOND, log.endNanos);
    }

    @Test
    void cancelBeforeTheSendIsHeardWithoutASend() {
        rig.serving(1);
        var log = new CallLog();
        rig.cluster
                .send(
                        ClusterRig.endpoint(1),
                        ClusterRig.request(0, 9, 9, ClusterRig.STREAMING),
                        log)
                .cancel(new FailureCause(FailureCause.CANCELLED, "stopped"));
        rig.runUntilSeconds(40);

        assertEquals(FailureCause.CANCELLED, log.failureKind());
        assertEquals(0.0, rig.sample(1).values().get(Signal.PROMPT_TOKENS));
    }

    @Test
    void stopLetsRequestsFinishAndTakesNoMore() {
        rig.serving(1);
        CallLog running = rig.send(1, 100, 100);
        rig.runUntilSeconds(21);
        rig.cluster.stop(ClusterRig.id(1), Duration.ofSeconds(60));
        CallLog refused = rig.send(1, 100, 1);
        rig.runUntilSeconds(60);

        assertNull(running.failure);
        assertEquals(FailureCause.CONNECTION_REFUSED, refused.failureKind());
        var stopped = assertInstanceOf(FleetEvent.Stopped.class, rig.events.getLast());
        assertEquals(running.endNanos - LATENCY, stopped.atNanos());
    }

    @Test
    void stopResetsWhatIsLeftAfterItsGrace() {
        rig.serving(1);
        CallLog running = rig.send(1, 100, 10_000);
        rig.runUntilSeconds(21);
        rig.cluster.stop(ClusterRig.id(1), Duration.ofSeconds(5));
        rig.runUntilSeconds(60);

        assertEquals(FailureCause.CONNECTION_RESET, running.failureKind());
        assertEquals(26 * SECOND + LATENCY, running.endNanos);
        assertTrue(running.laterTexts > 0);
        assertEquals("stopped sim-1 26.0", rig.log.getLast());
    }

    @Test
    void scrapeHasTheEnginesSeries() {
        rig.serving(1);
        rig.send(1, 100, 3);
        rig.send(1, 100, 3);
        rig.runUntilSeconds(30);

        Map<String, Double> values = rig.sample(1).values();
        assertEquals(200.0, values.get(Signal.PROMPT_TOKENS));
        assertEquals(6.0, values.get(Signal.GENERATION_TOKENS));
        assertEquals(2.0, values.get("request_success_total"));
        assertEquals(2.0, values.get("time_to_first_token_seconds_count"));
        assertEquals(4.0, values.get("inter_token_latency_seconds_count"));
        assertTrue(values.get("time_to_first_token_seconds_sum") > 0.02);
        assertEquals(0.0, values.get(Signal.WAITING));
    }

    @Test
    void replicaThatDoesNotServeHasNoSample() {
        rig.start(1);
        rig.runUntilSeconds(5);

        ReplicaSample sample = rig.sample(1);
        assertEquals(false, sample.isFresh());
        assertEquals("connection refused", sample.problem());
    }

    @Test
    void waitingGaugeRisesBehindMaxNumSeqs() {
        rig.serving(1);
        for (int i = 0; i < 20; i++) {
            rig.send(1, 256, 64);
        }
        rig.runUntilSeconds(21);

        Map<String, Double> values = rig.sample(1).values();
        assertEquals(16.0, values.get(Signal.RUNNING));
        assertEquals(4.0, values.get(Signal.WAITING));
        assertEquals(EngineProfile.DEFAULT_NAME, ClusterRig.PROFILE.name());
    }
}
