package io.spillway.wiring;

import io.spillway.config.ClusterConfig;
import io.spillway.fleet.Actuator;
import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.RunId;
import io.spillway.report.FleetTable;
import io.spillway.study.RunFailedException;
import io.spillway.time.SystemTime;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Pods that come and go, followed as an observed fleet is. */
final class PodMonitor implements FleetMonitor {

    /** What is known of a pod without asking its server. */
    private record Pod(String state, @Nullable Endpoint endpoint, @Nullable String trouble) {}

    private final SystemTime time = SystemTime.start();
    private final PolledServers servers = new PolledServers(time);
    // Guarded by itself: events come from the actuator's thread.
    private final Map<ReplicaId, Pod> pods = new LinkedHashMap<>();
    private final Actuator actuator;
    private boolean looked;

    PodMonitor(ClusterConfig.Observed observed) throws RunFailedException {
        var run = new RunId("monitor");
        var reports = new ClusterFleets.Reports(this::on, _ -> {}, time);
        this.actuator = ClusterFleets.observe(observed, run, reports);
        actuator.adopt(run);
    }

    private void on(FleetEvent event) {
        synchronized (pods) {
            ReplicaId pod = event.replica();
            switch (event) {
                case FleetEvent.Appeared _ -> pods.put(pod, new Pod("starting", null, null));
                case FleetEvent.Addressed addressed ->
                        pods.put(pod, new Pod("ready", addressed.endpoint(), null));
                case FleetEvent.Leaving leaving ->
                        pods.computeIfPresent(
                                pod,
                                (_, was) -> new Pod("leaving", was.endpoint, leaving.reason()));
                case FleetEvent.Reached _ -> {}
                case FleetEvent.Stopped _, FleetEvent.Failed _ -> pods.remove(pod);
            }
            pods.notifyAll();
        }
    }

    @Override
    public List<FleetTable.Server> look(Duration limit) throws InterruptedException {
        Map<ReplicaId, Pod> now;
        synchronized (pods) {
            if (!looked) {
                looked = true;
                awaitFirst(limit);
            }
            now = new LinkedHashMap<>(pods);
        }
        var endpoints = new ArrayList<Endpoint>();
        for (Pod pod : now.values()) {
            if (pod.endpoint != null) {
                endpoints.add(pod.endpoint);
            }
        }
        Map<String, FleetTable.Server> answers = new LinkedHashMap<>();
        servers.look(endpoints, limit).forEach(server -> answers.put(server.name(), server));
        var all = new ArrayList<FleetTable.Server>();
        now.forEach(
                (id, pod) -> {
                    FleetTable.Server answer = answers.get(id.value());
                    all.add(
                            answer != null
                                    ? answer
                                    : FleetTable.Server.silent(id.value(), pod.state, pod.trouble));
                });
        return all;
    }

    /** The first look would find none of those that are about to be told of. */
    private void awaitFirst(Duration limit) throws InterruptedException {
        long until = time.nanos() + limit.toNanos();
        while (pods.isEmpty() || pods.values().stream().anyMatch(pod -> pod.endpoint == null)) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - time.nanos());
            if (left <= 0) {
                return;
            }
            pods.wait(left);
        }
    }

    @Override
    public void close() {
        actuator.close();
        servers.close();
    }
}
