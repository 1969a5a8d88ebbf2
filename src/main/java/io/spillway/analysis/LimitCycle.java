package io.spillway.analysis;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * A fleet that shrinks and grows again and again while its load stays as it is: the sawtooth of a
 * policy that sees no need for a replica as soon as that replica has done its work.
 *
 * @param cycles how often it grew again after it had shrunk, under steady load
 * @param periodSeconds mean time from one such moment to the next
 * @param low least target in the cycles
 * @param high greatest target in them
 */
public record LimitCycle(int cycles, double periodSeconds, int low, int high) {

    private static final int LEAST_CYCLES = 2;
    private static final int WINDOW_SECONDS = 30;
    private static final double STEADY_SHARE = 0.25;
    private static final double STEADY_SIGMAS = 4;

    /**
     * Looks for one; null when the fleet settled, or followed a load that changed.
     *
     * @param changes of the target, in order
     * @param dueBySecond requests due in each second of run time
     */
    public static @Nullable LimitCycle in(
            List<RunSummary.ScalingEvent> changes, List<Long> dueBySecond) {
        List<Integer> upturns = upturns(changes);
        int cycles = 0;
        double seconds = 0;
        int low = Integer.MAX_VALUE;
        int high = 0;
        for (int i = 1; i < upturns.size(); i++) {
            int from = upturns.get(i - 1);
            int to = upturns.get(i);
            double begin = changes.get(from).atSeconds();
            double end = changes.get(to).atSeconds();
            if (!isSteady(dueBySecond, (int) begin, (int) end)) {
                continue;
            }
            cycles++;
            seconds += end - begin;
            for (RunSummary.ScalingEvent change : changes.subList(from, to)) {
                low = Math.min(low, Math.min(change.from(), change.to()));
                high = Math.max(high, Math.max(change.from(), change.to()));
            }
        }
        return cycles < LEAST_CYCLES ? null : new LimitCycle(cycles, seconds / cycles, low, high);
    }

    /** Positions of changes that grow the fleet after the one before had shrunk it. */
    private static List<Integer> upturns(List<RunSummary.ScalingEvent> changes) {
        var upturns = new ArrayList<Integer>();
        for (int i = 1; i < changes.size(); i++) {
            if (changes.get(i).isOut() && !changes.get(i - 1).isOut()) {
                upturns.add(i);
            }
        }
        return upturns;
    }

    /** Whether every half minute is within a quarter, or chance, of the mean. */
    private static boolean isSteady(List<Long> due, int from, int to) {
        int windows = Math.max(1, (to - from) / WINDOW_SECONDS);
        double[] counts = new double[windows];
        double total = 0;
        for (int window = 0; window < windows; window++) {
            int begin = from + (to - from) * window / windows;
            int end = Math.min(due.size(), from + (to - from) * (window + 1) / windows);
            for (int second = begin; second < end; second++) {
                counts[window] += due.get(second);
            }
            total += counts[window];
        }
        double mean = total / windows;
        double allowed = Math.max(STEADY_SHARE * mean, STEADY_SIGMAS * Math.sqrt(mean));
        for (double count : counts) {
            if (Math.abs(count - mean) > allowed) {
                return false;
            }
        }
        return total > 0;
    }
}
