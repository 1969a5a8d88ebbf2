package io.spillway.arrival;

import static io.spillway.arrival.Sampled.coefficientOfVariation;
import static io.spillway.arrival.Sampled.constant;
import static io.spillway.arrival.Sampled.critical;
import static io.spillway.arrival.Sampled.distance;
import static io.spillway.arrival.Sampled.gaps;
import static io.spillway.arrival.Sampled.seconds;
import static io.spillway.arrival.Sampled.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;

/** The schedules of inference-perf 0.2.0: its constant is no such thing, its Poisson is counted. */
class InferencePerfScheduleTest {

    private static final long SEED = 7;
    private static final ArrivalLaw CONSTANT = new ArrivalLaw.InferencePerfConstant();
    private static final ArrivalLaw POISSON = new ArrivalLaw.InferencePerfPoisson();

    @ParameterizedTest
    @CsvSource({"0.29, 100, 28", "4.35, 100, 434", "5, 6, 30", "15, 600, 9000"})
    void truncatesTheCountInFloatingPoint(String rate, String seconds, int expected) {
        for (ArrivalLaw law : new ArrivalLaw[] {CONSTANT, POISSON}) {
            var stage = new StageSpec.Rated(constant(rate, seconds), law);
            assertEquals(expected, seconds(SEED, stage).length, law.toString());
        }
    }

    @Test
    void scattersConstantLikeSortedUniformsWithTheLastAtTheEnd() {
        var stage = new StageSpec.Rated(constant("10", "1000"), CONSTANT);
        double[] times = seconds(SEED, stage);

        assertEquals(10_000, times.length);
        assertEquals(1000, times[9_999], 0);
        assertTrue(times[0] > 0);
        double[] inner = Arrays.copyOf(times, times.length - 1);
        double distance = distance(inner, t -> t / 1000);
        assertTrue(distance < critical(inner.length), "seed %d: %f".formatted(SEED, distance));
        assertEquals(1, coefficientOfVariation(gaps(times)), 0.05, "seed " + SEED);
    }

    @Test
    void endsEverySecondOfPoissonWithAnArrivalUnlessItIsEmpty() {
        var stage = new StageSpec.Rated(constant("3", "2000"), POISSON);
        double[] times = seconds(SEED, stage);

        for (int i = 0; i + 1 < times.length; i++) {
            boolean lastOfItsSecond = Math.ceil(times[i + 1]) > Math.ceil(times[i]);
            if (lastOfItsSecond) {
                assertEquals(Math.ceil(times[i]), times[i], 0, "seed %d, %d".formatted(SEED, i));
            }
        }
    }

    @Test
    void letsThePoissonStageLastAsLongAsItsCountTakes() {
        double sum = 0;
        double squares = 0;
        for (long seed = 0; seed < 400; seed++) {
            var stage = new StageSpec.Rated(constant("5", "20"), POISSON);
            double[] times = seconds(seed, stage);
            double end = shape(seed, stage).arrivals().endNanos() / 1e9;
            assertEquals(times[times.length - 1], end, 0, "seed " + seed);
            sum += end;
            squares += end * end;
        }
        double mean = sum / 400;
        // §2.1: a random time with a standard deviation of about √N/rate = 2 s.
        assertEquals(20, mean, 1);
        assertEquals(2, Math.sqrt(squares / 400 - mean * mean), 0.5);
    }
}
