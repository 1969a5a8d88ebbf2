package io.spillway.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.FailureCause;
import io.spillway.fleet.ReplicaSample;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.ReplicaView;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.Signal;
import io.spillway.fleet.StartPhase;
import io.spillway.record.RequestStats.Metric;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

class RunFilesTest {
    private static final List<StagePlan> PLAN =
            List.of(
                    new StagePlan(0, 4, 0, 10 * Requests.SECOND_NANOS),
                    new StagePlan(1, 2, 10 * Requests.SECOND_NANOS, 20 * Requests.SECOND_NANOS));
    private static final RecorderSettings SETTINGS =
            new RecorderSettings(
                    PLAN,
                    StatsWindow.WHOLE,
                    new SloLimits(
                            500 * Requests.MS, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE));

    @TempDir Path folder;

    /** A run of 20 s with two stages, failures and two replicas. */
    private static Measurements run(Path to, long seed) throws IOException {
        try (RunRecorder recorder = RunRecorder.toFolder(to, SETTINGS)) {
            feed(recorder, seed);
            return recorder.measurements(20 * Requests.SECOND_NANOS);
        }
    }

    private static void feed(RunRecorder recorder, long seed) {
        var random = new SplittableRandom(seed);
        long index = 0;
        for (int second = 0; second < 20; second++) {
            int stage = second / 10;
            if (second % 10 == 0) {
                recorder.on(
                        new RunEvent.StageStarted(
                                second * Requests.SECOND_NANOS,
                                stage,
                                PLAN.get(stage).requestedRate()));
            }
            for (int i = 0; i < 4 - 2 * stage; i++) {
                FailureCause failure =
                        random.nextInt(10) == 0 ? FailureCause.httpStatus(503, "busy") : null;
                Requests.play(
                        recorder,
                        Requests.at(
                                index++,
                                stage,
                                second * 1000L + i * 200L,
                                50 + random.nextInt(900),
                                10 + random.nextInt(20),
                                1 + random.nextInt(20),
                                failure));
            }
            recorder.on(
                    new RunEvent.Checked(
                            second * Requests.SECOND_NANOS,
                            new ScalingDecision.Hold("waiting is 0"),
                            second % 3 == 0 ? Double.NaN : 0.5,
                            1,
                            1));
            recorder.tick(tick(second + 1));
        }
    }

    private static Tick tick(long second) {
        var values = new TreeMap<String, Double>();
        values.put(Signal.WAITING, 3.0);
        values.put(Signal.RUNNING, 16.0);
        values.put(Signal.KV_USAGE, 0.25);
        long at = second * Requests.SECOND_NANOS;
        var shares = new LinkedHashMap<io.spillway.fleet.ReplicaId, Double>();
        shares.put(Requests.FIRST, 1.0);
        return new Tick(
                at,
                5,
                1,
                List.of(
                        new ReplicaView(
                                Requests.FIRST,
                                ReplicaState.READY,
                                0,
                                1,
                                5,
                                ReplicaSample.fresh(Requests.FIRST, at, values)),
                        new ReplicaView(
                                Requests.SECOND,
                                ReplicaState.STARTING,
                                0,
                                1,
                                0,
                                ReplicaSample.missing(Requests.SECOND, at, "not yet"))),
                shares,
                Double.NaN);
    }

    @Test
    void writesTheSameBytesForTheSameCalls() throws IOException {
        run(folder.resolve("a"), 7);
        run(folder.resolve("b"), 7);

        for (String name :
                List.of("requests.jsonl", "timeseries.csv", "events.jsonl", "latency.hlog")) {
            byte[] first = Files.readAllBytes(folder.resolve("a").resolve(name));
            assertTrue(first.length > 0, name);
            assertArrayEquals(first, Files.readAllBytes(folder.resolve("b").resolve(name)), name);
        }
    }

