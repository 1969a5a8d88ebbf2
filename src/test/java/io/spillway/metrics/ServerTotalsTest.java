package io.spillway.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

class ServerTotalsTest {

    private static ServerTotals observed(double sum, double count) {
        var buckets =
                new TreeMap<>(Map.of(0.3, count, 0.5, count, Double.POSITIVE_INFINITY, count));
        return new ServerTotals(
                Map.of("wait_sum", sum, "wait_count", count), Map.of("wait", buckets), Map.of());
    }

    @Test
    void noQuantileIsLargerThanTheMeanAllows() {
        assertEquals(OptionalDouble.of(0), observed(0, 60).quantile("wait", 0.99));
        assertEquals(0.1, observed(3, 60).quantile("wait", 0.5).orElseThrow(), 1e-9);
        assertEquals(0.15, observed(6, 60).quantile("wait", 0.5).orElseThrow(), 1e-9);
    }

    @Test
    void withoutSumTheBucketsHaveToDo() {
        var alone = new ServerTotals(Map.of(), observed(0, 60).buckets(), Map.of());

        assertEquals(0.15, alone.quantile("wait", 0.5).orElseThrow(), 1e-9);
        assertEquals(OptionalDouble.empty(), alone.quantile("other", 0.5));
    }
}
