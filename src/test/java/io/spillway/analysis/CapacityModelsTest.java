package io.spillway.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

class CapacityModelsTest {

    @Test
    void uslVectorIsRefitFromItsRoundedPoints() {
        var points = new TreeMap<>(Map.of(1, 1000.0, 2, 1938.0, 4, 3630.0, 8, 6319.0));

        var fit = assertInstanceOf(Scalability.Fitted.class, Scalability.fit(points));

        assertEquals(1000, fit.gamma());
        assertEquals(0.02996, fit.alpha(), 5e-6);
        assertEquals(0.001006, fit.beta(), 5e-7);
    }

    @Test
    void uslVectorOfThroughputEfficiencyAndPeak() {
        var law = new Scalability.Fitted(new TreeMap<>(Map.of(1, 1000.0)), 1000, 0.03, 0.001);

        double[] throughput = {1000, 1938.0, 3629.8, 6319.1, 9467.5};
        double[] efficiency = {1, 0.969, 0.907, 0.790, 0.592};
        int[] sizes = {1, 2, 4, 8, 16};
        for (int i = 0; i < sizes.length; i++) {
            assertEquals(throughput[i], law.at(sizes[i]), 0.05);
            assertEquals(efficiency[i], law.at(sizes[i]) / (sizes[i] * 1000), 5e-4);
        }
        assertEquals(31.14, law.peak(), 5e-3);
    }

    @Test
    void uslRefusesTooFewPointsAndSuperlinearScaling() {
        assertTrue(reason(Map.of(1, 10.0, 2, 19.0, 4, 30.0)).contains("at least 4"));
        assertTrue(reason(Map.of(2, 19.0, 3, 25.0, 4, 30.0, 5, 35.0)).contains("one replica"));
        assertTrue(reason(Map.of(1, 10.0, 2, 21.0, 4, 44.0, 8, 95.0)).contains("linear or better"));
    }

    private static String reason(Map<Integer, Double> points) {
        return assertInstanceOf(Scalability.Refused.class, Scalability.fit(points)).reason();
    }

    @Test
    void efficiencyIsThroughputOverThatOfAsManySingles() {
        var efficiency = Scalability.fit(Map.of(1, 10.0, 2, 18.0)).efficiency();

        assertEquals(1.0, efficiency.get(1));
        assertEquals(0.9, efficiency.get(2), 1e-12);
    }

    @Test
    void queueDrainFluidVector() {
        QueueDrain drain = QueueDrain.bound(12, 5, new QueueDrain.Growth(1, 4, 90));

        assertEquals(630, drain.backlog(), 1e-9);
        assertEquals(78.75, drain.drainSeconds(), 1e-9);
        assertEquals(168.75, drain.totalSeconds(), 1e-9);
    }

    @Test
    void aQueueNeverDrainsOntoTooFewReplicas() {
        assertEquals(
                Double.POSITIVE_INFINITY,
                QueueDrain.bound(12, 5, new QueueDrain.Growth(1, 2, 90)).drainSeconds());
        assertEquals(0, QueueDrain.bound(4, 5, new QueueDrain.Growth(1, 2, 90)).drainSeconds());
    }

    @Test
    void demandIsTheLeastNumberThatServesAndSaturates() {
        DemandCurve curve = DemandCurve.measured(List.of(5.0, 9.5, 13.0));

        assertEquals(1, curve.replicas(0));
        assertEquals(1, curve.replicas(5));
        assertEquals(2, curve.replicas(5.1));
        assertEquals(3, curve.replicas(13));
        assertEquals(3, curve.replicas(99));
        assertEquals(2, curve.replicas(4, 60, 30));
        assertThrows(IllegalArgumentException.class, () -> DemandCurve.measured(List.of(5.0, 5.0)));
    }

    @Test
    void demandIsSmoothedOverItsWindow() {
        DemandCurve curve = DemandCurve.linear(5, 8);

        assertArrayEquals(
                new int[] {1, 2, 3, 3, 2}, curve.demand(List.of(4L, 12L, 16L, 12L, 1L), 2));
    }

    @Test
    void migSharesSayHowTheyWereCounted() {
        assertEquals(1 / 7.0, GpuShare.byCompute("mig-1g.12gb").fraction());
        assertEquals(1 / 8.0, GpuShare.byMemory("mig-1g.12gb", 96).fraction());
        assertEquals(2 / 8.0, GpuShare.byMemory("1g.24gb", 96).fraction());
        assertEquals(4 / 8.0, GpuShare.byMemory("3g.48gb", 96).fraction());
        assertEquals(1.0, GpuShare.byMemory("7g.141gb", 141).fraction());
        assertEquals("1 of 7 compute slices a replica", GpuShare.byCompute("1g.12gb.me").basis());
        assertThrows(IllegalArgumentException.class, () -> GpuShare.byCompute("h100"));
    }

    @Test
    void costCountsGoodTokensAndWaste() {
        Cost cost =
                Cost.of(
                        Cost.Supply.of(7200, new int[] {1, 2, 3}, new int[] {1, 1, 4}, 2400),
                        GpuShare.whole(2),
                        2.5,
                        500_000);

        assertEquals(14_400, cost.gpuSeconds());
        assertEquals(5.0, cost.total(), 1e-12);
        assertEquals(10.0, cost.perMillionGoodTokens(), 1e-12);
        assertEquals(2400 / 7200.0, cost.wasteShare(), 1e-12);
        assertTrue(
                Double.isNaN(
                        Cost.of(new Cost.Supply(1, 0), GpuShare.whole(1), 1, 0)
                                .perMillionGoodTokens()));
    }
}
