package io.spillway.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.FailureCause;
import io.spillway.fleet.LoadView;
import io.spillway.fleet.RunEvent;
import io.spillway.record.RequestStats.Metric;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

@Isolated("measures the heap")
class RunRecorderTest {

    private static Tick tick(long second) {
        return new Tick(second * Requests.SECOND_NANOS, 0, 0, List.of(), Map.of(), Double.NaN);
    }

    @Test
    void reportsLatenciesFromSentAndFromIntended() {
        RunRecorder recorder = RunRecorder.inMemory(RecorderSettings.DEFAULT);
        RequestRecord late =
                new RequestRecord(
                        0,
                        0,
                        Requests.FIRST,
                        null,
                        0,
                        500_000_000,
                        600_000_000,
                        600_000_000,
                        900_000_000,
                        900_000_000,
                        4,
                        100_000_000,
                        10,
                        4,
                        -1,
                        4,
                        false,
                        null);

        Requests.play(recorder, late);

        RequestStats stats = recorder.measurements(Requests.SECOND_NANOS).total();
        assertEquals(100e6, stats.of(Metric.TTFT_FROM_SENT).mean());
        assertEquals(600e6, stats.of(Metric.TTFT_FROM_INTENDED).mean());
        assertEquals(400e6, stats.of(Metric.E2E_FROM_SENT).mean());
        assertEquals(900e6, stats.of(Metric.E2E_FROM_INTENDED).mean());
        assertEquals(500e6, stats.of(Metric.SCHEDULE_DELAY).mean());
        assertEquals(100e6, stats.of(Metric.TPOT).mean());
        assertEquals(3, stats.of(Metric.ITL).count());
    }

    @Test
    void countsRequestsOutsideTheWindowButKeepsThemOutOfTheStatistics() {
        var window = StatsWindow.without(2 * Requests.SECOND_NANOS, 0, 10 * Requests.SECOND_NANOS);
        RunRecorder recorder =
                RunRecorder.inMemory(new RecorderSettings(List.of(), window, SloLimits.NONE));
        recorder.loadStarted(5 * Requests.SECOND_NANOS);

        Requests.play(recorder, Requests.success(0, 6_999, 900, 10, 5));
        Requests.play(recorder, Requests.success(1, 7_000, 100, 10, 5));

        RequestStats stats = recorder.measurements(0).total();
        assertEquals(2, stats.succeeded());
        assertEquals(1, stats.excluded());
        assertEquals(1, stats.measured());
        assertEquals(100e6, stats.of(Metric.TTFT_FROM_INTENDED).max());
        assertEquals(1, stats.of(Metric.SCHEDULE_DELAY).count());
        assertEquals(4, stats.of(Metric.ITL).count());
    }

    @Test
    void judgesEachRequestAgainstEveryLimit() {
        var limits =
                new SloLimits(200 * Requests.MS, 50 * Requests.MS, Long.MAX_VALUE, Long.MAX_VALUE);
        RunRecorder recorder =
                RunRecorder.inMemory(new RecorderSettings(List.of(), StatsWindow.WHOLE, limits));

        Requests.play(recorder, Requests.success(0, 0, 200, 50, 5));
        Requests.play(recorder, Requests.success(1, 0, 201, 50, 5));
        Requests.play(recorder, Requests.success(2, 0, 200, 51, 5));
        Requests.play(recorder, Requests.success(3, 0, 100, 0, 1));
        Requests.play(recorder, Requests.failure(4, 0, FailureCause.TIMEOUT));

        RequestStats stats = recorder.measurements(0).total();
        assertEquals(2, stats.good());
        assertEquals(6, stats.goodOutputTokens());
    }

    @Test
    void viewsTheLastFiveSeconds() {
        RunRecorder recorder = RunRecorder.inMemory(RecorderSettings.DEFAULT);
        for (int second = 0; second < 8; second++) {
            for (int i = 0; i <= second; i++) {
                Requests.play(recorder, Requests.success(i, second * 1000L, 100 + second, 10, 11));
            }
            recorder.tick(tick(second + 1));
        }

        LoadView view = recorder.recent(3, 4);

        assertEquals(3, view.inFlight());
        assertEquals(4, view.held());
        assertEquals(6.0, view.offeredPerSecond(), 1e-9);
        assertEquals(6.0, view.finishedPerSecond(), 1e-9);
        assertEquals(66.0, view.outputTokensPerSecond(), 1e-9);
        assertEquals(0.107, view.ttftP95Seconds(), 1e-9);
        assertEquals(0.010, view.itlP50Seconds(), 1e-4);
    }

    @Test
    void knowsNothingBeforeTheFirstSecondHasEnded() {
        LoadView view = RunRecorder.inMemory(RecorderSettings.DEFAULT).recent(1, 2);

        assertEquals(0, view.offeredPerSecond());
        assertTrue(Double.isNaN(view.ttftP50Seconds()));
        assertEquals(2, view.held());
    }

    @Test
    void splitsTrafficByReplicaAndIntegratesExpectedShares() {
        RunRecorder recorder = RunRecorder.inMemory(RecorderSettings.DEFAULT);
        for (int i = 0; i < 10; i++) {
            recorder.sent(0, i < 7 ? Requests.FIRST : Requests.SECOND, 0, 0);
        }
        recorder.tick(
                new Tick(
                        Requests.SECOND_NANOS,
                        0,
                        0,
                        List.of(),
                        Map.of(Requests.FIRST, 0.6, Requests.SECOND, 0.4),
                        Double.NaN));

        Map<?, ReplicaCounts> replicas = recorder.measurements(0).replicas();
        assertEquals(new ReplicaCounts(7, 6.0), replicas.get(Requests.FIRST));
        assertEquals(new ReplicaCounts(3, 4.0), replicas.get(Requests.SECOND));
    }

