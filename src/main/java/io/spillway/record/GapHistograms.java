package io.spillway.record;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * The gaps of one interval. By stage and with three digits where they go to an interval log;
 * otherwise in one small histogram with two, for the one-second percentiles.
 */
final class GapHistograms {
    private final boolean byStage;
    private @Nullable Histogram[] slots = new @Nullable Histogram[1];

    GapHistograms(boolean byStage) {
        this.byStage = byStage;
    }

    void record(int stage, long gapNanos, long count) {
        slot(byStage ? stage : 0)
                .recordValueWithCount(Math.clamp(gapNanos, 0, LatencyHistogram.LIMIT), count);
    }

    private Histogram slot(int index) {
        if (index >= slots.length) {
            slots = Arrays.copyOf(slots, index + 1);
        }
        Histogram known = slots[index];
        if (known == null) {
            known = new Histogram(byStage ? LatencyHistogram.DIGITS : 2);
            slots[index] = known;
        }
        return known;
    }

    void add(GapHistograms other) {
        for (int i = 0; i < other.slots.length; i++) {
            Histogram gaps = other.slots[i];
            if (gaps != null && gaps.getTotalCount() > 0) {
                slot(i).add(gaps);
            }
        }
    }

    void clear() {
        for (Histogram gaps : slots) {
            if (gaps != null && gaps.getTotalCount() > 0) {
                gaps.reset();
            }
        }
    }

    int slots() {
        return slots.length;
    }

    /** The gaps of a stage; null when there are none. */
    @Nullable Histogram slotOrNull(int index) {
        Histogram gaps = slots[index];
        return gaps == null || gaps.getTotalCount() == 0 ? null : gaps;
    }

    /** Adds every gap to the histogram, whatever its stage. */
    void addTo(Histogram all) {
        for (Histogram gaps : slots) {
            if (gaps != null && gaps.getTotalCount() > 0) {
                all.add(gaps);
            }
        }
    }

    /** The percentiles of every gap, in seconds. */
    Quantiles quantiles() {
        Histogram only = null;
        int filled = 0;
        for (Histogram gaps : slots) {
            if (gaps != null && gaps.getTotalCount() > 0) {
                only = gaps;
                filled++;
            }
        }
        if (only == null) {
            return Quantiles.NONE;
        }
        if (filled == 1) {
            return Quantiles.of(only);
        }
        var all = new Histogram(LatencyHistogram.DIGITS);
        addTo(all);
        return Quantiles.of(all);
    }
}
