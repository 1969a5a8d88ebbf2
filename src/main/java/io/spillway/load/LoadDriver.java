package io.spillway.load;

import io.spillway.arrival.LoadShape;
import io.spillway.balance.Balancer;
import io.spillway.balance.Pick;
import io.spillway.balance.Target;
import io.spillway.balance.Traffic;
import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FailureCause;
import io.spillway.fleet.LoadView;
import io.spillway.fleet.Outcome;
import io.spillway.fleet.ReplicaId;
import io.spillway.prompt.Prompt;
import io.spillway.prompt.PromptSource;
import io.spillway.record.RequestRecorder;
import io.spillway.time.Scheduler;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Drives a load at a fleet. Everything here happens on the one thread of its scheduler, but for the
 * queries and {@link Traffic} calls, which hand over to it.
 *
 * <p>A request is due at its intended time. It is sent at once, to the replica the balancer picks;
 * when the in-flight cap is reached or no replica may be picked it is held, first come first
 * served. Latency counts from the intended time, so holding never hides.
 */
public final class LoadDriver implements Traffic {

    /** What a driver is made of. */
    public record Parts(
            Scheduler scheduler,
            LoadShape shape,
            PromptSource prompts,
            Balancer balancer,
            RequestTransport transport,
            RequestRecorder recorder,
            DriverListener listener) {}

    private final Scheduler scheduler;
    private final LoadShape shape;
    private final PromptSource prompts;
    private final Balancer balancer;
    private final RequestTransport transport;
    private final RequestRecorder recorder;
    private final DriverListener listener;
    private final DriverSettings settings;
    private final Pacer pacer;
    private final HeldRequests held;
    private final Map<ReplicaId, RoutedReplica> replicas = new ConcurrentSkipListMap<>();

    private int open;
    private Set<ReplicaId> routedNow = new TreeSet<>();
    private boolean finished;

    /** Copies of {@link #open} and of the held count, for other threads. */
    private volatile int inFlight;

    private volatile int heldCount;

    public LoadDriver(Parts parts, DriverSettings settings) {
        this.scheduler = parts.scheduler;
        this.shape = parts.shape;
        this.prompts = parts.prompts;
        this.balancer = parts.balancer;
        this.transport = parts.transport;
        this.recorder = parts.recorder;
        this.listener = parts.listener;
        this.settings = settings;
        this.held =
                new HeldRequests(
                        scheduler,
                        settings.holdNanos(),
                        () -> !routedNow.isEmpty(),
                        tracker -> giveUp(tracker, FailureCause.NO_REPLICA));
        this.pacer =
                switch (shape) {
                    case LoadShape.OpenLoop open -> new OpenLoopPacer(scheduler, open, issuer());
                    case LoadShape.ClosedLoop closed ->
                            new ClosedLoopPacer(scheduler, closed, issuer());
                };
    }

    /** Begins the load: its time zero is when this takes effect. */
    public void start() {
        scheduler.execute(pacer::start);
    }

    /** Holds the load back, or lets it go on where it stopped. */
    public void pause(boolean paused) {
        scheduler.execute(() -> pacer.pause(paused));
    }

    /** Sends nothing more; what is held fails as cancelled, what is in flight may end. */
    public void stop() {
        scheduler.execute(
                () -> {
                    pacer.stop();
                    held.release(
                            tracker -> {
                                giveUp(tracker, FailureCause.CANCELLED);
                                return true;
                            });
                    heldCount = held.size();
                    checkFinished();
                });
    }

    /** Cancels everything in flight. */
    public void cancelAll() {
        scheduler.execute(
                () ->
                        replicas.values()
                                .forEach(replica -> replica.cancelAll(cancelled("run stopped"))));
    }

    private Pacer.Issuer issuer() {
        return new Pacer.Issuer() {
            @Override
            public void issue(long index, int stage, long intendedNanos) {
                due(index, stage, intendedNanos);
            }

            @Override
            public void stageStarted(int stage) {
                listener.stageStarted(
                        scheduler.nanos(), stage, shape.stages().get(stage).requestedRate());
            }

            @Override
            public void exhausted() {
                checkFinished();
            }
        };
    }

    private void due(long index, int stage, long intendedNanos) {
        recorder.offered(stage, intendedNanos);
        Prompt prompt = prompts.prompt(index);
        var identity = new RequestTracker.Identity(index, stage, intendedNanos, prompt);
        var tracker =
                new RequestTracker(
                        identity, settings.models().apply(index), recorder, trackerOwner);
        if (open >= settings.maxInFlight()) {
            recorder.capped(stage);
            hold(tracker);
        } else if (held.size() > 0 || !trySend(tracker)) {
            hold(tracker);
        }
    }

    private void hold(RequestTracker tracker) {
        held.add(tracker);
        heldCount = held.size();
    }

    private boolean trySend(RequestTracker tracker) {
        if (open >= settings.maxInFlight()) {
            return false;
        }
        long now = scheduler.nanos();
        List<Long> prefix = tracker.prompt.prefixHashes();
        long prefixKey = prefix.isEmpty() ? 0 : prefix.getFirst();
        ReplicaId id = balancer.pick(new Pick(now, prefixKey, tracker.prompt.sessionKey()));
        RoutedReplica replica = id == null ? null : replicas.get(id);
        if (id == null || replica == null) {
            return false;
        }
        tracker.replica = id;
        balancer.started(id, now);
        inFlight = ++open;
        if (replica.opened(tracker)) {
            listener.firstRouted(id, now);
        }
        tracker.call = transport.send(replica.endpoint(), request(tracker), tracker);
        return true;
    }