    @Test
    void takesTheStartOfTheLoadFromItsFirstStage() {
        var plan = List.of(new StagePlan(0, 1, 0, 10), new StagePlan(1, 2, 10, 20));
        RunRecorder recorder =
                RunRecorder.inMemory(new RecorderSettings(plan, StatsWindow.WHOLE, SloLimits.NONE));

        recorder.on(new RunEvent.StageStarted(110, 1, 2));
        recorder.offered(1, 115);

        assertEquals(100, recorder.measurements(0).clock().loadStartNanos());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void losesNothingUnderManyThreads(long seed) throws Exception {
        int threads = 4;
        int each = 2_000;
        RunRecorder recorder = RunRecorder.inMemory(RecorderSettings.DEFAULT);
        var done = new CountDownLatch(threads);
        var workers = new ArrayList<Thread>();
        for (int t = 0; t < threads; t++) {
            var random = new SplittableRandom(seed * 31 + t);
            Runnable work =
                    () -> {
                        for (int i = 0; i < each; i++) {
                            Requests.play(recorder, random(random, i));
                        }
                        done.countDown();
                    };
            workers.add(Thread.ofPlatform().name("worker-" + t).start(work));
        }
        long finishedInRows = 0;
        long second = 1;
        while (done.getCount() > 0 && second < 1_000_000) {
            SecondRow row = recorder.tick(tick(second++));
            finishedInRows += row.counts().finished() + row.counts().errors();
        }
        assertTrue(done.await(60, TimeUnit.SECONDS), "seed " + seed);
        for (Thread worker : workers) {
            worker.join();
        }
        SecondRow last = recorder.tick(tick(second));
        finishedInRows += last.counts().finished() + last.counts().errors();

        RequestStats stats = recorder.measurements(0).total();
        long all = (long) threads * each;
        assertEquals(all, stats.offered(), "seed " + seed);
        assertEquals(all, stats.succeeded() + stats.failed(), "seed " + seed);
        assertEquals(all, finishedInRows, "seed " + seed);
        assertEquals(
                stats.failed(),
                stats.failuresByCause().values().stream().mapToLong(Long::longValue).sum(),
                "seed " + seed);
        assertEquals(stats.succeeded(), stats.of(Metric.TTFT_FROM_SENT).count(), "seed " + seed);
    }

    @Test
    void countsEveryGapWhileTicksAndSnapshotsComeBetween() throws Exception {
        int each = 100_000;
        RunRecorder recorder = RunRecorder.inMemory(RecorderSettings.DEFAULT);
        var workers = new ArrayList<Thread>();
        for (int t = 0; t < 2; t++) {
            int stage = t;
            Runnable work =
                    () -> {
                        for (int i = 1; i <= each; i++) {
                            recorder.gap(stage, i);
                        }
                    };
            workers.add(Thread.ofPlatform().name("reader-" + t).start(work));
        }
        long second = 1;
        while (workers.stream().anyMatch(Thread::isAlive) && second < 100_000) {
            recorder.tick(tick(second++));
            recorder.measurements(0);
        }
        for (Thread worker : workers) {
            worker.join();
        }

        Measurements measured = recorder.measurements(0);
        for (int stage = 0; stage < 2; stage++) {
            LatencyHistogram gaps = measured.stages().get(stage).of(Metric.ITL);
            assertEquals(each, gaps.count());
            assertEquals((each + 1) / 2.0, gaps.mean(), 1e-6);
            assertEquals(each, gaps.max());
        }
    }

    @Test
    void gapsOfAnyStageAndLengthAreCounted() {
        RunRecorder recorder = RunRecorder.inMemory(RecorderSettings.DEFAULT);
        recorder.gap(40_000, 5);
        recorder.gap(32_767, -5);
        recorder.gap(0, Long.MAX_VALUE);

        Measurements measured = recorder.measurements(0);
        assertEquals(5, measured.stages().get(40_000).of(Metric.ITL).max());
        assertEquals(0, measured.stages().get(32_767).of(Metric.ITL).max());
        assertEquals(LatencyHistogram.LIMIT, measured.stages().get(0).of(Metric.ITL).max());
    }

    @Test
    void holdsAFlatHeapForHalfAnHour() {
        RunRecorder recorder = RunRecorder.inMemory(RecorderSettings.DEFAULT);
        minutes(recorder, 0, 6);
        long early = usedBytes();

        minutes(recorder, 6, 30);

        long growth = usedBytes() - early;
        assertTrue(growth < 2_000_000, "grew by " + growth + " bytes");
        assertEquals(30 * 60 * 200, recorder.measurements(0).total().succeeded());
    }

    private static void minutes(RunRecorder recorder, int from, int to) {
        for (int second = from * 60; second < to * 60; second++) {
            for (int i = 0; i < 200; i++) {
                long index = second * 200L + i;
                Requests.play(
                        recorder, Requests.success(index, second * 1000L + i * 5, 50 + i, 10, 64));
            }
            recorder.tick(tick(second + 1));
        }
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static RequestRecord random(SplittableRandom random, int index) {
        if (random.nextInt(5) == 0) {
            return Requests.failure(index, index, random.nextBoolean() ? "timeout" : "http-500");
        }
        return Requests.success(
                index, index, random.nextInt(1000), random.nextInt(50), 1 + random.nextInt(30));
    }
}
