package io.spillway.arrival;

import io.spillway.trace.Trace;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;

/** The arrivals of a trace, compressed in time; the index of an arrival is its row. */
final class TraceArrivals implements ArrivalProcess {

    private final Trace trace;
    private final double speed;
    private int row;

    TraceArrivals(Trace trace, BigDecimal speed) {
        this.trace = trace;
        this.speed = speed.doubleValue();
    }

    @Override
    public @Nullable Arrival next() {
        if (row == trace.size()) {
            return null;
        }
        return new Arrival(atSpeed(trace.atNanos(row)), 0, row++);
    }

    @Override
    public long endNanos() {
        return atSpeed(trace.endNanos());
    }

    private long atSpeed(long nanos) {
        return speed == 1 ? nanos : Math.round(nanos / speed);
    }
}