    private InferenceRequest request(RequestTracker tracker) {
        return new InferenceRequest(
                tracker.index,
                tracker.stage,
                tracker.prompt,
                tracker.model,
                settings.options(),
                headers(tracker.prompt));
    }

    private Map<String, String> headers(Prompt prompt) {
        String header = settings.sessionHeader();
        String session = prompt.sessionKey();
        return header == null || session == null ? Map.of() : Map.of(header, session);
    }

    private final RequestTracker.Owner trackerOwner =
            new RequestTracker.Owner() {
                @Override
                public void firstText(RequestTracker tracker, long nanos) {
                    ReplicaId id = tracker.replica;
                    RoutedReplica replica = id == null ? null : replicas.get(id);
                    if (id != null && replica != null && replica.claimFirstToken()) {
                        listener.firstToken(id, nanos);
                    }
                }

                @Override
                public void ended(RequestTracker tracker, Outcome outcome) {
                    scheduler.execute(() -> afterEnd(tracker, outcome));
                }
            };

    private void afterEnd(RequestTracker tracker, Outcome outcome) {
        ReplicaId id = tracker.replica;
        if (id != null) {
            inFlight = --open;
            balancer.finished(id, scheduler.nanos(), outcome);
            RoutedReplica replica = replicas.get(id);
            if (replica != null) {
                replica.closed(tracker);
            }
        }
        pacer.ended(tracker.stage);
        releaseHeld();
        checkFinished();
    }

    private void releaseHeld() {
        if (held.size() > 0) {
            held.release(this::trySend);
            heldCount = held.size();
        }
    }

    /** Ends a request that never left. */
    private void giveUp(RequestTracker tracker, String kind) {
        heldCount = held.size();
        String why =
                kind.equals(FailureCause.NO_REPLICA)
                        ? "no replica took it within %.1f s".formatted(settings.holdNanos() / 1e9)
                        : "the run was stopped before it was sent";
        tracker.failed(scheduler.nanos(), new FailureCause(kind, why));
    }

    private void checkFinished() {
        if (!finished && pacer.isExhausted() && open == 0 && held.size() == 0) {
            finished = true;
            listener.finished(scheduler.nanos());
        }
    }

    private static FailureCause cancelled(String why) {
        return new FailureCause(FailureCause.CANCELLED, why);
    }

    @Override
    public void route(List<Routed> routed) {
        List<Routed> copy = List.copyOf(routed);
        scheduler.execute(
                () -> {
                    List<Target> targets = copy.stream().map(Routed::target).toList();
                    copy.forEach(this::admit);
                    routedNow =
                            targets.stream()
                                    .map(Target::id)
                                    .collect(Collectors.toCollection(TreeSet::new));
                    balancer.update(targets, scheduler.nanos());
                    releaseHeld();
                });
    }

    private void admit(Routed routed) {
        ReplicaId id = routed.target().id();
        RoutedReplica replica =
                replicas.computeIfAbsent(id, _ -> new RoutedReplica(routed.endpoint()));
        replica.moveTo(routed.endpoint());
        if (!routedNow.contains(id)) {
            replica.enter();
        }
    }

    @Override
    public LoadView view() {
        return recorder.recent(inFlight, heldCount);
    }

    /** Share of new requests each routed replica should have now. On the driver's thread only. */
    public Map<ReplicaId, Double> expectedShares() {
        return balancer.expectedShares(scheduler.nanos());
    }

    @Override
    public int inFlight(ReplicaId replica) {
        RoutedReplica routed = replicas.get(replica);
        return routed == null ? 0 : routed.inFlight();
    }

    /** Requests in flight, all replicas. */
    public int inFlight() {
        return inFlight;
    }

    /** Requests held back. */
    public int held() {
        return heldCount;
    }

    @Override
    public void warmUp(Endpoint endpoint, Consumer<Optional<FailureCause>> done) {
        var request =
                new InferenceRequest(
                        -1,
                        0,
                        settings.warmUp(),
                        settings.models().apply(0),
                        settings.options(),
                        Map.of());
        scheduler.execute(() -> transport.send(endpoint, request, new WarmUpListener(done)));
    }

    @Override
    public void whenIdle(ReplicaId replica, Runnable idle) {
        scheduler.execute(
                () -> {
                    RoutedReplica routed = replicas.get(replica);
                    if (routed == null) {
                        idle.run();
                    } else {
                        routed.whenIdle(idle);
                    }
                });
    }

    @Override
    public void abort(ReplicaId replica) {
        scheduler.execute(
                () -> {
                    RoutedReplica routed = replicas.get(replica);
                    if (routed != null) {
                        routed.cancelAll(cancelled("replica " + replica + " was stopped"));
                    }
                });
    }

    private record WarmUpListener(Consumer<Optional<FailureCause>> done)
            implements ResponseListener {
        @Override
        public void sent(long nanos) {}

        @Override
        public void text(long nanos) {}

        @Override
        public void completed(long nanos, Usage usage) {
            done.accept(Optional.empty());
        }

        @Override
        public void failed(long nanos, FailureCause cause) {
            done.accept(Optional.of(cause));
        }
    }
}
