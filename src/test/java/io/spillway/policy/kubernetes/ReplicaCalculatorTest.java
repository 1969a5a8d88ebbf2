package io.spillway.policy.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spillway.policy.kubernetes.ReplicaCalculator.ExternalState;
import io.spillway.policy.kubernetes.ReplicaCalculator.Utilization;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Vectors of Kubernetes' replica_calculator_test.go and of the HPA's documentation. */
class ReplicaCalculatorTest {

    @TestFactory
    Stream<DynamicTest> replicaCalculatorTestGoExternal() {
        return Stream.of(
                vector("Value, unready ignored", 2, value(8600, 4400, 1, 3)),
                vector("Value, all three ready [computed]", 6, value(8600, 4400, 3, 3)),
                vector("AverageValue", 4, average(8600, 2150, 3)),
                vector("AverageValue down", 3, average(8600, 2867, 5)),
                vector("AverageValue tolerance", 3, average(8600, 2900, 3)),
                vector("Value down", 3, value(8600, 14334, 5, 5)),
                vector("Value tolerance", 3, value(8600, 8888, 3, 3)),
                vector("object AverageValue 5 to 3", 3, average(6000, 2000, 5)),
                vector("object AverageValue tolerance", 4, average(20166, 5000, 4)));
    }

    @TestFactory
    Stream<DynamicTest> replicaCalculatorTestGoPods() {
        return Stream.of(
                vector("down", 3, plain(20000, 5, 12000, 12000, 12000, 12000, 12000)),
                vector("tolerance", 3, plain(20000, 3, 20000, 21000, 21000)));
    }

    @TestFactory
    Stream<DynamicTest> replicaCalculatorTestGoResource() {
        return Stream.of(
                vector("CPU down", 3, cpu(50, 5, pods(0, 0, 100, 300, 500, 250, 250))),
                vector("CPU down, two unready", 2, cpu(50, 5, pods(2, 0, 100, 300, 500))),
                vector("CPU, four pending", 1, cpu(50, 5, pods(4, 0, 100))),
                vector("missing dampens down", 3, cpu(100, 4, pods(0, 2, 400, 95))),
                vector("missing, equal", 2, cpu(100, 2, pods(0, 1, 1000))),
                vector("missing, above", 2, cpu(100, 2, pods(0, 1, 1900))),
                vector("missing, below", 2, cpu(100, 2, pods(0, 1, 600))),
                vector("unready dampens up", 4, cpu(50, 3, pods(1, 1, 2000))),
                vector("unready, no change", 3, cpu(50, 3, pods(1, 1, 450))),
                vector("max surge rolling update", 2, cpu(50, 2, pods(0, 1, 100, 100))));
    }

    @Test
    void documentationDoublesAt200mAndHalvesAt50mOf100m() {
        assertEquals(4, plain(100, 2, 200, 200).orElseThrow());
        assertEquals(1, plain(100, 2, 50, 50).orElseThrow());
    }

    @Test
    void startUpHazardOfValueTargetsRemovesALoadingPod() {
        assertEquals(3, value(1200, 1000, 2, 4).orElseThrow());
    }

    @Test
    void queueOnlyAverageValueFallsAsSoonAsTheQueueIsGone() {
        assertEquals(3, average(12_000, 5000, 1).orElseThrow());
        assertEquals(1, average(3000, 5000, 3).orElseThrow());
        assertEquals(0, average(0, 5000, 3).orElseThrow());
    }

    @Test
    void proposesNothingWhenNoPodHasASample() {
        assertEquals(
                OptionalInt.empty(),
                ReplicaCalculator.plain(pods(1, 2), 1000, 3, Tolerance.DEFAULT));
    }

    @Test
    void toleranceMayDifferByDirection() {
        var lazyDown = new Tolerance(0.3, 0.1);

        assertEquals(
                10, ReplicaCalculator.externalAverage(7500, 1000, new ExternalState(10, lazyDown)));
        assertEquals(
                12,
                ReplicaCalculator.externalAverage(11_500, 1000, new ExternalState(10, lazyDown)));
    }

    private static DynamicTest vector(String name, int expected, OptionalInt actual) {
        return DynamicTest.dynamicTest(
                name, () -> assertEquals(expected, actual.orElseThrow(), name));
    }

    private static OptionalInt value(long sum, long target, int ready, int spec) {
        return OptionalInt.of(
                ReplicaCalculator.externalValue(
                        sum, target, ready, new ExternalState(spec, Tolerance.DEFAULT)));
    }

    private static OptionalInt average(long sum, long target, int status) {
        return OptionalInt.of(
                ReplicaCalculator.externalAverage(
                        sum, target, new ExternalState(status, Tolerance.DEFAULT)));
    }

    private static OptionalInt plain(long target, int current, long... samples) {
        return ReplicaCalculator.plain(pods(0, 0, samples), target, current, Tolerance.DEFAULT);
    }

    private static OptionalInt cpu(int targetPercent, int current, PodUsage pods) {
        return ReplicaCalculator.resource(
                pods, new Utilization(1000, targetPercent), current, Tolerance.DEFAULT);
    }

    private static PodUsage pods(int ignored, int missing, long... samples) {
        List<Long> ready = new ArrayList<>();
        for (long sample : samples) {
            ready.add(sample);
        }
        return new PodUsage(ready, ignored, missing);
    }
}
