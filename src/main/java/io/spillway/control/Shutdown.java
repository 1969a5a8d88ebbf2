package io.spillway.control;

import io.spillway.fleet.ReplicaId;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Who waits for the end, and what was left at it. */
final class Shutdown {

    private final List<Consumer<List<ReplicaId>>> waiting = new ArrayList<>();
    private @Nullable List<ReplicaId> left;

    void tell(Consumer<List<ReplicaId>> done) {
        if (left == null) {
            waiting.add(done);
        } else {
            done.accept(left);
        }
    }

    /** The first time counts. */
    void finish(List<ReplicaId> leftOver) {
        if (left == null) {
            left = leftOver;
            waiting.forEach(done -> done.accept(leftOver));
            waiting.clear();
        }
    }
}