    @Test
    void writesOneRowPerSecondWithTheDocumentedColumns() throws IOException {
        run(folder, 7);

        List<String> rows = Files.readAllLines(folder.resolve("timeseries.csv"));
        assertEquals(21, rows.size());
        assertEquals(
                "time_s,offered,sent,finished,errors,in_flight,held,ttft_p50_s,ttft_p95_s,"
                        + "ttft_p99_s,itl_p50_s,itl_p95_s,itl_p99_s,input_tokens,output_tokens,"
                        + "waiting,running,kv_usage,replicas_starting,replicas_ready,"
                        + "replicas_draining,loop_lag_p99_s,state_by_replica,waiting_by_replica,"
                        + "running_by_replica,kv_by_replica,sent_by_replica,weight_by_replica",
                rows.getFirst());
        assertTrue(rows.get(1).startsWith("1,4,4,"), rows.get(1));
        assertTrue(
                rows.get(1)
                        .endsWith(
                                ",3,16,0.25,1,1,0,,sim-1=ready;sim-2=starting,sim-1=3,sim-1=16,"
                                        + "sim-1=0.25,sim-1=4;sim-2=0,sim-1=1"),
                rows.get(1));
    }

    @Test
    void measuresAFolderAsTheRecorderDid() throws IOException {
        Measurements recorded = run(folder, 3);

        RunFolder read = RunFolder.open(folder);
        Measurements again = read.measurements(SETTINGS);

        assertEquals(List.of(), read.problems());
        assertEquals(recorded.effect(), again.effect());
        assertEquals(recorded.replicas(), again.replicas());
        assertEquals(recorded.checks(), again.checks());
        assertEquals(recorded.events(), again.events());
        assertEquals(recorded.offeredPerSecond(), again.offeredPerSecond());
        assertEquals(recorded.clock().loadStartNanos(), again.clock().loadStartNanos());
        assertEquals(recorded.stages().keySet(), again.stages().keySet());
        for (int stage : recorded.stages().keySet()) {
            assertSame(recorded.stages().get(stage), again.stages().get(stage));
        }
        assertSame(recorded.total(), again.total());
    }

    private static void assertSame(RequestStats expected, RequestStats actual) {
        assertEquals(expected.offered(), actual.offered());
        assertEquals(expected.sent(), actual.sent());
        assertEquals(expected.succeeded(), actual.succeeded());
        assertEquals(expected.failuresByCause(), actual.failuresByCause());
        assertEquals(expected.good(), actual.good());
        assertEquals(expected.outputTokens(), actual.outputTokens());
        for (Metric metric : Metric.values()) {
            LatencyHistogram before = expected.of(metric);
            LatencyHistogram after = actual.of(metric);
            assertEquals(before.count(), after.count(), metric.name());
            if (!before.isEmpty()) {
                double p95 = before.percentile(95);
                assertEquals(p95, after.percentile(95), p95 * 1e-3, metric.name());
                assertEquals(before.mean(), after.mean(), before.mean() * 1e-3, metric.name());
            }
        }
    }

    @Test
    void readsAFolderThatWasCutShortAtEveryByte() throws IOException {
        run(folder.resolve("whole"), 5);
        Path cut = folder.resolve("cut");
        Files.createDirectories(cut);
        for (String name :
                List.of("requests.jsonl", "timeseries.csv", "events.jsonl", "latency.hlog")) {
            byte[] bytes = Files.readAllBytes(folder.resolve("whole").resolve(name));
            Files.write(cut.resolve(name), bytes);
        }
        byte[] requests = Files.readAllBytes(cut.resolve("requests.jsonl"));
        int lastLine =
                new String(requests, StandardCharsets.UTF_8).lastIndexOf('\n', requests.length - 2)
                        + 1;
        long all = lines(requests);

        for (int length = lastLine; length < requests.length; length += 29) {
            Files.write(cut.resolve("requests.jsonl"), java.util.Arrays.copyOf(requests, length));
            RunFolder read = RunFolder.open(cut);
            Measurements measured = read.measurements(SETTINGS);
            assertEquals(all, measured.total().offered());
            assertEquals(all, measured.total().succeeded() + measured.total().failed());
            boolean endsInsideLine = length > lastLine && length < requests.length - 1;
            assertEquals(endsInsideLine ? 1 : 0, read.problems().size(), "cut at " + length);
            if (length < requests.length - 1) {
                assertEquals(1L, measured.total().failuresByCause().get(FailureCause.CANCELLED));
            }
        }
        for (String name : List.of("timeseries.csv", "events.jsonl", "latency.hlog")) {
            byte[] bytes = Files.readAllBytes(cut.resolve(name));
            Files.write(cut.resolve(name), java.util.Arrays.copyOf(bytes, bytes.length - 9));
            RunFolder read = RunFolder.open(cut);
            read.measurements(SETTINGS);
            assertFalse(read.problems().isEmpty(), name);
            Files.write(cut.resolve(name), bytes);
        }
    }

