package io.spillway.study.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongToDoubleFunction;

class PairedRunsTest {

    private static final int REQUESTS = 400;

    @Test
    void findsADifferenceThatEveryStretchHas() {
        PairedRuns paired = PairedRuns.of(run(1, _ -> 1), run(2, _ -> 1.2));

        assertEquals(REQUESTS, paired.pairs());
        Difference ttft = figure(paired, "TTFT p50");
        assertTrue(ttft.isReal());
        assertEquals(0.2, ttft.change(), 0.05);
        assertTrue(ttft.low() < 0.2 && ttft.high() > 0.15, ttft::toString);
    }

    @Test
    void callsChanceNoise() {
        PairedRuns paired = PairedRuns.of(run(1, _ -> 1), run(2, _ -> 1));

        assertTrue(paired.why().isEmpty());
        assertFalse(figure(paired, "TTFT p50").isReal());
        assertFalse(figure(paired, "end to end p50").isReal());
    }

    /** One bad minute makes one bad stretch, however many requests it had. */
    @Test
    void aSingleBadStretchIsNoDifference() {
        PairedRuns paired = PairedRuns.of(run(1, _ -> 1), run(2, index -> index >= 380 ? 30 : 1));

        Difference ttft = figure(paired, "TTFT p50");
        assertTrue(ttft.change() > 0.5, ttft::toString);
        assertFalse(ttft.isReal(), ttft::toString);
    }

    @Test
    void doesNotPairOtherRequests() {
        PairedRuns paired = PairedRuns.of(run(1, _ -> 1), other());

        assertTrue(
                paired.why().startsWith("they did not send the same requests (0 of 400"),
                paired.why());
        assertTrue(paired.differences().isEmpty());
    }

    @Test
    void aHandfulOfRequestsTellsNothing() {
        PairedRuns paired = PairedRuns.of(first(30), first(30));

        assertEquals("30 requests are too few to tell chance from a difference", paired.why());
    }

    @Test
    void failuresAreCompared() {
        var failing = new TreeMap<>(run(2, _ -> 1).byIndex());
        failing.replaceAll(
                (index, figures) ->
                        index % 4 == 0
                                ? new Requests.Figures(
                                        0, 64, true, Double.NaN, Double.NaN, Double.NaN)
                                : figures);

        PairedRuns paired = PairedRuns.of(run(1, _ -> 1), new Requests(failing));

        assertEquals(REQUESTS, paired.pairs());
        Difference failures = figure(paired, "share of failed requests");
        assertEquals(0.25, failures.paired().mean(), 1e-9);
        assertTrue(Double.isNaN(failures.change()), "there is no reference to be a share of");
        assertTrue(failures.isReal());
    }

    private static Difference figure(PairedRuns paired, String name) {
        return paired.differences().stream()
                .filter(difference -> difference.figure().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Requests first(int count) {
        return new Requests(new TreeMap<>(run(1, _ -> 1).byIndex().headMap((long) count)));
    }

    private static Requests other() {
        var other = new TreeMap<>(run(1, _ -> 1).byIndex());
        other.replaceAll((_, f) -> new Requests.Figures(f.inputTokens(), 65, false, 1, 0.01, 2));
        return new Requests(other);
    }

    /** Latencies of about a second, times a factor. */
    private static Requests run(long seed, LongToDoubleFunction factor) {
        var random = new Random(seed);
        var requests = new TreeMap<Long, Requests.Figures>();
        for (long index = 0; index < REQUESTS; index++) {
            double seconds = factor.applyAsDouble(index) * (1 + 0.1 * random.nextGaussian());
            requests.put(
                    index,
                    new Requests.Figures(
                            100 + (int) index, 64, false, seconds, seconds / 100, 2 * seconds));
        }
        return new Requests(requests);
    }
}
