package io.spillway.study.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.study.sweep.InferencePerfEstimator.Rounding;
import io.spillway.study.sweep.InferencePerfEstimator.Sample;
import io.spillway.study.sweep.InferencePerfEstimator.Spacing;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** The worked examples of inference-perf's arithmetic. */
class InferencePerfEstimatorTest {

    @Test
    void spacesStagesAsTheWorkedExamplesDo() {
        assertEquals(List.of(1.0, 69.38, 91.0, 97.84, 100.0), geometric(100, 5));
        assertEquals(List.of(1.0, 25.75, 50.5, 75.25, 100.0), linear(100, 5));
        assertEquals(List.of(1.0, 31.4, 61.79, 92.19, 122.59, 152.98, 183.38), linear(183.38, 7));
        assertEquals(
                List.of(1.0, 107.44, 152.1, 170.84, 178.7, 182.0, 183.38), geometric(183.38, 7));
        assertEquals(List.of(1.0, 13.63, 18.29, 20.0), geometric(20, 4));
        assertEquals(List.of(1.0, 7.33, 13.67, 20.0), linear(20, 4));
        assertEquals(List.of(1.0, 0.79, 0.5), geometric(0.5, 3));
        assertEquals(List.of(1.0, 10.26, 14.76, 16.94, 18.0), geometric(18, 5));
        assertEquals(List.of(1.0, 7.88, 12.13, 14.76, 16.38, 17.38, 18.0), geometric(18, 7));
    }

    @Test
    void theFirstReleaseRoundsLinearStagesToWholeNumbersHalvesToEven() {
        assertEquals(
                List.of(1.0, 26.0, 50.0, 75.0, 100.0),
                InferencePerfEstimator.stages(100, 5, Spacing.LINEAR, Rounding.V0_2));
        assertEquals(
                geometric(100, 5),
                InferencePerfEstimator.stages(100, 5, Spacing.GEOMETRIC, Rounding.V0_2));
    }

    @Test
    void oneStageIsOneRequestPerSecond() {
        assertEquals(List.of(1.0), geometric(100, 1));
        assertEquals(List.of(1.0), linear(100, 1));
    }

    @Test
    void interpolatesPercentilesLinearly() {
        double[] rates = {40, 44, 52, 48, 60, 2, 1};

        assertEquals(57.6, InferencePerfEstimator.percentile(rates, 95), 1e-9);
        assertEquals(44.0, InferencePerfEstimator.percentile(rates, 50), 1e-9);
        assertEquals(60.0, InferencePerfEstimator.percentile(rates, 100), 1e-9);
    }

    @Test
    void takesOnlySlopesDownwardsBeforeTheEnd() {
        List<Sample> samples = samples(0, 10, 30, 20, 20, 14, 0);

        double whole =
                InferencePerfEstimator.saturation(samples, 100, Long.MAX_VALUE).orElseThrow();
        double cut = InferencePerfEstimator.saturation(samples, 100, 2_600_000_000L).orElseThrow();

        assertEquals(28, whole, 1e-9);
        assertEquals(20, cut, 1e-9);
    }

    @Test
    void hasNothingToSayWithFewerThanTwoSlopes() {
        assertTrue(
                InferencePerfEstimator.saturation(samples(0, 5, 5, 3), 95, Long.MAX_VALUE)
                        .isEmpty());
        assertTrue(
                InferencePerfEstimator.saturation(samples(0, 5, 9), 95, Long.MAX_VALUE).isEmpty());
    }

    private static List<Double> geometric(double saturation, int count) {
        return InferencePerfEstimator.stages(saturation, count, Spacing.GEOMETRIC, Rounding.HEAD);
    }

    private static List<Double> linear(double saturation, int count) {
        return InferencePerfEstimator.stages(saturation, count, Spacing.LINEAR, Rounding.HEAD);
    }

    private static List<Sample> samples(int... inFlight) {
        var samples = new ArrayList<Sample>();
        for (int count : inFlight) {
            samples.add(new Sample(samples.size() * 500_000_000L, count));
        }
        return samples;
    }
}
