package io.spillway.report.html;

import java.util.ArrayList;
import java.util.List;

/** Round numbers along an axis. */
final class Ticks {
    private static final int ABOUT = 6;

    private Ticks() {}

    /** From 0 to the first round number that is at least the value; to 1 when it is not above 0. */
    static List<Double> upTo(double most) {
        return between(0, most > 0 ? most : 1);
    }

    /**
     * From the last round number that is at most the least, to the first that is at least the most.
     */
    static List<Double> between(double least, double most) {
        double step = step(most > least ? most - least : 1);
        long first = (long) Math.floor(least / step + 1e-9);
        long last = Math.max(first + 1, (long) Math.ceil(most / step - 1e-9));
        var ticks = new ArrayList<Double>();
        for (long i = first; i <= last; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    private static double step(double span) {
        double raw = span / ABOUT;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        for (int factor : new int[] {1, 2, 5}) {
            if (factor * power >= raw) {
                return factor * power;
            }
        }
        return 10 * power;
    }
}
