package io.spillway.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.FailureCause;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.StartPhase;
import io.spillway.record.GeneratorHealth;
import io.spillway.record.RecorderSettings;
import io.spillway.record.RequestRecord;
import io.spillway.record.RunRecorder;
import io.spillway.record.StagePlan;
import io.spillway.record.StatsWindow;
import io.spillway.record.Tick;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class SummariesTest {
    private static final long S = 1_000_000_000L;
    private static final long MS = 1_000_000L;
    private static final ReplicaId ONE = new ReplicaId("sim-1");
    private static final ReplicaId TWO = new ReplicaId("sim-2");
    private static final List<StagePlan> PLAN =
            List.of(new StagePlan(0, 2, 0, 10 * S), new StagePlan(1, 4, 10 * S, 20 * S));

    private static SloTargets targets(Object... keysAndLimits) {
        var byKey = new LinkedHashMap<String, Double>();
        for (int i = 0; i < keysAndLimits.length; i += 2) {
            byKey.put((String) keysAndLimits[i], (Double) keysAndLimits[i + 1]);
        }
        return new SloTargets(byKey);
    }

    private static SummarySettings settings(SloTargets targets) {
        return new SummarySettings(
                new RunSummary.Identity("run-1", Instant.EPOCH, RunSummary.Clock.LIVE, 7),
                new RunSummary.Environment("0.1.0", "25", 2, "Linux"),
                targets,
                true,
                false,
                "queue-threshold",
                Map.of(ONE, "http://127.0.0.1:8001"),
                GeneratorHealth.UNMEASURED,
                VerdictInputs.NONE);
    }

    private static RunRecorder recorder(SloTargets targets) {
        return RunRecorder.inMemory(
                new RecorderSettings(PLAN, StatsWindow.WHOLE, targets.limits()));
    }

    private static void request(
            RunRecorder recorder, int stage, ReplicaId replica, long atNanos, Life life) {
        long sent = atNanos + life.delayNanos;
        long first = sent + life.ttftNanos;
        long end = first + 9 * 10 * MS;
        recorder.offered(stage, atNanos);
        recorder.sent(stage, replica, atNanos, sent);
        recorder.gaps(stage, 10 * MS, 9);
        recorder.finished(
                new RequestRecord(
                        0,
                        stage,
                        replica,
                        "m",
                        atNanos,
                        sent,
                        first,
                        first,
                        end,
                        end,
                        10,
                        10 * MS,
                        100,
                        10,
                        -1,
                        10,
                        false,
                        life.failure));
    }

    private record Life(long delayNanos, long ttftNanos, @Nullable FailureCause failure) {
        static Life ttft(long millis) {
            return new Life(0, millis * MS, null);
        }
    }

    /** Two stages of 10 s at 2 and 4 a second, the second replica ready at 12 s. */
    private static RunRecorder scaledRun(SloTargets targets) {
        RunRecorder recorder = recorder(targets);
        recorder.on(new RunEvent.StateChanged(0, ONE, null, ReplicaState.STARTING, "minimum"));
        recorder.on(
                new RunEvent.StateChanged(S, ONE, ReplicaState.STARTING, ReplicaState.READY, "up"));
        recorder.on(new RunEvent.Rebalanced(S, Map.of(ONE, 1.0)));
        recorder.on(new RunEvent.StageStarted(2 * S, 0, 2));
        for (int second = 0; second < 20; second++) {
            int stage = second / 10;
            long at = (2 + second) * S;
            if (second == 10) {
                recorder.on(new RunEvent.StageStarted(at, 1, 4));
                recorder.on(new RunEvent.Checked(at, new ScalingDecision.ScaleTo(2, "q"), 3, 1, 2));
                recorder.on(new RunEvent.Scaled(at, 1, 2, "3 waiting"));
                recorder.on(new RunEvent.PhaseReached(at, TWO, StartPhase.DECIDE, null));
                recorder.on(
                        new RunEvent.StateChanged(
                                at, TWO, null, ReplicaState.STARTING, "scale-out"));
            }
            if (second == 15) {
                recorder.on(new RunEvent.PhaseReached(at, TWO, StartPhase.READY, null));
                recorder.on(
                        new RunEvent.StateChanged(
                                at, TWO, ReplicaState.STARTING, ReplicaState.READY, "up"));
                recorder.on(new RunEvent.Rebalanced(at, Map.of(TWO, 3.0)));
            }
            for (int i = 0; i < 2 + 2 * stage; i++) {
                boolean second2 = second >= 15 && i % 2 == 1;
                request(
                        recorder,
                        stage,
                        second2 ? TWO : ONE,
                        at + i * 200 * MS,
                        Life.ttft(100 + second));
            }
            recorder.tick(
                    new Tick(
                            at + S,
                            0,
                            0,
                            List.of(),
                            second >= 15 ? Map.of(ONE, 0.5, TWO, 0.5) : Map.of(ONE, 1.0),
                            Double.NaN));
        }
        return recorder;
    }

    @Test
    void mirrorsTheContract() {
        SloTargets targets = targets("ttft_p95", 0.115, "error_rate", 0.01);

        RunSummary summary =
                Summaries.of(scaledRun(targets).measurements(23 * S), settings(targets));

        assertEquals(23.0, summary.durationSeconds());
        assertEquals(60, summary.requests().scheduled());
        assertEquals(60, summary.requests().succeeded());
        assertNull(summary.requests().excluded());
        assertEquals(6000, summary.tokens().input());
        assertEquals(600, summary.tokens().output());
        assertNotNull(summary.latency().ttft());
        assertEquals(0.119, summary.latency().ttft().fromIntended().max());
        assertNotNull(summary.latency().itl());
        assertEquals(0.010, summary.latency().itl().mean(), 1e-12);
        assertEquals(60 * 9, summary.latency().itl().count());
        // From the first request at 2 s to the end of the last: 21.6 s + 119 ms + 90 ms.
        assertEquals(60 / 19.809, summary.throughput().requestsPerSecond(), 1e-6);
        assertEquals(6600 / 19.809, summary.throughput().totalTokensPerSecond(), 1e-6);
    }

    @Test
    void attainmentCountsScheduledRequestsAndMetJudgesPercentiles() {
        SloTargets targets = targets("ttft_p50", 0.115, "error_rate", 0.01);
        RunSummary summary =
                Summaries.of(scaledRun(targets).measurements(23 * S), settings(targets));

        RunSummary.Slo slo = summary.slo();
        assertNotNull(slo);
        // 20 + 24 requests have 100 to 115 ms.
        assertEquals(44 / 60.0, slo.attainment(), 1e-12);
        assertEquals(true, slo.met());
        assertEquals(List.of("ttft_p50", "error_rate"), List.copyOf(slo.targets().keySet()));
        assertEquals(0.0, slo.measured().get("error_rate"));
        assertEquals(44 / 19.809, summary.throughput().goodputRequestsPerSecond(), 1e-6);

        RunSummary.Slo strict =
                Summaries.of(
                                scaledRun(targets("ttft_p95", 0.115)).measurements(23 * S),
                                settings(targets("ttft_p95", 0.115)))
                        .slo();
        assertNotNull(strict);
        assertEquals(false, strict.met());
    }

    @Test
    void supplyIsSplitIntoReadyAndPaid() {
        RunSummary.Replicas replicas =
                Summaries.of(
                                scaledRun(SloTargets.NONE).measurements(22 * S),
                                settings(SloTargets.NONE))
                        .replicas();

        assertNotNull(replicas);
        assertEquals(1, replicas.min());
        assertEquals(2, replicas.max());
        // One from 1 s, two from 17 s.
        assertEquals(21 + 5, replicas.readySeconds(), 1e-9);
        assertEquals(22 + 10, replicas.paidSeconds(), 1e-9);
        assertEquals((20 + 5) / 20.0, replicas.average(), 1e-9);
    }

    @Test
    void sharesComeWithWhatTheyShouldHaveBeen() {
        List<RunSummary.ReplicaShare> shares =
                Summaries.of(
                                scaledRun(SloTargets.NONE).measurements(22 * S),
                                settings(SloTargets.NONE))
                        .replicas()
                        .byReplica();

        assertEquals(ONE, shares.get(0).id());
        assertEquals("http://127.0.0.1:8001", shares.get(0).endpoint());
        assertNull(shares.get(1).endpoint());
        assertEquals(3.0, shares.get(1).weight());
        assertEquals(10, shares.get(1).requests());
        assertEquals(10 / 60.0, shares.get(1).share(), 1e-12);
        // 4 × ¼ in the second in which it came, then 4 × ½ in four more.
        assertEquals(9 / 60.0, shares.get(1).expectedShare(), 1e-12);
    }

    @Test
    void tellsWhatThePolicyDid() {
        RunSummary.Scaling scaling =
                Summaries.of(
                                scaledRun(SloTargets.NONE).measurements(22 * S),
                                settings(SloTargets.NONE))
                        .scaling();

        assertNotNull(scaling);
        assertEquals("queue-threshold", scaling.policy());
        assertEquals(1, scaling.checks());
        assertEquals(List.of(new RunSummary.ScalingEvent(12, 1, 2, "3 waiting")), scaling.events());
        RunSummary.Waterfall waterfall = scaling.waterfalls().getFirst();
        assertEquals(TWO, waterfall.replica());
        assertEquals(5.0, waterfall.secondsBetween(StartPhase.DECIDE, StartPhase.READY));
        assertTrue(Double.isNaN(waterfall.secondsBetween(StartPhase.DETECT, StartPhase.READY)));
    }

    @Test
    void stagesHaveTheirOwnFigures() {
        List<RunSummary.Stage> stages =
                Summaries.of(
                                scaledRun(SloTargets.NONE).measurements(22 * S),
                                settings(SloTargets.NONE))
                        .stages();

        assertEquals(2, stages.size());
        assertEquals(2.0, stages.get(0).fromSeconds());
        assertEquals(12.0, stages.get(0).toSeconds());
        assertEquals(2.0, stages.get(0).achievedRate(), 1e-12);
        assertEquals(4.0, stages.get(1).requestedRate());
        assertEquals(40, stages.get(1).requests().scheduled());
    }

    @Test
    void aCapMakesTheRunInvalid() {
        RunRecorder recorder = scaledRun(SloTargets.NONE);
        recorder.capped(0);

        RunSummary summary = Summaries.of(recorder.measurements(22 * S), settings(SloTargets.NONE));

        assertFalse(summary.validity().valid());
        assertTrue(summary.validity().doubts().getFirst().contains("cap delayed 1 requests"));
    }

    @Test
    void lateSendsMakeTheRunInvalid() {
        RunRecorder recorder = recorder(SloTargets.NONE);
        for (int i = 0; i < 20; i++) {
            request(recorder, 0, ONE, i * 500 * MS, new Life(11 * MS, 100 * MS, null));
        }

        RunSummary summary = Summaries.of(recorder.measurements(22 * S), settings(SloTargets.NONE));

        assertFalse(summary.validity().valid());
        assertEquals(Verdict.Level.FAIL, summary.verdicts("V1").getFirst().level());
    }

    @Test
    void sendsThatStretchTheirStageMakeTheRunInvalid() {
        RunRecorder recorder = recorder(SloTargets.NONE);
        for (int i = 0; i < 20; i++) {
            long delay = i == 19 ? 2 * S : 0;
            request(recorder, 0, ONE, i * 500 * MS, new Life(delay, 100 * MS, null));
        }

        RunSummary summary = Summaries.of(recorder.measurements(22 * S), settings(SloTargets.NONE));

        assertEquals(20 / 11.5, summary.stages().getFirst().achievedRate(), 1e-9);
        assertFalse(summary.validity().valid());
    }

    @Test
    void requestsThatNoServerTookDoNotBlameTheGenerator() {
        RunRecorder recorder = recorder(SloTargets.NONE);
        for (int i = 0; i < 20; i++) {
            long at = i * 500 * MS;
            if (i % 2 == 0) {
                request(recorder, 0, ONE, at, Life.ttft(100));
            } else {
                recorder.offered(0, at);
                recorder.finished(
                        new RequestRecord(
                                i,
                                0,
                                ONE,
                                "m",
                                at,
                                -1,
                                -1,
                                -1,
                                -1,
                                at,
                                0,
                                -1,
                                100,
                                -1,
                                -1,
                                10,
                                false,
                                new FailureCause(FailureCause.CONNECTION_REFUSED, "no")));
            }
        }

        RunSummary summary = Summaries.of(recorder.measurements(22 * S), settings(SloTargets.NONE));

        assertTrue(summary.validity().valid());
        assertEquals(Verdict.Level.OK, summary.verdicts("V1").getFirst().level());
        assertEquals(10, summary.requests().failed());
    }

    @Test
    void whenNothingSucceedsEveryTargetIsMissed() {
        SloTargets targets = targets("ttft_p95", 1.0);
        RunRecorder recorder = recorder(targets);
        request(
                recorder,
                0,
                ONE,
                0,
                new Life(0, 0, new FailureCause(FailureCause.CONNECTION_REFUSED, "no")));

        RunSummary summary = Summaries.of(recorder.measurements(S), settings(targets));

        RunSummary.Slo slo = summary.slo();
        assertNotNull(slo);
        assertEquals(false, slo.met());
        assertEquals(0.0, slo.attainment());
        assertFalse(summary.latency().e2e().fromSent().isMeasured());
        assertEquals(Map.of("connection-refused", 1L), summary.requests().failuresByCause());
        assertTrue(summary.validity().doubts().contains("no request succeeded"));
    }

    @Test
    void theGeneratorsOwnTroublesAreDoubts() {
        SummarySettings calm = settings(SloTargets.NONE);
        SummarySettings busy =
                new SummarySettings(
                        calm.identity(),
                        calm.environment(),
                        calm.targets(),
                        true,
                        false,
                        null,
                        Map.of(),
                        new GeneratorHealth(0.030, 0.001, 0.5, 0.97, 0.012, 0.1),
                        VerdictInputs.NONE);

        RunSummary summary = Summaries.of(scaledRun(SloTargets.NONE).measurements(22 * S), busy);

        assertEquals(
                List.of(
                        "the driver's timers were late: p99 30.0 ms",
                        "the generator used up to 97 % of its processors",
                        "garbage collection paused the generator for up to 12 ms"),
                summary.validity().doubts());
        assertTrue(summary.validity().valid());
        assertNull(summary.scaling());
        assertNull(summary.slo());
        assertNull(summary.throughput().goodputRequestsPerSecond());
    }

    @Test
    void withoutStreamingThereIsNoTimeToFirstToken() {
        SummarySettings calm = settings(targets("ttft_p95", 1.0));
        SummarySettings whole =
                new SummarySettings(
                        calm.identity(),
                        calm.environment(),
                        calm.targets(),
                        false,
                        false,
                        null,
                        Map.of(),
                        GeneratorHealth.UNMEASURED,
                        VerdictInputs.NONE);

        RunSummary summary = Summaries.of(scaledRun(SloTargets.NONE).measurements(22 * S), whole);

        assertNull(summary.latency().ttft());
        assertNull(summary.latency().itl());
        assertEquals(Verdict.Level.FAIL, summary.verdicts("V11").getFirst().level());
    }
}
