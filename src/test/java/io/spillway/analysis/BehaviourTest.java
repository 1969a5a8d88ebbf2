package io.spillway.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.RunEvent;
import io.spillway.record.Quantiles;
import io.spillway.record.RecorderSettings;
import io.spillway.record.RunRecorder;
import io.spillway.record.SecondRow;
import io.spillway.record.Tick;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class BehaviourTest {
    private static final long S = 1_000_000_000L;

    @Test
    void stepSeriesIntegratesAndSamples() {
        StepSeries series =
                StepSeries.of(
                        List.of(
                                new StepSeries.Point(2 * S, 1),
                                new StepSeries.Point(5 * S, 7),
                                new StepSeries.Point(5 * S, 3),
                                new StepSeries.Point(8 * S, 0)));

        assertEquals(0, series.at(S));
        assertEquals(1, series.at(2 * S));
        assertEquals(3, series.at(5 * S));
        assertEquals(3 + 9, series.integralSeconds(0, 20 * S), 1e-12);
        assertEquals(1 + 6, series.integralSeconds(4 * S, 7 * S), 1e-12);
        assertEquals(3, series.max(0, 20 * S));
        assertEquals(0, series.min(0, 20 * S));
        assertEquals(1, series.min(2 * S, 8 * S));
        assertArrayEquals(new int[] {0, 0, 1, 1, 1, 3}, series.sampled(0, S, 6));
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        StepSeries.of(
                                List.of(new StepSeries.Point(2, 1), new StepSeries.Point(1, 1))));
    }

    @Test
    void drainingReplicasArePaidForButDoNotServe() {
        var id = new ReplicaId("a");
        FleetTimeline fleet =
                FleetTimeline.of(
                        List.of(
                                new RunEvent.StateChanged(0, id, null, ReplicaState.STARTING, ""),
                                new RunEvent.StateChanged(
                                        10 * S, id, ReplicaState.STARTING, ReplicaState.READY, ""),
                                new RunEvent.StateChanged(
                                        30 * S, id, ReplicaState.READY, ReplicaState.DRAINING, ""),
                                new RunEvent.StateChanged(
                                        35 * S, id, ReplicaState.DRAINING, ReplicaState.GONE, "")));

        assertEquals(20, fleet.ready().integralSeconds(0, 100 * S), 1e-12);
        assertEquals(35, fleet.paid().integralSeconds(0, 100 * S), 1e-12);
    }

    @Test
    void unequalReplicasCountInUnitsOfCapacity() {
        var small = new ReplicaId("1g");
        var large = new ReplicaId("3g");
        FleetTimeline fleet =
                FleetTimeline.of(
                        List.of(
                                new RunEvent.StateChanged(0, small, null, ReplicaState.READY, ""),
                                new RunEvent.StateChanged(S, large, null, ReplicaState.READY, "")),
                        id -> id.equals(large) ? 4 : 1);

        assertEquals(1, fleet.ready().at(0));
        assertEquals(5, fleet.ready().at(S));
    }

    @Test
    void steadyStateLeavesOutTheRampAndTheTail() {
        var rows = new ArrayList<SecondRow>();
        int[] inFlight = {2, 6, 10, 10, 9, 10, 10, 5, 1};
        for (int i = 0; i < inFlight.length; i++) {
            rows.add(
                    new SecondRow(
                            (i + 1) * S,
                            new SecondRow.Counts(0, 0, i, 0, inFlight[i], 0, 0, 10 * i),
                            Quantiles.NONE,
                            Quantiles.NONE,
                            List.of(),
                            Double.NaN));
        }

        SteadyState steady = SteadyState.find(rows);

        // Full from the end of the third second to that of the seventh: 3 + 4 + 5 + 6 in 4 s.
        assertEquals(new SteadyState(3, 7, 4.5, 45), steady);
        org.junit.jupiter.api.Assertions.assertNull(SteadyState.find(rows.subList(0, 1)));
    }

    @Test
    void countsFlapsRegretsAndOvershoot() {
        List<RunEvent> events =
                List.of(
                        new RunEvent.Scaled(0, 1, 3, ""),
                        new RunEvent.Scaled(100 * S, 3, 2, ""),
                        new RunEvent.Scaled(110 * S, 2, 3, ""),
                        new RunEvent.Scaled(300 * S, 3, 1, ""),
                        new RunEvent.Scaled(400 * S, 1, 2, ""));

        ScalingBehaviour behaviour =
                ScalingBehaviour.of(events, 20, new ScalingBehaviour.Span(3, 2, 1800));

        assertEquals(8, behaviour.flapsPerHour(), 1e-12);
        assertEquals(1, behaviour.regrets());
        assertEquals(1, behaviour.overshoot());
    }

    private static List<SecondRow> ttft(double... p95) {
        var rows = new ArrayList<SecondRow>();
        for (int i = 0; i < p95.length; i++) {
            rows.add(
                    new SecondRow(
                            (i + 1) * S,
                            new SecondRow.Counts(0, 0, 0, 0, 0, 0, 0, 0),
                            new Quantiles(p95[i], p95[i], p95[i]),
                            Quantiles.NONE,
                            List.of(),
                            Double.NaN));
        }
        return rows;
    }

    @Test
    void recoversWhenTheTailHoldsForAWhile() {
        List<SecondRow> series = ttft(0.1, 5, 6, 0.5, 7, 0.5, Double.NaN, 0.6, 0.7, 0.1);

        assertEquals(4, Recovery.seconds(series, 1, 1.0, 3), 1e-12);
        assertTrue(Double.isNaN(Recovery.seconds(series, 1, 1.0, 5)));
        assertEquals(0, Recovery.seconds(series, 5, 1.0, 2), 1e-12);
    }

    @Test
    void judgesARunSecondBySecond() {
        RunRecorder recorder = RunRecorder.inMemory(RecorderSettings.DEFAULT);
        var one = new ReplicaId("a");
        var two = new ReplicaId("b");
        recorder.on(new RunEvent.StateChanged(0, one, null, ReplicaState.READY, ""));
        recorder.loadStarted(0);
        for (int second = 0; second < 8; second++) {
            if (second == 3) {
                recorder.on(new RunEvent.StateChanged(3 * S, two, null, ReplicaState.STARTING, ""));
            }
            if (second == 5) {
                recorder.on(
                        new RunEvent.StateChanged(
                                5 * S, two, ReplicaState.STARTING, ReplicaState.READY, ""));
            }
            for (int i = 0; i < (second < 2 ? 5 : 10); i++) {
                recorder.offered(0, second * S + i);
            }
            recorder.tick(new Tick((second + 1) * S, 0, 0, List.of(), Map.of(), Double.NaN));
        }
        var settings =
                new Judgement.Settings(
                        DemandCurve.linear(5, 4), 1, 2, GpuShare.byCompute("1g.12gb"), 3.6);

        Judgement judgement = Judgement.of(recorder.measurements(8 * S), settings);

        // Demand 1 1 2 2 2 2 2 2, ready 1 1 1 1 1 2 2 2, paid from 3 s.
        assertEquals(3 / 8.0, judgement.ready().accuracyUnder(), 1e-12);
        assertEquals(1 / 8.0, judgement.paid().accuracyUnder(), 1e-12);
        assertEquals(13, judgement.cost().replicaSeconds(), 1e-12);
        assertEquals(13 / 7.0, judgement.cost().gpuSeconds(), 1e-12);
        assertEquals(0.013, judgement.cost().total(), 1e-12);
        assertEquals(14, judgement.oracle().zeroDelay());
        assertEquals(16, judgement.oracle().withStartUp());
        assertEquals(-3 / 16.0, judgement.regret(), 1e-12);
        assertEquals(0, judgement.behaviour().overshoot());
        assertEquals(List.of(2.0), judgement.shortages());
    }

    @Test
    void targetsKeepTheStrictestLimitOfEachMetric() {
        var byKey = new java.util.LinkedHashMap<String, Double>();
        byKey.put("ttft_p50", 1.0);
        byKey.put("ttft_p99.9", 3.0);
        byKey.put("error_rate", 0.01);
        var targets = new SloTargets(byKey);

        assertEquals(S, targets.limits().ttftNanos());
        assertEquals(Long.MAX_VALUE, targets.limits().e2eNanos());
        assertEquals(99.9, targets.percentiles().get(1).percent());
        assertThrows(
                IllegalArgumentException.class, () -> new SloTargets(Map.of("ttft_mean", 1.0)));
        assertThrows(
                IllegalArgumentException.class, () -> new SloTargets(Map.of("ttft_p95", -1.0)));
    }
}
