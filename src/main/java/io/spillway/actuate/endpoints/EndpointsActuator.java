package io.spillway.actuate.endpoints;

import io.spillway.fleet.Actuator;
import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.FleetEvents;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.RunId;
import io.spillway.fleet.StartPhase;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Brings servers in that already run: the replica with ordinal n is the n-th URL. Stopping one lets
 * it go; the server itself is left alone.
 *
 * <p>Threading: confined to the control thread.
 */
public final class EndpointsActuator implements Actuator {

    private final List<URI> urls;
    private final FleetEvents events;
    private final LongSupplier nanos;
    private final Map<ReplicaId, URI> members = new LinkedHashMap<>();

    /** Takes base URLs without a trailing slash, and the run's clock. */
    public EndpointsActuator(List<URI> urls, FleetEvents events, LongSupplier nanos) {
        this.urls = List.copyOf(urls);
        this.events = events;
        this.nanos = nanos;
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("there is no endpoint");
        }
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities("endpoints", true, true, urls.size());
    }

    /** Nothing is ever left behind. */
    @Override
    public void adopt(RunId run) {}

    @Override
    public void start(ReplicaSpec spec) {
        String override = spec.overrides().url();
        if (override == null && spec.ordinal() > urls.size()) {
            events.on(
                    new FleetEvent.Failed(
                            spec.id(),
                            nanos.getAsLong(),
                            "there are only %d endpoints".formatted(urls.size())));
            return;
        }
        URI url = override == null ? urls.get(spec.ordinal() - 1) : URI.create(override);
        if (members.putIfAbsent(spec.id(), url) != null) {
            throw new IllegalStateException(spec.id() + " was started before");
        }
        Double weight = spec.overrides().weight();
        events.on(
                new FleetEvent.Reached(
                        spec.id(), nanos.getAsLong(), StartPhase.CREATE, url.toString()));
        events.on(
                new FleetEvent.Addressed(
                        spec.id(),
                        nanos.getAsLong(),
                        new Endpoint(spec.id(), url),
                        weight == null ? 1.0 : weight));
    }

    @Override
    public void stop(ReplicaId replica, Duration grace) {
        if (members.remove(replica) != null) {
            events.on(new FleetEvent.Stopped(replica, nanos.getAsLong()));
        }
    }

    @Override
    public void close() {
        members.clear();
    }
}
