package io.spillway.control;

import io.spillway.fleet.ReplicaView;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which ready replicas go when the fleet shrinks. Pure. */
public sealed interface VictimChoice {

    /** The one that was created last. */
    record Newest() implements VictimChoice {}

    /** One that has nothing in flight; else the newest. */
    record Drained() implements VictimChoice {}

    /** The one with the least in flight for its capacity; the newest among equals. */
    record LeastLoaded() implements VictimChoice {}

    /** The choice of a name: {@code newest}, {@code drained} or {@code least-loaded}. */
    static VictimChoice named(String name) {
        return switch (name) {
            case "newest" -> new Newest();
            case "drained" -> new Drained();
            case "least-loaded" -> new LeastLoaded();
            default ->
                    throw new IllegalArgumentException(
                            "victims must be newest, drained or least-loaded, not '" + name + "'");
        };
    }

    /** The first {@code count} to go, of candidates in order of creation. */
    default List<ReplicaView> choose(List<ReplicaView> candidates, int count) {
        var newestFirst = new ArrayList<>(candidates.reversed());
        switch (this) {
            case Newest _ -> {}
            case Drained _ -> newestFirst.sort(Comparator.comparing(view -> view.inFlight() > 0));
            case LeastLoaded _ ->
                    newestFirst.sort(
                            Comparator.comparingDouble(view -> view.inFlight() / view.capacity()));
        }
        return List.copyOf(newestFirst.subList(0, Math.min(count, newestFirst.size())));
    }
}
