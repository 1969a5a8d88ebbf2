package io.spillway.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

class ElasticityTest {
    private static final double MINUTE = 60;
    private static final int[] DEMAND =
            series(20, new int[][] {{0, 1}, {7, 5}, {16, 3}, {17, 2}, {19, 4}});
    private static final int[] SUPPLY =
            series(
                    20,
                    new int[][] {
                        {0, 1}, {2, 2}, {3, 1}, {5, 3}, {9, 7}, {11, 6}, {12, 8}, {14, 2}
                    });

    private static int[] series(int ticks, int[][] points) {
        int[] values = new int[ticks];
        for (int[] point : points) {
            Arrays.fill(values, point[0], ticks, point[1]);
        }
        return values;
    }

    @Test
    void bungeeAbstractMetricTest() {
        Elasticity metrics = Elasticity.of(DEMAND, SUPPLY, MINUTE);

        assertEquals(13 / 20.0, metrics.accuracyUnder(), 1e-12);
        assertEquals(16 / 20.0, metrics.accuracyOver(), 1e-12);
        assertEquals(6 / 20.0, metrics.timeshareUnder(), 1e-12);
        assertEquals(8 / 20.0, metrics.timeshareOver(), 1e-12);
        assertEquals((17 - 9) / 20.0, metrics.jitterPerMinute(), 1e-12);
    }

    @Test
    void specElasticityMetricsOfTheBungeeSeries() {
        Elasticity metrics = Elasticity.of(DEMAND, SUPPLY, MINUTE);

        assertEquals(14.1667, metrics.underPercent(), 1e-4);
        assertEquals(36.0, metrics.overPercent(), 1e-9);
        assertEquals(11 / 19.0, metrics.instability(), 1e-12);
        assertEquals(6 / 19.0, metrics.overProne(), 1e-12);
        assertEquals(5 / 19.0, metrics.underProne(), 1e-12);
        assertEquals(66 - 63, Arrays.stream(SUPPLY).sum() - Arrays.stream(DEMAND).sum());
    }

    @Test
    void aPerfectMatchIsZeroEverywhere() {
        Elasticity metrics = Elasticity.of(DEMAND, DEMAND, MINUTE);

        assertEquals(new Elasticity(0, 0, 0, 0, 0, 0, 0, 0, 0, 0), metrics);
        assertEquals(0, metrics.deviation());
    }

    @Test
    void oneTooManyIsOverProvisionedAllTheTime() {
        int[] supply = Arrays.stream(DEMAND).map(d -> d + 1).toArray();

        Elasticity metrics = Elasticity.of(DEMAND, supply, MINUTE);

        assertEquals(1, metrics.accuracyOver());
        assertEquals(1, metrics.timeshareOver());
        assertEquals(0, metrics.accuracyUnder());
    }

    @Test
    void oneTooFewIsUnderProvisionedAllTheTime() {
        int[] demand = Arrays.stream(SUPPLY).map(s -> s + 1).toArray();

        Elasticity metrics = Elasticity.of(demand, SUPPLY, MINUTE);

        assertEquals(1, metrics.accuracyUnder());
        assertEquals(1, metrics.timeshareUnder());
        assertEquals(0, metrics.accuracyOver());
    }

    @Test
    void speedsUpOverAFleetThatDoesNotScale() {
        int[] one = new int[20];
        Arrays.fill(one, 1);

        Elasticity scaled = Elasticity.of(DEMAND, SUPPLY, MINUTE);
        Elasticity unscaled = Elasticity.of(DEMAND, one, MINUTE);

        assertEquals(1, scaled.speedupOver(scaled), 1e-12);
        assertEquals(1 / unscaled.speedupOver(scaled), scaled.speedupOver(unscaled), 1e-9);
    }
}
