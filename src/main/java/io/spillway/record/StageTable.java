package io.spillway.record;

import java.util.SortedMap;
import java.util.TreeMap;

/** Statistics by stage index, and their sum. */
final class StageTable {
    private final SortedMap<Integer, RequestStats> stages = new TreeMap<>();

    RequestStats at(int stage) {
        return stages.computeIfAbsent(stage, _ -> new RequestStats());
    }

    SortedMap<Integer, RequestStats> stages() {
        return stages;
    }

    RequestStats total() {
        var total = new RequestStats();
        stages.values().forEach(total::add);
        return total;
    }
}
