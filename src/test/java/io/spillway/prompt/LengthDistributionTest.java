package io.spillway.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.prompt.LengthSpec.Type;
import io.spillway.time.Seeds;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Random;
import java.util.stream.IntStream;

class LengthDistributionTest {

    private static final Seeds SEEDS = Seeds.of(11).named("lengths");
    private static final int DRAWS = 100_000;

    private static LengthSpec spec(Type type, int min, int max, double mean, double stdDev) {
        return new LengthSpec(type, min, max, mean, stdDev, null, 0);
    }

    private static int[] draw(LengthSpec spec) {
        LengthDistribution distribution = LengthDistribution.of(spec);
        return IntStream.range(0, DRAWS).map(i -> distribution.at(SEEDS, i)).toArray();
    }

    private static double mean(int[] lengths) {
        return IntStream.of(lengths).average().orElseThrow();
    }

    private static double deviation(int[] lengths) {
        double mean = mean(lengths);
        double variance =
                IntStream.of(lengths).mapToDouble(x -> (x - mean) * (x - mean)).sum() / DRAWS;
        return Math.sqrt(variance);
    }

    /** A tolerance that fails by chance about once in 30,000 runs. */
    private static double fourErrors(double stdDev) {
        return 4 * stdDev / Math.sqrt(DRAWS);
    }

    @Test
    void drawsANormalOfTheAskedMeanAndDeviation() {
        int[] lengths = draw(LengthSpec.normal(512, 50, 1, 2000));

        assertEquals(512, mean(lengths), fourErrors(50));
        assertEquals(50, deviation(lengths), 0.6);
    }

    @Test
    void clipsANormalToItsBoundsInsteadOfDrawingAgain() {
        int[] lengths = draw(LengthSpec.normal(100, 50, 90, 120));

        double below = IntStream.of(lengths).filter(x -> x == 90).count() / (double) DRAWS;
        double above = IntStream.of(lengths).filter(x -> x == 120).count() / (double) DRAWS;
        // What a normal of that mean has below 90.5 and above 119.5.
        assertEquals(0.4247, below, 0.007);
        assertEquals(0.3483, above, 0.007);
    }

    @Test
    void roundsHalfToEven() {
        LengthDistribution half = LengthDistribution.of(spec(Type.NORMAL, 0, 100, 2.5, 0));
        LengthDistribution more = LengthDistribution.of(spec(Type.NORMAL, 0, 100, 3.5, 0));

        assertEquals(2, half.at(SEEDS, 0));
        assertEquals(4, more.at(SEEDS, 0));
    }

    @Test
    void drawsALogNormalMatchedByItsMoments() {
        int[] lengths = draw(spec(Type.LOGNORMAL, 1, 100_000, 500, 300));

        assertEquals(500, mean(lengths), fourErrors(300));
        assertEquals(300, deviation(lengths), 15);
    }

    @Test
    void shiftsTheLogNormalOfSyntheticDataByItsMinimum() {
        int[] lengths = draw(spec(Type.SHIFTED_LOGNORMAL, 200, 100_000, 500, 300));

        assertEquals(500, mean(lengths), fourErrors(300));
        assertTrue(IntStream.of(lengths).filter(x -> x < 250).count() < DRAWS / 10);

        int[] meanAtTheMinimum = draw(spec(Type.SHIFTED_LOGNORMAL, 500, 600, 500, 0));
        assertEquals(501, meanAtTheMinimum[0]);
    }

    @Test
    void drawsEveryLengthOfAUniformAlike() {
        int[] lengths = draw(LengthSpec.uniform(3, 12));

        for (int length = 3; length <= 12; length++) {
            int wanted = length;
            long count = IntStream.of(lengths).filter(x -> x == wanted).count();
            assertEquals(DRAWS / 10.0, count, 4 * Math.sqrt(DRAWS * 0.09), "length " + length);
        }
    }

    @Test
    void takesTheMeanOfAFixedLengthWhateverTheBounds() {
        LengthSpec spec = new LengthSpec(Type.FIXED, 10, 20, 99.9, null, null, 0);

        assertEquals(99, LengthDistribution.of(spec).at(SEEDS, 5));
    }

    @Test
    void drawsASkewNormalFromItsLocationAndScale() {
        LengthSpec spec = new LengthSpec(Type.SKEW_NORMAL, 0, 100_000, 1000, 100.0, null, 4);
        int[] lengths = draw(spec);

        double delta = 4 / Math.sqrt(17);
        double expectedMean = 1000 + 100 * delta * Math.sqrt(2 / Math.PI);
        double expectedDeviation = 100 * Math.sqrt(1 - 2 * delta * delta / Math.PI);
        assertEquals(expectedMean, mean(lengths), fourErrors(expectedDeviation));
        assertEquals(expectedDeviation, deviation(lengths), 1);
    }

    @Test
    void drawsAPoissonOfTheAskedMean() {
        int[] lengths = draw(spec(Type.POISSON, 0, 10_000, 64, 0));

        assertEquals(64, mean(lengths), fourErrors(8));
        assertEquals(8, deviation(lengths), 0.1);
    }

    @Test
    void takesAVarianceInsteadOfADeviation() {
        int[] lengths = draw(new LengthSpec(Type.NORMAL, 1, 2000, 512, 0.0, 2500.0, 0));

        assertEquals(50, deviation(lengths), 0.6);
    }

    @ParameterizedTest
    @EnumSource(Type.class)
    void staysWithinItsBounds(Type type) {
        long seed = 20_261_122;
        var random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            int min = random.nextInt(0, 500);
            int max = min + random.nextInt(0, 500);
            double mean = type == Type.FIXED ? min : min + random.nextDouble() * (max - min) + 1e-9;
            double skew = random.nextDouble(-5, 5);
            var spec = new LengthSpec(type, min, max, mean, random.nextDouble(400), null, skew);
            LengthDistribution distribution = LengthDistribution.of(spec);
            for (int i = 0; i < 50; i++) {
                int length = distribution.at(SEEDS, i);
                assertTrue(length >= min && length <= max, "seed %d: %s".formatted(seed, spec));
            }
        }
    }

    @Test
    void givesTheSameLengthForTheSameSeedAndIndex() {
        LengthDistribution distribution =
                LengthDistribution.of(LengthSpec.normal(512, 200, 1, 999));

        assertEquals(distribution.at(SEEDS, 12_345), distribution.at(SEEDS, 12_345));
        long same =
                IntStream.range(0, 1000)
                        .filter(i -> distribution.at(SEEDS, i) == distribution.at(Seeds.of(1), i))
                        .count();
        assertTrue(same < 50, "seeds agree " + same + " times");
    }

    @Test
    void refusesWhatHasNoMeaning() {
        assertThrows(IllegalArgumentException.class, () -> spec(Type.NORMAL, 5, 4, 4, 1));
        assertThrows(IllegalArgumentException.class, () -> spec(Type.NORMAL, 1, 9, 4, -1));
        assertThrows(IllegalArgumentException.class, () -> spec(Type.LOGNORMAL, 0, 9, 0, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> new LengthSpec(Type.NORMAL, 1, 9, 5, 2.0, 4.0, 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> new LengthSpec(Type.NORMAL, 1, 9, 5, null, -4.0, 0));
        LengthSpec outside = spec(Type.NORMAL, 10, 20, 30, 1);
        assertThrows(
                IllegalArgumentException.class,
                () -> new PromptSpec.Synthetic(outside, LengthSpec.fixed(1)));
    }
}