    private static long lines(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).lines().count();
    }

    @Test
    void readsBackEveryRequestAndEventAsItWas() throws IOException {
        var requests = new ArrayList<RequestRecord>();
        requests.add(Requests.success(0, 1, 2, 3, 4));
        requests.add(Requests.failure(1, 5, FailureCause.TRUNCATED));
        requests.add(
                new RequestRecord(
                        2,
                        1,
                        null,
                        null,
                        123_456_789_012L,
                        -1,
                        -1,
                        -1,
                        -1,
                        153_456_789_013L,
                        0,
                        -1,
                        7,
                        -1,
                        -1,
                        0,
                        true,
                        new FailureCause(FailureCause.NO_REPLICA, "𝄞 none")));
        Map<io.spillway.fleet.ReplicaId, Double> weights = new LinkedHashMap<>();
        weights.put(Requests.SECOND, 2.5);
        weights.put(Requests.FIRST, 1.0);
        List<RunEvent> events =
                List.of(
                        new RunEvent.Checked(1, new ScalingDecision.Hold("h"), Double.NaN, 1, 2),
                        new RunEvent.Checked(2, new ScalingDecision.ScaleTo(3, "s"), 4.5, 1, 3),
                        new RunEvent.Checked(
                                3, new ScalingDecision.Abstain(List.of("a", "b")), 0, 1, 2),
                        new RunEvent.Scaled(4, 3, 1, "too \"many\""),
                        new RunEvent.PhaseReached(
                                5, Requests.SECOND, StartPhase.FIRST_ROUTED, null),
                        new RunEvent.StateChanged(
                                6, Requests.SECOND, null, ReplicaState.STARTING, "asked for"),
                        new RunEvent.Rebalanced(7, weights),
                        new RunEvent.StageStarted(8, 2, Double.NaN),
                        new RunEvent.Note(9, RunEvent.Level.WARN, "tab\there"));

        try (RunRecorder recorder = RunRecorder.toFolder(folder, RecorderSettings.DEFAULT)) {
            requests.forEach(request -> Requests.play(recorder, request));
            events.forEach(recorder::on);
        }

        RunFolder read = RunFolder.open(folder);
        var again = new ArrayList<RequestRecord>();
        read.requests(again::add);
        assertEquals(requests, again);
        assertEquals(events, read.events());
        assertEquals(List.of(), read.problems());
    }

    @Test
    void reachesTheDiskBeforeItIsClosed() throws Exception {
        try (RunRecorder recorder = RunRecorder.toFolder(folder, SETTINGS)) {
            feed(recorder, 1);
            Path file = folder.resolve("requests.jsonl");
            long expected = recorder.measurements(0).total().offered();
            long deadline = System.nanoTime() + 5_000_000_000L;
            while (lines(Files.readAllBytes(file)) < expected && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertEquals(expected, lines(Files.readAllBytes(file)));
        }
    }

    @Test
    void saysSoWhenTheFolderIsNone() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x", StandardOpenOption.CREATE);
        org.junit.jupiter.api.Assertions.assertThrows(
                IOException.class, () -> RunRecorder.toFolder(file, SETTINGS));
        org.junit.jupiter.api.Assertions.assertThrows(
                IOException.class, () -> RunFolder.open(folder));
    }
}
