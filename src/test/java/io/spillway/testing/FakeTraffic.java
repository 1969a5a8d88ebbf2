package io.spillway.testing;

import io.spillway.balance.Traffic;
import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FailureCause;
import io.spillway.fleet.LoadView;
import io.spillway.fleet.ReplicaId;
import io.spillway.time.Scheduler;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A load without requests: in-flight counts are set by hand. */
public final class FakeTraffic implements Traffic {

    private final Scheduler scheduler;
    private final Map<ReplicaId, Integer> inFlight = new LinkedHashMap<>();
    private final Map<ReplicaId, List<Runnable>> idle = new LinkedHashMap<>();
    private final Deque<Boolean> warmUps = new ArrayDeque<>();
    private final List<String> warmedUp = new ArrayList<>();
    private final List<ReplicaId> aborted = new ArrayList<>();
    private List<Routed> routed = List.of();
    private LoadView view = LoadView.IDLE;
    private boolean warmUpsAnswer = true;

    public FakeTraffic(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Who gets requests now. */
    public List<Routed> routed() {
        return routed;
    }

    /** Their names. */
    public List<String> routedNames() {
        return routed.stream().map(replica -> replica.target().id().value()).toList();
    }

    /** Sets what is in flight; 0 calls back who waits for it. */
    public void inFlight(ReplicaId id, int requests) {
        inFlight.put(id, requests);
        if (requests == 0) {
            List<Runnable> callbacks = idle.remove(id);
            if (callbacks != null) {
                callbacks.forEach(Runnable::run);
            }
        }
    }

    /** How the next warm-ups end, and nothing said before; all others succeed. */
    public void nextWarmUps(Boolean... succeed) {
        warmUps.clear();
        warmUps.addAll(List.of(succeed));
    }

    /** Whether warm-ups end at all. */
    public void warmUpsAnswer(boolean answer) {
        warmUpsAnswer = answer;
    }

    /** Who was warmed up, in order. */
    public List<String> warmedUp() {
        return List.copyOf(warmedUp);
    }

    /** Whose requests were aborted, in order. */
    public List<ReplicaId> aborted() {
        return List.copyOf(aborted);
    }

    public void view(LoadView view) {
        this.view = view;
    }

    @Override
    public void route(List<Routed> replicas) {
        routed = List.copyOf(replicas);
    }

    @Override
    public LoadView view() {
        return view;
    }

    @Override
    public int inFlight(ReplicaId replica) {
        return inFlight.getOrDefault(replica, 0);
    }

    @Override
    public void warmUp(Endpoint endpoint, Consumer<Optional<FailureCause>> done) {
        warmedUp.add(endpoint.replica().value());
        if (warmUpsAnswer) {
            Boolean scripted = warmUps.poll();
            Optional<FailureCause> failure =
                    scripted == null || scripted
                            ? Optional.empty()
                            : Optional.of(new FailureCause("http-404", "no such model"));
            scheduler.execute(() -> done.accept(failure));
        }
    }

    @Override
    public void whenIdle(ReplicaId replica, Runnable callback) {
        if (inFlight(replica) == 0) {
            scheduler.execute(callback);
        } else {
            idle.computeIfAbsent(replica, _ -> new ArrayList<>()).add(callback);
        }
    }

    @Override
    public void abort(ReplicaId replica) {
        aborted.add(replica);
        inFlight(replica, 0);
    }
}
