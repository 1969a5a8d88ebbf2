package io.spillway.arrival;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Stages one after another on one clock. */
final class StagedArrivals implements ArrivalProcess {

    private final List<StageArrivals> stages;
    private final List<LoadShape.Stage> reported;
    private int stage;
    private long index;
    private long lastNanos;

    StagedArrivals(List<StageArrivals> stages, List<LoadShape.Stage> reported) {
        this.stages = List.copyOf(stages);
        this.reported = List.copyOf(reported);
    }

    @Override
    public @Nullable Arrival next() {
        while (stage < stages.size()) {
            long offset = stages.get(stage).next();
            if (offset != StageArrivals.END) {
                lastNanos = Math.max(lastNanos, reported.get(stage).fromNanos() + offset);
                return new Arrival(lastNanos, stage, index++);
            }
            stage++;
        }
        return null;
    }

    @Override
    public long endNanos() {
        return reported.getLast().toNanos();
    }
}
