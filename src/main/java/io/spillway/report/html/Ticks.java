package io.spillway.report.html;

import java.util.ArrayList;
import java.util.List;

/** Round numbers along an axis from 0. */
final class Ticks {
    private static final int ABOUT = 6;

    private Ticks() {}

    /** From 0 to the first round number that is at least the value; to 1 when it is not above 0. */
    static List<Double> upTo(double most) {
        double end = most > 0 ? most : 1;
        double step = step(end);
        long steps = (long) Math.ceil(end / step - 1e-9);
        var ticks = new ArrayList<Double>();
        for (int i = 0; i <= steps; i++) {
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
