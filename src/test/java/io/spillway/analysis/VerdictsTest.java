package io.spillway.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.RunEvent;
import io.spillway.record.GeneratorHealth;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

class VerdictsTest {
    private static final FleetTimeline NO_FLEET = FleetTimeline.of(List.of());

    private static Dist dist(double p50, double p99) {
        return new Dist(p50, p50 / 2, p50, p99, p99, p99, p99, 100);
    }

    /** A stage of the given length that sent all of its requests on time. */
    private static RunSummary.Stage stage(double rate, double p50, double p99, double seconds) {
        return stage(rate, dist(p50, p99), seconds, 0);
    }

    private static RunSummary.Stage stage(double rate, Dist ttft, double seconds, int failed) {
        long scheduled = Math.round(rate * seconds);
        var both = new RunSummary.FromBoth(ttft, ttft);
        return new RunSummary.Stage(
                (int) rate,
                rate,
                rate,
                0,
                seconds,
                new RunSummary.Requests(
                        scheduled,
                        scheduled,
                        scheduled - failed,
                        failed,
                        new TreeMap<>(),
                        0,
                        0,
                        null),
                new RunSummary.Latency(both, dist(0.03, 0.04), dist(0.03, 0.04), both, dist(0, 0)),
                new RunSummary.Throughput(rate, 1, 1, null),
                null);
    }

    private static RunSummary.Slo slo(Map<String, Double> targets, Map<String, Double> measured) {
        return new RunSummary.Slo(
                new LinkedHashMap<>(targets), new LinkedHashMap<>(measured), 1, true);
    }

    private static void assertVerdict(
            String rule, Verdict.Level level, String words, @Nullable Verdict verdict) {
        assertNotNull(verdict);
        assertEquals(rule, verdict.rule());
        assertEquals(level, verdict.level(), verdict.text());
        assertTrue(verdict.text().contains(words), verdict.text());
    }

    @Test
    void v1BlamesTheGeneratorUnlessRequestsWereHeld() {
        var health = new GeneratorHealth(0, 0.0005, 0, 0, 0, 0);
        assertVerdict(
                "V1",
                Verdict.Level.OK,
                "idle thread's timers: p99 0.5 ms",
                RunVerdicts.runnerHealth(dist(0.0002, 0.001), List.of(), health, null));
        assertVerdict(
                "V1",
                Verdict.Level.WARN,
                "some requests were sent late",
                RunVerdicts.runnerHealth(dist(0.0002, 0.02), List.of(), health, null));
        assertVerdict(
                "V1",
                Verdict.Level.FAIL,
                "bottleneck",
                RunVerdicts.runnerHealth(dist(0.010, 0.02), List.of(), health, null));
        assertVerdict(
                "V1",
                Verdict.Level.FAIL,
                "bottleneck",
                RunVerdicts.runnerHealth(dist(0.0002, 1.5), List.of(), health, null));
        assertVerdict(
                "V1",
                Verdict.Level.WARN,
                "held",
                RunVerdicts.runnerHealth(
                        dist(0.010, 0.02), List.of(), health, "requests were held"));
    }

    @Test
    void v2SaysWhenNoReplicaCanHelp() {
        List<RunSummary.Stage> stages = List.of(stage(1, 0.8, 0.9, 300), stage(5, 2, 9, 300));
        assertVerdict(
                "V2",
                Verdict.Level.FAIL,
                "scaling out cannot fix this",
                CapacityVerdicts.floor(stages, slo(Map.of("ttft_p95", 0.5), Map.of())));
        assertVerdict(
                "V2",
                Verdict.Level.OK,
                "within",
                CapacityVerdicts.floor(stages, slo(Map.of("ttft_p95", 0.85), Map.of())));
        // Alone, only the best request of all is a floor: 0.4 s.
        assertVerdict(
                "V2",
                Verdict.Level.OK,
                "within",
                CapacityVerdicts.floor(
                        stages.subList(0, 1), slo(Map.of("ttft_p95", 0.5), Map.of())));
        assertNull(CapacityVerdicts.floor(stages, null));
    }

    @Test
    void v3FindsTheKneeAndV4TheHeadroom() {
        List<RunSummary.Stage> stages =
                List.of(
                        stage(5, 0.1, 0.2, 300),
                        stage(20, 0.12, 0.3, 300),
                        stage(35, 0.3, 1.2, 300),
                        stage(50, 3, 9, 300));

        Knee knee = Knee.find(stages);

        assertNotNull(knee);
        assertEquals(35, knee.rate());
        assertVerdict(
                "V3",
                Verdict.Level.WARN,
                "35.00 requests/s",
                CapacityVerdicts.knee(stages, NO_FLEET));
        assertVerdict(
                "V4",
                Verdict.Level.OK,
                "24.50 to 28.00",
                CapacityVerdicts.headroom(stages, knee, NO_FLEET));
        assertVerdict(
                "V3",
                Verdict.Level.OK,
                "no sign of saturation up to 20.00",
                CapacityVerdicts.knee(stages.subList(0, 2), NO_FLEET));
        assertNull(CapacityVerdicts.knee(stages.subList(0, 1), NO_FLEET));
    }

