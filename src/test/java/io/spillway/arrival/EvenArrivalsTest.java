package io.spillway.arrival;

import static io.spillway.arrival.Sampled.all;
import static io.spillway.arrival.Sampled.constant;
import static io.spillway.arrival.Sampled.decimal;
import static io.spillway.arrival.Sampled.seconds;
import static io.spillway.arrival.Sampled.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Random;

class EvenArrivalsTest {

    private static final ArrivalLaw EVEN = new ArrivalLaw.Even();

    @ParameterizedTest
    @CsvSource({
        "0.29, 100, 29", "4.35, 100, 435", "1, 300, 300", "15, 600, 9000", "2.5, 3, 7",
        "0.1, 9.9, 0", "0.1, 10, 1", "0.7, 10, 7", "1.1, 10, 11", "1000000, 1, 1000000"
    })
    void sendsExactlyTheWholeNumberOfRequestsThatTheRateAsksFor(
            String rate, String seconds, long expected) {
        var stage = new StageSpec.Rated(constant(rate, seconds), EVEN);

        assertEquals(expected, all(shape(1, stage).arrivals()).size());
        assertEquals(
                BigDecimal.valueOf(expected),
                LoadShapes.expectedRequests(stage).setScale(0, RoundingMode.UNNECESSARY));
    }

    @Test
    void sendsTheKthRequestAtKOverTheRateWithoutAddingUpErrors() {
        var stage = new StageSpec.Rated(constant("0.3", "1000000"), EVEN);

        List<Arrival> arrivals = all(shape(1, stage).arrivals());

        assertEquals(300_000, arrivals.size());
        assertEquals(0, arrivals.get(0).atNanos());
        assertEquals(3_333_333_333L, arrivals.get(1).atNanos());
        assertEquals(10_000_000_000L, arrivals.get(3).atNanos());
        assertEquals(999_990_000_000_000L, arrivals.get(299_997).atNanos());
    }

    @Test
    void agreesWithDecimalDivisionForAnyRate() {
        long seed = 20_261_122;
        var random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            BigDecimal rate = BigDecimal.valueOf(1_000 + random.nextInt(5_000_000), 3);
            long n = random.nextLong(1L << random.nextInt(1, 34));
            long expected =
                    BigDecimal.valueOf(n)
                            .movePointRight(9)
                            .divide(rate, 0, RoundingMode.DOWN)
                            .longValueExact();

            assertEquals(
                    expected,
                    new DecimalNanos.Spacing(rate).nanos(n),
                    "seed %d: %d / %s".formatted(seed, n, rate));
        }
    }

    @Test
    void followsALinearRampByItsExactInverse() {
        // 1 + 0.2 t per second: t + 0.1 t² requests are due at t; 20 of them after 10 s.
        var profile = new RateProfile.Linear(decimal("1"), decimal("3"), decimal("10"));

        double[] times = seconds(1, new StageSpec.Rated(profile, EVEN));

        assertEquals(20, times.length);
        for (int k = 0; k < times.length; k++) {
            assertEquals(k, times[k] + 0.1 * times[k] * times[k], 1e-6, "request " + k);
        }
    }

    @Test
    void followsARampDownToNothing() {
        var profile = new RateProfile.Linear(decimal("4"), decimal("0"), decimal("10"));

        double[] times = seconds(1, new StageSpec.Rated(profile, EVEN));

        assertEquals(20, times.length);
        assertEquals(0, times[0]);
        for (int k = 0; k < times.length; k++) {
            assertEquals(k, 4 * times[k] - 0.2 * times[k] * times[k], 1e-6, "request " + k);
        }
    }

    @Test
    void followsAnExponentialRampByItsExactInverse() {
        // 1·8^(t/30) per second: 30 (8^(t/30) − 1) / ln 8 requests are due at t, 100.99 in all.
        var profile = new RateProfile.Exponential(decimal("1"), decimal("8"), decimal("30"));

        double[] times = seconds(1, new StageSpec.Rated(profile, EVEN));

        assertEquals(100, times.length);
        for (int k = 0; k < times.length; k++) {
            double due = 30 * (Math.pow(8, times[k] / 30) - 1) / Math.log(8);
            assertEquals(k, due, 1e-6, "request " + k);
        }
    }

    @Test
    void followsADayFromItsLowestRate() {
        var profile =
                new RateProfile.Diurnal(
                        decimal("5"), decimal("4"), decimal("60"), decimal("0"), decimal("120"));

        double[] times = seconds(1, new StageSpec.Rated(profile, EVEN));

        assertEquals(600, times.length);
        long nearMidnight = countBetween(times, 0, 10) + countBetween(times, 50, 60);
        long nearNoon = countBetween(times, 20, 40);
        assertTrue(nearNoon > 4 * nearMidnight, nearNoon + " against " + nearMidnight);
        assertEquals(300, countBetween(times, 0, 60), 1);
    }

    @Test
    void changesRateAtTheStep() {
        var profile =
                new RateProfile.Sequence(
                        List.of(constant("2", "5"), constant("10", "5"), constant("1", "5")));

        double[] times = seconds(1, new StageSpec.Rated(profile, EVEN));

        assertEquals(65, times.length);
        assertEquals(10, countBetween(times, 0, 5));
        assertEquals(50, countBetween(times, 5, 10));
        assertEquals(5, countBetween(times, 10, 15));
        assertEquals(5.0, times[10], 1e-9);
    }

    @Test
    void isSilentWhileOffAndResumesAtOnce() {
        var profile =
                RateProfile.onOff(
                        (RateProfile.Constant) constant("2", "10"),
                        (RateProfile.Constant) constant("0", "20"),
                        decimal("70"));

        double[] times = seconds(1, new StageSpec.Rated(profile, EVEN));

        assertEquals(60, times.length);
        assertEquals(0, countBetween(times, 10, 30));
        assertEquals(0, countBetween(times, 40, 60));
        assertEquals(30.0, times[20], 1e-9);
        assertEquals(60.0, times[40], 1e-9);
    }

    @Test
    void peaksForTheLengthOfTheSpike() {
        var profile =
                RateProfile.spike(
                        (RateProfile.Constant) constant("1", "10"),
                        (RateProfile.Constant) constant("20", "2"),
                        decimal("8"));

        double[] times = seconds(1, new StageSpec.Rated(profile, EVEN));

        assertEquals(10, countBetween(times, 0, 10));
        assertEquals(40, countBetween(times, 10, 12));
        assertEquals(8, countBetween(times, 12, 20));
    }

    @Test
    void sendsABurstAtOnceAndThenWaits() {
        LoadShape.OpenLoop shape =
                shape(
                        1,
                        new StageSpec.Burst(7, decimal("3")),
                        new StageSpec.Rated(constant("1", "1"), EVEN));

        List<Arrival> arrivals = all(shape.arrivals());

        assertEquals(8, arrivals.size());
        assertTrue(arrivals.subList(0, 7).stream().allMatch(a -> a.atNanos() == 0));
        assertEquals(3_000_000_000L, arrivals.get(7).atNanos());
        assertEquals(4_000_000_000L, shape.arrivals().endNanos());
    }

    @Test
    void lastsAsLongAsItsRequestsWhenCounted() {
        LoadShape.OpenLoop shape = shape(1, new StageSpec.Counted(10, decimal("4"), EVEN));

        assertEquals(10, all(shape.arrivals()).size());
        assertEquals(2_500_000_000L, shape.arrivals().endNanos());
    }

    private static long countBetween(double[] times, double from, double to) {
        return java.util.Arrays.stream(times).filter(t -> t >= from && t < to).count();
    }
}
