package io.spillway.testing;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.RunId;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The world that fake actuators act on; it outlives them. */
public final class FakeCluster {

    /** How a start goes. */
    public sealed interface Start {
        /** It has an address after the first and serves after the second number of nanoseconds. */
        record Serves(long addressNanos, long serveNanos) implements Start {}

        /** It fails after this many nanoseconds. */
        record Fails(long afterNanos, String reason) implements Start {}

        /** It gets an address but never serves. */
        record Hangs() implements Start {}
    }

    /** A replica that exists. */
    static final class Running {
        final ReplicaSpec spec;
        final RunId run;
        final Start start;
        long servesFromNanos = Long.MAX_VALUE;
        boolean addressed;
        boolean unhealthy;
        boolean stopping;

        Running(ReplicaSpec spec, RunId run, Start start) {
            this.spec = spec;
            this.run = run;
            this.start = start;
        }
    }

    private final Deque<Start> script = new ArrayDeque<>();
    private Start usual;
    private long stopNanos = 100_000_000;
    private boolean ignoresStops;
    final Map<ReplicaId, Running> running = new LinkedHashMap<>();

    /** Replicas serve this long after their start, unless told otherwise. */
    public FakeCluster(long serveNanos) {
        this.usual = new Start.Serves(serveNanos / 4, serveNanos);
    }

    /** How all further starts go, after those of {@link #next}. */
    public void usually(Start start) {
        usual = start;
    }

    /** How the next starts go, each once. */
    public void next(Start... starts) {
        script.addAll(List.of(starts));
    }

    /** Forgets what {@link #next} said and did not come true yet. */
    public void forgetNext() {
        script.clear();
    }

    /** How long a stop takes. */
    public void stopsTake(long nanos) {
        stopNanos = nanos;
    }

    /** Stops are accepted and never come true. */
    public void ignoreStops() {
        ignoresStops = true;
    }

    /** The health route of a running replica answers or not. */
    public void healthy(ReplicaId id, boolean healthy) {
        Running replica = running.get(id);
        if (replica != null) {
            replica.unhealthy = !healthy;
        }
    }

    /** Whether the replica exists and answers its health route. */
    public boolean serves(ReplicaId id, long nowNanos) {
        Running replica = running.get(id);
        return replica != null && !replica.unhealthy && nowNanos >= replica.servesFromNanos;
    }

    /** Everything that exists. */
    public List<ReplicaId> existing() {
        return new ArrayList<>(running.keySet());
    }

    Start takeStart() {
        Start scripted = script.poll();
        return scripted == null ? usual : scripted;
    }

    long stopNanos() {
        return stopNanos;
    }

    boolean ignoresStops() {
        return ignoresStops;
    }

    @Nullable Running find(ReplicaId id) {
        return running.get(id);
    }

    static Endpoint endpoint(ReplicaSpec spec) {
        return Endpoint.http(spec.id(), "127.0.0.1", 8000 + spec.ordinal());
    }
}