    @Test
    void v3AndV4SayForHowManyReplicas() {
        List<RunSummary.Stage> stages = List.of(stage(5, 0.1, 0.2, 300), stage(20, 0.12, 0.9, 300));
        Knee knee = Knee.find(stages);
        assertNotNull(knee);

        FleetTimeline two = ready(0, 0);
        assertVerdict(
                "V3",
                Verdict.Level.WARN,
                "20.00 requests/s (stage 20, 2 replicas ready): p99 grew from 200 ms to 900 ms",
                CapacityVerdicts.knee(stages, two));
        assertVerdict(
                "V4",
                Verdict.Level.OK,
                "plan for 14.00 to 16.00 requests/s with 2 replicas",
                CapacityVerdicts.headroom(stages, knee, two));

        FleetTimeline scaled = ready(0, 100);
        assertVerdict(
                "V3",
                Verdict.Level.WARN,
                "(stage 20, 1 to 2 replicas ready)",
                CapacityVerdicts.knee(stages, scaled));
        assertVerdict(
                "V4",
                Verdict.Level.WARN,
                "no rate to plan for: in stage 20 from 1 to 2 replicas were ready",
                CapacityVerdicts.headroom(stages, knee, scaled));
    }

    /** A fleet whose replicas were ready at these seconds. */
    private static FleetTimeline ready(long... seconds) {
        var events = new ArrayList<RunEvent>();
        for (int i = 0; i < seconds.length; i++) {
            events.add(
                    new RunEvent.StateChanged(
                            seconds[i] * 1_000_000_000L,
                            new ReplicaId("r-" + i),
                            null,
                            ReplicaState.READY,
                            ""));
        }
        return FleetTimeline.of(events);
    }

    @Test
    void v4PromisesNothingWhenEvenTheLowestRateFailed() {
        List<RunSummary.Stage> stages =
                List.of(stage(5, dist(0.1, 0.2), 300, 300), stage(10, dist(0.1, 0.2), 300, 300));
        Knee knee = Knee.find(stages);
        assertNotNull(knee);
        assertVerdict(
                "V4",
                Verdict.Level.WARN,
                "even the lowest rate, 5.00 requests/s, was too much",
                CapacityVerdicts.headroom(stages, knee, NO_FLEET));
    }

    @Test
    void v3SeesErrorsAndSpread() {
        List<RunSummary.Stage> errors =
                List.of(stage(5, 0.1, 0.2, 300), stage(10, dist(0.1, 0.2), 300, 31));
        Knee failing = Knee.find(errors);
        assertNotNull(failing);
        assertTrue(failing.why().contains("failed"), failing.why());

        List<RunSummary.Stage> spread = List.of(stage(5, 0.1, 0.2, 300), stage(10, 0.08, 0.5, 300));
        Knee wide = Knee.find(spread);
        assertNotNull(wide);
        assertTrue(wide.why().contains("times p50"), wide.why());
    }

    @Test
    void v5ComparesASweepWithTheKnee() {
        var knee = new Knee(2, 30, "");
        assertVerdict(
                "V5",
                Verdict.Level.WARN,
                "hidden queue",
                CapacityVerdicts.sweep(new VerdictInputs.Sweep(40, "the ladder"), knee));
        assertVerdict(
                "V5",
                Verdict.Level.OK,
                "the ladder",
                CapacityVerdicts.sweep(new VerdictInputs.Sweep(33, "the ladder"), knee));
        assertNull(CapacityVerdicts.sweep(null, knee));
    }

    @Test
    void v6JudgesTailsOnly() {
        assertVerdict(
                "V6",
                Verdict.Level.FAIL,
                "ttft_p99 is 1.2 s, not 1 s",
                RunVerdicts.tails(slo(Map.of("ttft_p99", 1.0), Map.of("ttft_p99", 1.2))));
        assertVerdict(
                "V6",
                Verdict.Level.OK,
                "ttft_p95 within the target",
                RunVerdicts.tails(slo(Map.of("ttft_p95", 1.0), Map.of("ttft_p95", 1.0))));
        assertVerdict(
                "V6",
                Verdict.Level.OK,
                "tpot_p95 within the target; ttft_p50 says nothing about the slowest requests",
                RunVerdicts.tails(
                        slo(Map.of("ttft_p50", 1.0, "tpot_p95", 0.1), Map.of("tpot_p95", 0.02))));
        assertVerdict(
                "V6",
                Verdict.Level.WARN,
                "nothing can be promised",
                RunVerdicts.tails(slo(Map.of("ttft_p50", 1.0), Map.of("ttft_p50", 0.1))));
        assertVerdict(
                "V6",
                Verdict.Level.FAIL,
                "unmeasured",
                RunVerdicts.tails(slo(Map.of("itl_p99", 1.0), Map.of("itl_p99", Double.NaN))));
        assertNull(RunVerdicts.tails(null));
    }

