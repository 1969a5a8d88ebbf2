package io.spillway.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;

class ThinningTest {
    @Test
    void shortSeriesStayAsTheyAre() {
        double[] values = {1, Double.NaN, 3};
        var thinning = new Thinning(3, 1200);
        assertTrue(thinning.isWhole());
        assertEquals(List.of(1.0, Double.NaN, 3.0), thinning.mean(i -> values[i]));
    }

    @Test
    void everyBucketKeepsItsExtremesAndItsMean() {
        var random = new SplittableRandom(3);
        for (int round = 0; round < 200; round++) {
            int size = 1 + random.nextInt(5000);
            int points = 1 + random.nextInt(1200);
            double[] values = new double[size];
            for (int i = 0; i < size; i++) {
                values[i] = random.nextInt(10) == 0 ? Double.NaN : random.nextDouble();
            }
            var thinning = new Thinning(size, points);
            List<Double> mean = thinning.mean(i -> values[i]);
            List<Double> least = thinning.least(i -> values[i]);
            List<Double> greatest = thinning.greatest(i -> values[i]);
            String seed = "seed 3, round " + round;
            assertTrue(mean.size() <= points, seed);
            double most = Double.NEGATIVE_INFINITY;
            for (int b = 0; b < mean.size(); b++) {
                if (!Double.isNaN(mean.get(b))) {
                    assertTrue(least.get(b) <= mean.get(b) + 1e-12, seed);
                    assertTrue(greatest.get(b) >= mean.get(b) - 1e-12, seed);
                    most = Math.max(most, greatest.get(b));
                }
            }
            double expected = Double.NEGATIVE_INFINITY;
            for (double value : values) {
                expected = Double.isNaN(value) ? expected : Math.max(expected, value);
            }
            assertEquals(expected, most, seed);
        }
    }

    @Test
    void aBucketWithoutValuesStaysEmpty() {
        double[] values = {1, 2, Double.NaN, Double.NaN, 5};
        var thinning = new Thinning(5, 3);
        assertEquals(List.of(1.5, Double.NaN, 5.0), thinning.mean(i -> values[i]));
        assertEquals(List.of(2.0, 4.0, 5.0), thinning.last(i -> i + 1.0));
    }
}
