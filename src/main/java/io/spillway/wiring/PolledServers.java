package io.spillway.wiring;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSample;
import io.spillway.fleet.Signal;
import io.spillway.metrics.MetricsPoller;
import io.spillway.metrics.MetricsSettings;
import io.spillway.report.FleetTable;
import io.spillway.time.SystemTime;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;

/** Asks servers for their metrics. One thread at a time. */
final class PolledServers implements AutoCloseable {

    private final SystemTime time;
    private final SystemTime.ThreadScheduler scheduler;
    private final MetricsPoller poller;
    private final Map<ReplicaId, ReplicaSample> previous = new LinkedHashMap<>();

    PolledServers(SystemTime time) {
        this.time = time;
        this.scheduler = time.scheduler("spillway-monitor");
        this.poller = new MetricsPoller(scheduler, MetricsSettings.DEFAULT);
    }

    /** Every server's answer, or that there was none within the limit. */
    List<FleetTable.Server> look(List<Endpoint> endpoints, Duration limit)
            throws InterruptedException {
        var samples = new LinkedHashMap<ReplicaId, ReplicaSample>();
        var answered = new CountDownLatch(endpoints.size());
        poller.poll(
                endpoints,
                time.nanos() + limit.toNanos(),
                sample -> {
                    synchronized (samples) {
                        samples.put(sample.replica(), sample);
                    }
                    answered.countDown();
                });
        answered.await();
        var servers = new ArrayList<FleetTable.Server>();
        synchronized (samples) {
            for (Endpoint endpoint : endpoints) {
                ReplicaSample sample = samples.get(endpoint.replica());
                if (sample != null) {
                    servers.add(server(sample));
                }
            }
        }
        return servers;
    }

    private FleetTable.Server server(ReplicaSample sample) {
        ReplicaSample before = previous.put(sample.replica(), sample);
        String name = sample.replica().value();
        if (!sample.isFresh()) {
            return FleetTable.Server.silent(name, "silent", sample.problem());
        }
        return new FleetTable.Server(
                name,
                "ready",
                sample.value(Signal.WAITING).orElse(Double.NaN),
                sample.value(Signal.RUNNING).orElse(Double.NaN),
                sample.value(Signal.KV_USAGE).orElse(Double.NaN),
                rate(before, sample),
                null);
    }

    private static double rate(@Nullable ReplicaSample before, ReplicaSample now) {
        if (before == null || now.atNanos() <= before.atNanos()) {
            return Double.NaN;
        }
        OptionalDouble then = before.value(Signal.GENERATION_TOKENS);
        OptionalDouble total = now.value(Signal.GENERATION_TOKENS);
        if (then.isEmpty() || total.isEmpty() || total.getAsDouble() < then.getAsDouble()) {
            return Double.NaN;
        }
        double seconds = (now.atNanos() - before.atNanos()) / 1e9;
        return (total.getAsDouble() - then.getAsDouble()) / seconds;
    }

    @Override
    public void close() {
        poller.close();
        scheduler.close();
    }
}
