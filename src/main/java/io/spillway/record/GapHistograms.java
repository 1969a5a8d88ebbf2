package io.spillway.record;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * The gaps of one interval. By stage and with three digits where they go to an interval log;
 * otherwise together and with two, for the one-second percentiles.
 */
final class GapHistograms {
    private final boolean byStage;
    private @Nullable GapCounts[] slots = new @Nullable GapCounts[1];

    GapHistograms(boolean byStage) {
        this.byStage = byStage;
    }

    void record(int stage, long gapNanos, long count) {
        slot(byStage ? stage : 0).record(Math.clamp(gapNanos, 0, LatencyHistogram.LIMIT), count);
    }

    private GapCounts slot(int index) {
        if (index >= slots.length) {
            slots = Arrays.copyOf(slots, index + 1);
        }
        GapCounts known = slots[index];
        if (known == null) {
            known = new GapCounts(byStage ? LatencyHistogram.DIGITS : 2);
            slots[index] = known;
        }
        return known;
    }

    void add(GapHistograms other) {
        for (int i = 0; i < other.slots.length; i++) {
            GapCounts gaps = other.slots[i];
            if (gaps != null && !gaps.isEmpty()) {
                slot(i).add(gaps);
            }
        }
    }

    void clear() {
        for (GapCounts gaps : slots) {
            if (gaps != null) {
                gaps.clear();
            }
        }
    }

    int slots() {
        return slots.length;
    }

    /** The gaps of a stage; null when there are none. */
    @Nullable GapCounts slotOrNull(int index) {
        GapCounts gaps = slots[index];
        return gaps == null || gaps.isEmpty() ? null : gaps;
    }

    /** The percentiles of every gap, in seconds. */
    Quantiles quantiles() {
        GapCounts only = null;
        GapCounts all = null;
        for (GapCounts gaps : slots) {
            if (gaps == null || gaps.isEmpty()) {
                continue;
            }
            if (only == null) {
                only = gaps;
                continue;
            }
            if (all == null) {
                all = new GapCounts(LatencyHistogram.DIGITS);
                all.add(only);
            }
            all.add(gaps);
        }
        if (only == null) {
            return Quantiles.NONE;
        }
        return Quantiles.of(all == null ? only : all);
    }
}
