package io.spillway.control;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.RunEvents;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the {@link Waterfall} of every replica from a run's events. Pure; confined to the thread
 * of the events.
 */
public final class Waterfalls implements RunEvents {

    private final List<Life> lives = new ArrayList<>();
    private final Map<ReplicaId, Life> newest = new LinkedHashMap<>();

    private record Life(ReplicaId replica, int number, List<Waterfall.Step> steps) {}

    @Override
    public void on(RunEvent event) {
        switch (event) {
            case RunEvent.StateChanged changed -> {
                if (changed.from() == null) {
                    begin(changed.replica());
                }
            }
            case RunEvent.PhaseReached(long atNanos, ReplicaId replica, var phase, var detail) -> {
                Life life = newest.get(replica);
                if (life != null) {
                    life.steps.add(new Waterfall.Step(phase, atNanos, detail));
                }
            }
            case RunEvent.Checked _,
                    RunEvent.Scaled _,
                    RunEvent.Rebalanced _,
                    RunEvent.StageStarted _,
                    RunEvent.LoadCut _,
                    RunEvent.Note _ -> {}
        }
    }

    private void begin(ReplicaId replica) {
        Life before = newest.get(replica);
        var life = new Life(replica, before == null ? 1 : before.number + 1, new ArrayList<>());
        newest.put(replica, life);
        lives.add(life);
    }

    /** All so far, in the order in which the replicas were created. */
    public List<Waterfall> all() {
        return lives.stream().map(Waterfalls::waterfall).toList();
    }

    private static Waterfall waterfall(Life life) {
        var steps = new ArrayList<>(life.steps);
        steps.sort(Comparator.comparing(Waterfall.Step::phase));
        return new Waterfall(life.replica, life.number, steps);
    }
}
