package io.spillway.control;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.HealthProbe.Health;
import io.spillway.fleet.ReplicaState;

import org.jspecify.annotations.Nullable;

import java.util.function.BiConsumer;

/** Asks ready replicas whether they still serve; reports one that failed too often in a row. */
final class HealthWatch {

    private final Core core;
    private final BiConsumer<Replica, String> dead;
    private @Nullable Periodic ticks;

    HealthWatch(Core core, BiConsumer<Replica, String> dead) {
        this.core = core;
        this.dead = dead;
    }

    void start(long originNanos) {
        long interval = core.settings().health().interval().toNanos();
        ticks =
                Periodic.start(
                        core.scheduler(),
                        originNanos,
                        interval,
                        new Periodic.Series(1, _ -> probeAll()));
    }

    void stop() {
        if (ticks != null) {
            ticks.stop();
        }
    }

    private void probeAll() {
        long deadline = core.now() + core.settings().health().timeout().toNanos();
        for (Replica replica : core.replicas().in(ReplicaState.READY)) {
            Endpoint endpoint = replica.endpoint;
            if (endpoint != null) {
                var answer =
                        Answer.<Health>by(
                                core.scheduler(),
                                deadline,
                                new Health.NotServing("no answer"),
                                health -> probed(replica, health));
                core.ports().probe().probe(endpoint, deadline, answer);
            }
        }
    }

    private void probed(Replica replica, Health health) {
        if (!core.replicas().isPresent(replica) || replica.state != ReplicaState.READY) {
            return;
        }
        switch (health) {
            case Health.Serving _ -> replica.failedProbes = 0;
            case Health.NotServing(String why) -> {
                replica.failedProbes++;
                int allowed = core.settings().health().failures();
                if (replica.failedProbes >= allowed) {
                    replica.failedProbes = 0;
                    dead.accept(replica, "unhealthy %d times: %s".formatted(allowed, why));
                }
            }
        }
    }
}
