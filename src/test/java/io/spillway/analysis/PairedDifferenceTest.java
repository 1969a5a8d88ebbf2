package io.spillway.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.SplittableRandom;

class PairedDifferenceTest {

    @Test
    void intervalIsStudents() {
        // Mean 2, standard deviation 1, n 3: t(0.975, 2) = 4.302653, half width 2.484138.
        var difference = PairedDifference.of(new double[] {10, 20, 30}, new double[] {11, 22, 33});

        assertEquals(2, difference.mean(), 1e-12);
        assertEquals(2 - 2.484138, difference.low(), 1e-6);
        assertEquals(2 + 2.484138, difference.high(), 1e-6);
        assertFalse(difference.isSignificant());
    }

    @Test
    void wilcoxonIsExactForFewPairs() {
        // All five differences positive: 2 / 2^5.
        assertEquals(
                0.0625,
                PairedDifference.of(new double[5], new double[] {1, 2, 3, 4, 5}).wilcoxonP(),
                1e-12);
        // W = 3 of 8: subsets of 1..8 with a sum up to 3 are {}, 1, 2, 3, {1,2}: 2 · 5 / 256.
        assertEquals(
                10 / 256.0,
                PairedDifference.of(new double[8], new double[] {1, 2, -3, 4, 5, 6, 7, 8})
                        .wilcoxonP(),
                1e-12);
    }

    @Test
    void equalPairsDoNotDiffer() {
        var difference = PairedDifference.of(new double[] {1, 2, 3}, new double[] {1, 2, 3});

        assertEquals(0, difference.mean());
        assertEquals(1, difference.wilcoxonP());
        assertFalse(difference.isSignificant());
    }

    @Test
    void normalApproximationAgreesWithTheExactTest() {
        var random = new SplittableRandom(5);
        double[] a = new double[20];
        double[] b = new double[20];
        double[] withTie = new double[21];
        for (int i = 0; i < 20; i++) {
            b[i] = random.nextDouble(-1, 1.6);
            withTie[i] = b[i];
        }
        withTie[20] = b[0];

        double exact = PairedDifference.of(a, b).wilcoxonP();
        double normal = PairedDifference.of(new double[21], withTie).wilcoxonP();

        assertEquals(exact, normal, 0.05);
    }

    @Test
    void onePairHasNoInterval() {
        var difference = PairedDifference.of(new double[] {1}, new double[] {3});

        assertEquals(2, difference.mean());
        assertTrue(Double.isNaN(difference.low()));
        assertFalse(difference.isSignificant());
    }

    @Test
    void pairsWhatBothRunsHave() {
        var difference =
                PairedDifference.byKey(
                        Map.of(1L, 1.0, 2L, 2.0, 9L, 7.0), Map.of(2L, 5.0, 1L, 4.0, 8L, 0.0));

        assertEquals(2, difference.pairs());
        assertEquals(3.0, difference.mean(), 1e-12);
    }

    @Test
    void bootstrapFindsAShiftAndRepeatsItself() {
        var random = new SplittableRandom(9);
        double[] a = new double[400];
        double[] b = new double[400];
        for (int i = 0; i < a.length; i++) {
            a[i] = random.nextDouble();
            b[i] = random.nextDouble() + 0.5;
        }
        var how = new Bootstrap.Resampling(500, 3);

        Bootstrap shifted = Bootstrap.ofPercentiles(a, b, 95, how);

        assertEquals(0.5, shifted.difference(), 0.05);
        assertTrue(shifted.low() < 0.5 && shifted.high() > 0.45, shifted.toString());
        assertTrue(shifted.isSignificant());
        assertEquals(shifted, Bootstrap.ofPercentiles(a, b, 95, how));
        assertFalse(Bootstrap.ofPercentiles(a, a, 95, how).isSignificant());
    }
}
