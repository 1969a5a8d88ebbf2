package io.spillway.arrival;

import static io.spillway.arrival.Sampled.coefficientOfVariation;
import static io.spillway.arrival.Sampled.constant;
import static io.spillway.arrival.Sampled.critical;
import static io.spillway.arrival.Sampled.decimal;
import static io.spillway.arrival.Sampled.distance;
import static io.spillway.arrival.Sampled.gaps;
import static io.spillway.arrival.Sampled.mean;
import static io.spillway.arrival.Sampled.seconds;
import static io.spillway.arrival.Sampled.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.statistics.distribution.GammaDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;

class RandomArrivalsTest {

    private static final long SEED = 42;
    private static final ArrivalLaw POISSON = new ArrivalLaw.Poisson();

    private static ArrivalLaw gamma(double burstiness, boolean rescale) {
        return new ArrivalLaw.Gamma(burstiness, rescale);
    }

    @Test
    void drawsExponentialGapsAtTheRate() {
        double[] gaps = gaps(seconds(SEED, new StageSpec.Rated(constant("20", "2000"), POISSON)));

        assertEquals(40_000, gaps.length, 4 * Math.sqrt(40_000), "seed " + SEED);
        double distance = distance(gaps, gap -> 1 - Math.exp(-20 * gap));
        assertTrue(distance < critical(gaps.length), "seed %d: %f".formatted(SEED, distance));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.25, 0.5, 2, 8})
    void drawsGammaGapsOfTheAskedBurstiness(double burstiness) {
        var stage = new StageSpec.Rated(constant("20", "1000"), gamma(burstiness, false));
        double[] gaps = gaps(seconds(SEED, stage));

        var expected = GammaDistribution.of(burstiness, 1 / (20 * burstiness));
        double distance = distance(gaps, expected::cumulativeProbability);
        assertTrue(distance < critical(gaps.length), "seed %d: %f".formatted(SEED, distance));
        assertEquals(1 / Math.sqrt(burstiness), coefficientOfVariation(gaps), 0.05);
        assertEquals(0.05, mean(gaps), 0.05 * 4 / Math.sqrt(burstiness * gaps.length));
    }

    @Test
    void stretchesGammaGapsSoThatTheLastIsDueWhenTheRateSaysSo() {
        var rated = new StageSpec.Rated(constant("4", "100"), gamma(0.5, true));
        double[] times = seconds(SEED, rated);
        assertEquals(400, times.length);
        assertEquals(100, times[399], 1e-9);

        var counted = new StageSpec.Counted(1000, decimal("5"), gamma(2, true));
        double[] countedTimes = seconds(SEED, counted);
        assertEquals(1000, countedTimes.length);
        assertEquals(200, countedTimes[999], 1e-9);
    }

    @Test
    void followsALinearRampWithPoissonScatter() {
        var profile = new RateProfile.Linear(decimal("2"), decimal("18"), decimal("1000"));
        double[] times = seconds(SEED, new StageSpec.Rated(profile, POISSON));

        // Given their number, the arrivals are a sample of the normalised cumulative rate.
        double distance = distance(times, t -> (2 * t + 0.008 * t * t) / 10_000);
        assertEquals(10_000, times.length, 400, "seed " + SEED);
        assertTrue(distance < critical(times.length), "seed %d: %f".formatted(SEED, distance));
    }

    @Test
    void followsAnExponentialRampWithPoissonScatter() {
        var profile = new RateProfile.Exponential(decimal("1"), decimal("32"), decimal("1000"));
        double[] times = seconds(SEED, new StageSpec.Rated(profile, POISSON));

        double distance = distance(times, t -> (Math.pow(32, t / 1000) - 1) / 31);
        assertTrue(distance < critical(times.length), "seed %d: %f".formatted(SEED, distance));
    }

    @Test
    void followsADayWithPoissonScatter() {
        var profile =
                new RateProfile.Diurnal(
                        decimal("10"), decimal("9"), decimal("500"), decimal("0"), decimal("1000"));
        double[] times = seconds(SEED, new StageSpec.Rated(profile, POISSON));

        double swing = 9 * 500 / (2 * Math.PI);
        double distance =
                distance(times, t -> (10 * t - swing * Math.sin(2 * Math.PI * t / 500)) / 10_000);
        assertTrue(distance < critical(times.length), "seed %d: %f".formatted(SEED, distance));
    }

    @Test
    void sendsExactlyTheCountedNumberAndEndsWithTheLast() {
        var stage = new StageSpec.Counted(1000, decimal("5"), POISSON);
        double[] times = seconds(SEED, stage);

        assertEquals(1000, times.length);
        assertEquals(shape(SEED, stage).arrivals().endNanos() / 1e9, times[999], 1e-9);
        assertEquals(200, times[999], 4 * Math.sqrt(1000) / 5, "seed " + SEED);
    }

    @Test
    void neverGoesBackInTimeAndStaysInsideItsStage() {
        ArrivalLaw[] laws = {
            POISSON,
            gamma(0.1, false),
            gamma(0.1, true),
            new ArrivalLaw.Even(),
            new ArrivalLaw.InferencePerfConstant(),
            new ArrivalLaw.InferencePerfPoisson()
        };
        for (long seed = 0; seed < 20; seed++) {
            for (ArrivalLaw law : laws) {
                var first = new StageSpec.Rated(constant("7.3", "11.7"), law);
                var second = new StageSpec.Rated(constant("30", "5"), law);
                assertOrdered(shape(seed, first, second), "seed %d, %s".formatted(seed, law));
            }
        }
    }

    private static void assertOrdered(LoadShape.OpenLoop shape, String message) {
        long last = 0;
        long index = 0;
        for (Arrival arrival : Sampled.all(shape.arrivals())) {
            LoadShape.Stage stage = shape.stages().get(arrival.stage());
            assertTrue(arrival.atNanos() >= last, message);
            assertTrue(arrival.atNanos() >= stage.fromNanos(), message);
            assertTrue(arrival.atNanos() <= stage.toNanos(), message);
            assertEquals(index++, arrival.index(), message);
            last = arrival.atNanos();
        }
        assertTrue(last <= shape.arrivals().endNanos(), message);
    }

    @Test
    void repeatsItselfForTheSameSeedAndDiffersForAnother() {
        var stage = new StageSpec.Rated(constant("10", "60"), POISSON);

        assertTrue(Arrays.equals(seconds(1, stage), seconds(1, stage)));
        assertTrue(!Arrays.equals(seconds(1, stage), seconds(2, stage)));
    }

    @Test
    void leavesAStageAsItIsWhenAnotherDrawsMore() {
        var before = new StageSpec.Rated(constant("10", "60"), POISSON);
        var longer = new StageSpec.Rated(constant("99", "60"), POISSON);
        var stage = new StageSpec.Rated(constant("10", "60"), POISSON);

        double[] after = tail(seconds(1, before, stage));
        double[] afterLonger = tail(seconds(1, longer, stage));

        assertTrue(after.length > 400);
        assertTrue(Arrays.equals(after, afterLonger));
    }

    private static double[] tail(double[] times) {
        return Arrays.stream(times).filter(t -> t >= 60).toArray();
    }
}
