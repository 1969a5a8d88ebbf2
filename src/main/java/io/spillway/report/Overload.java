package io.spillway.report;

import io.spillway.record.SecondRow;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * A time in which requests waited, in engines or for a replica. Seconds of run time.
 *
 * @param fromSeconds when the first one waited
 * @param toSeconds when none did any more; the end of the run when that did not happen
 * @param ended whether it did
 * @param most requests that waited at once
 * @param mostAtSeconds when
 */
record Overload(
        double fromSeconds, double toSeconds, boolean ended, double most, double mostAtSeconds) {

    /** An empty queue for shorter than this does not end it. */
    private static final int CALM_SECONDS = 3;

    /** Every such time, in order. */
    static List<Overload> in(List<SecondRow> seconds) {
        var found = new ArrayList<Overload>();
        Overload now = null;
        int calm = 0;
        for (SecondRow row : seconds) {
            double at = row.atNanos() / 1e9;
            double waits = waits(row);
            if (waits >= 1) {
                now = now == null ? new Overload(at - 1, at, false, waits, at) : now.at(at, waits);
                calm = 0;
            } else if (now != null) {
                now = calm == 0 ? now.emptyAt(at) : now;
                calm++;
                if (calm == CALM_SECONDS) {
                    found.add(now);
                    now = null;
                    calm = 0;
                }
            }
        }
        if (now != null) {
            found.add(now);
        }
        return found;
    }

    /** The one with the longest queue; null when nothing ever waited. */
    static @Nullable Overload worst(List<SecondRow> seconds) {
        Overload worst = null;
        for (Overload each : in(seconds)) {
            worst = worst == null || each.most > worst.most ? each : worst;
        }
        return worst;
    }

    private Overload at(double seconds, double waits) {
        return waits > most
                ? new Overload(fromSeconds, seconds, false, waits, seconds)
                : new Overload(fromSeconds, seconds, false, most, mostAtSeconds);
    }

    private Overload emptyAt(double seconds) {
        return new Overload(fromSeconds, seconds, true, most, mostAtSeconds);
    }

    boolean contains(double seconds) {
        return seconds >= fromSeconds && seconds <= toSeconds;
    }

    /** Requests that waited at the end of a second, as far as is known. */
    static double waits(SecondRow row) {
        double engines = row.waiting();
        return (Double.isNaN(engines) ? 0 : engines) + row.counts().held();
    }
}