    @Test
    void v7AndV8CompareTails() {
        var calm = new Tails(1.4, 1.05);
        var wild = new Tails(2.0, 0.95);
        var faster = new Tails(2.0, 1.5);
        assertVerdict("V7", Verdict.Level.OK, "1.4 times", CapacityVerdicts.burst(calm));
        assertVerdict("V7", Verdict.Level.WARN, "2.0 times", CapacityVerdicts.burst(wild));
        assertVerdict("V8", Verdict.Level.OK, "1.4 times", InputVerdicts.realData(calm));
        assertVerdict("V8", Verdict.Level.WARN, "2.0 times", InputVerdicts.realData(wild));
        assertVerdict("V7", Verdict.Level.WARN, "not judged", CapacityVerdicts.burst(faster));
        assertVerdict("V8", Verdict.Level.WARN, "not judged", InputVerdicts.realData(faster));
        assertNull(InputVerdicts.realData(null));
    }

    @Test
    void v9ComparesLengthsAndAge() {
        assertVerdict(
                "V9",
                Verdict.Level.WARN,
                "overestimated",
                InputVerdicts.drift(new VerdictInputs.Dataset(450, 1200, 10), 512, 2048));
        assertVerdict(
                "V9",
                Verdict.Level.FAIL,
                "200 days old",
                InputVerdicts.drift(new VerdictInputs.Dataset(450, 1200, 200), 450, 1200));
        assertVerdict(
                "V9",
                Verdict.Level.WARN,
                "100 days old",
                InputVerdicts.drift(new VerdictInputs.Dataset(450, 1200, 100), 450, 1200));
        assertVerdict(
                "V9",
                Verdict.Level.OK,
                "+0 %",
                InputVerdicts.drift(new VerdictInputs.Dataset(450, 1200, 1), 450, 1200));
    }

    @Test
    void v9UsesWhatIsKnown() {
        double unknown = Double.NaN;
        assertVerdict(
                "V9",
                Verdict.Level.WARN,
                "+71 % (p95): TTFT is overestimated",
                InputVerdicts.drift(new VerdictInputs.Dataset(unknown, 1200, unknown), 512, 2048));
        assertVerdict(
                "V9",
                Verdict.Level.WARN,
                "100 days old",
                InputVerdicts.drift(new VerdictInputs.Dataset(unknown, unknown, 100), 512, 2048));
        assertNull(
                InputVerdicts.drift(
                        new VerdictInputs.Dataset(unknown, unknown, unknown), 512, 2048));
    }

    @Test
    void v10AndV14LookAtWhereItRan() {
        var same = new VerdictInputs.Topology("n1", "a", "a", "m6i.2xlarge");
        var apart = new VerdictInputs.Topology("n1", "a", "b", null);
        assertVerdict("V10", Verdict.Level.OK, "both in a", InputVerdicts.topology(same));
        assertVerdict("V10", Verdict.Level.WARN, "not comparable", InputVerdicts.topology(apart));
        assertVerdict("V14", Verdict.Level.OK, "m6i.2xlarge", InputVerdicts.machine(same));
        assertNull(InputVerdicts.machine(apart));
        assertNull(InputVerdicts.topology(null));
    }

    @Test
    void v11NeedsStreamingForTokenTimes() {
        var e2e = new SloTargets(Map.of("e2e_p99", 1.0));
        var ttft = new SloTargets(Map.of("ttft_p99", 1.0));
        assertVerdict("V11", Verdict.Level.OK, "streamed", RunVerdicts.streaming(true, ttft));
        assertVerdict("V11", Verdict.Level.WARN, "no TTFT", RunVerdicts.streaming(false, e2e));
        assertVerdict("V11", Verdict.Level.FAIL, "need", RunVerdicts.streaming(false, ttft));
    }

    @Test
    void v12WantsLongStages() {
        assertVerdict(
                "V12",
                Verdict.Level.WARN,
                "179 s",
                RunVerdicts.durations(List.of(stage(1, 1, 1, 179), stage(2, 1, 1, 400))));
        assertVerdict(
                "V12",
                Verdict.Level.OK,
                "are better",
                RunVerdicts.durations(List.of(stage(1, 1, 1, 180))));
        assertVerdict(
                "V12",
                Verdict.Level.OK,
                "at least 300 s",
                RunVerdicts.durations(List.of(stage(1, 1, 1, 300))));
        assertNull(RunVerdicts.durations(List.of()));
    }

    @Test
    void v13WantsTheRightRouteAndModel() {
        assertVerdict(
                "V13",
                Verdict.Level.OK,
                "completions were used",
                InputVerdicts.route(new VerdictInputs.Routes(true, true, true, List.of("m"), "m")));
        assertVerdict(
                "V13",
                Verdict.Level.WARN,
                "although",
                InputVerdicts.route(
                        new VerdictInputs.Routes(true, true, false, List.of("m"), "m")));
        assertVerdict(
                "V13",
                Verdict.Level.FAIL,
                "does not offer x",
                InputVerdicts.route(new VerdictInputs.Routes(true, true, true, List.of("m"), "x")));
        assertVerdict(
                "V13",
                Verdict.Level.FAIL,
                "neither",
                InputVerdicts.route(new VerdictInputs.Routes(false, false, true, List.of(), null)));
    }
}
