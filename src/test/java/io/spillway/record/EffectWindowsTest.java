package io.spillway.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

class EffectWindowsTest {
    private static final long S = Requests.SECOND_NANOS;

    private static List<StagePlan> rates(double... rates) {
        var stages = new ArrayList<StagePlan>();
        for (int i = 0; i < rates.length; i++) {
            stages.add(new StagePlan(i, rates[i], i * 100 * S, (i + 1) * 100 * S));
        }
        return stages;
    }

    @Test
    void theLoadFallsForGoodWhereItsFinalDescentBegins() {
        assertEquals(200 * S, EffectWindows.fallNanos(rates(4, 22, 3)));
        assertEquals(200 * S, EffectWindows.fallNanos(rates(4, 22, 10, 3)));
        assertEquals(400 * S, EffectWindows.fallNanos(rates(9, 3, 5, 22, 3)));
        assertEquals(100 * S, EffectWindows.fallNanos(rates(9, 3)));
        assertEquals(300 * S, EffectWindows.fallNanos(rates(4, 22, 22, 3, 3)));
        assertEquals(-1, EffectWindows.fallNanos(rates(4, 22)));
        assertEquals(-1, EffectWindows.fallNanos(rates(Double.NaN, Double.NaN)));
        assertEquals(-1, EffectWindows.fallNanos(List.of()));
    }

    @Test
    void findsTheWorstFiveSecondsAndTheSettledTen() {
        var windows = new EffectWindows(rates(5, 20, 5));
        for (int second = 0; second < 300; second++) {
            for (int i = 0; i < 10; i++) {
                long ttft = second >= 120 && second < 125 ? 5 * S : S / 10;
                windows.add(
                        second * S + i * S / 10, second >= 190 && second < 200 ? 2 * ttft : ttft);
            }
        }

        assertEquals(5.0, windows.effect().worstTtftP95Seconds(), 1e-9);
        assertEquals(0.2, windows.effect().settledTtftP95Seconds(), 1e-9);
        // The first of those as bad: one slow second in five is a fifth of the requests.
        assertEquals(new Effect.Window(116, 121), windows.effect().worst());
        assertEquals(new Effect.Window(190, 200), windows.effect().settled());
        assertEquals(new Effect.Window(122.5, 127.5), windows.effect().later(6.5).worst());
    }

    @Test
    void settlesOnTheLastTenSecondsOfALoadThatNeverFalls() {
        var windows = new EffectWindows(List.of());
        for (int second = 0; second < 100; second++) {
            windows.add(second * S, second >= 90 ? S : 3 * S);
        }

        // The last request is at 99 s, so the ten seconds begin just after 89 s.
        assertEquals(1.0, windows.effect().settledTtftP95Seconds(), 1e-9);
        assertEquals(3.0, windows.effect().worstTtftP95Seconds(), 1e-9);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void equalsTheWholeHistoryOfALoadLongerThanItsMemory(long seed) {
        var random = new SplittableRandom(seed);
        var plan = List.of(new StagePlan(0, 5, 0, 400 * S), new StagePlan(1, 2, 400 * S, 900 * S));
        var windows = new EffectWindows(plan);
        var offsets = new ArrayList<Long>();
        var ttfts = new ArrayList<Long>();
        for (long at = random.nextLong(S); at < 900 * S; at += random.nextLong(3 * S)) {
            long ttft = random.nextLong(20 * S);
            offsets.add(at);
            ttfts.add(ttft);
            windows.add(at, ttft);
        }

        long worst = -1;
        long worstFrom = 0;
        for (long from = 0; from <= offsets.getLast() / S - 4; from++) {
            long window = p95(offsets, ttfts, from * S, (from + 5) * S);
            worstFrom = window > worst ? from : worstFrom;
            worst = Math.max(worst, window);
        }
        assertEquals(
                new Effect.Window(worstFrom, worstFrom + 5.0),
                windows.effect().worst(),
                "seed " + seed);
        assertEquals(worst / 1e9, windows.effect().worstTtftP95Seconds(), "seed " + seed);
        assertEquals(
                p95(offsets, ttfts, 390 * S, 400 * S) / 1e9,
                windows.effect().settledTtftP95Seconds(),
                "seed " + seed);
    }

    private static long p95(List<Long> offsets, List<Long> ttfts, long from, long to) {
        var inside = new ArrayList<Long>();
        for (int i = 0; i < offsets.size(); i++) {
            if (offsets.get(i) >= from && offsets.get(i) < to) {
                inside.add(ttfts.get(i));
            }
        }
        inside.sort(Long::compare);
        return inside.isEmpty() ? -1 : inside.get((int) Math.ceil(0.95 * inside.size()) - 1);
    }

    @Test
    void keepsSamplesThatComeVeryLate() {
        var windows = new EffectWindows(List.of());
        windows.add(0, S);
        windows.add(2000 * S, S);
        windows.add(1, 900 * S);

        assertEquals(900.0, windows.effect().worstTtftP95Seconds(), 1e-9);
    }

    @Test
    void isNotANumberWithoutSamples() {
        Effect effect = new EffectWindows(List.of()).effect();

        assertTrue(Double.isNaN(effect.worstTtftP95Seconds()));
        assertTrue(Double.isNaN(effect.settledTtftP95Seconds()));
        assertFalse(effect.worst().isKnown());
        assertFalse(effect.settled().isKnown());
    }
}
