package io.spillway.wiring;

import io.spillway.config.DashboardConfig;
import io.spillway.config.Experiment;
import io.spillway.config.FleetConfig;
import io.spillway.config.ScalingConfig;
import io.spillway.dashboard.Controls;
import io.spillway.dashboard.DashboardServer;
import io.spillway.dashboard.DashboardSettings;
import io.spillway.dashboard.RunEnd;
import io.spillway.dashboard.RunFacts;
import io.spillway.fleet.RunEvent;
import io.spillway.record.RequestRecord;
import io.spillway.record.SecondRow;
import io.spillway.study.RunEnding;
import io.spillway.study.RunListener;
import io.spillway.study.RunRequest;
import io.spillway.study.RunSummaries;
import io.spillway.study.StartedRun;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/** The live page of a run, fed beside whoever else watches it. */
final class LiveDashboard implements RunListener, AutoCloseable {

    private final DashboardServer server;
    private final RunListener next;
    private final AtomicReference<@Nullable StartedRun> run;

    private LiveDashboard(
            DashboardServer server, RunListener next, AtomicReference<@Nullable StartedRun> run) {
        this.server = server;
        this.next = next;
        this.run = run;
    }

    /** Serves on the configured port, or on any free one when that is taken. */
    static LiveDashboard start(DashboardConfig config, Experiment experiment, RunRequest request)
            throws IOException {
        var run = new AtomicReference<@Nullable StartedRun>();
        RunFacts facts = facts(experiment, request);
        DashboardServer server;
        try {
            server = DashboardServer.start(settings(config, config.port()), facts, controls(run));
        } catch (IOException taken) {
            server = DashboardServer.start(settings(config, 0), facts, controls(run));
        }
        return new LiveDashboard(server, request.listener(), run);
    }

    private static DashboardSettings settings(DashboardConfig config, int port) {
        return DashboardSettings.isLoopback(config.host())
                ? new DashboardSettings(config.host(), port, config.controls(), null)
                : new DashboardSettings(
                        config.host(),
                        port,
                        config.controls(),
                        DashboardSettings.newToken(new SecureRandom()));
    }

    private static RunFacts facts(Experiment experiment, RunRequest request) {
        FleetConfig fleet = experiment.fleet();
        ScalingConfig scaling = experiment.scaling();
        String model = experiment.server().modelName();
        return new RunFacts(
                request.id().value(),
                experiment.name(),
                experiment.description(),
                model == null ? "" : model,
                scaling == null ? "" : scaling.policy().type(),
                request.clock().name().toLowerCase(Locale.ROOT),
                Instant.now().toString(),
                fleet == null ? 1 : fleet.minReplicas(),
                fleet == null ? 1 : fleet.maxReplicas(),
                RunSummaries.targets(experiment.slo()).byKey(),
                request.folder() == null ? "" : request.folder().toString());
    }

    private static Controls controls(AtomicReference<@Nullable StartedRun> run) {
        return new Controls() {
            @Override
            public void pause(boolean paused) {
                started().pause(paused);
            }

            @Override
            public void stopAfterDrain() {
                started().stopAfterDrain();
            }

            @Override
            public void scaleTo(int replicas, String reason) {
                started().scaleTo(replicas, reason);
            }

            private StartedRun started() {
                StartedRun current = run.get();
                if (current == null) {
                    throw new IllegalStateException("the run is still being set up");
                }
                return current;
            }
        };
    }

    URI url() {
        return server.url();
    }

    /** From now on, viewers may steer this run. */
    void steers(StartedRun started) {
        run.set(started);
    }

    @Override
    public void event(RunEvent event) {
        server.event(event);
        next.event(event);
    }

    @Override
    public void second(SecondRow row) {
        server.second(row);
        next.second(row);
    }

    @Override
    public boolean wantsRequests() {
        return true;
    }

    @Override
    public void request(RequestRecord request) {
        server.finished(request);
    }

    void ended(RunEnding ending, @Nullable String report) {
        RunEnd.Kind kind =
                switch (ending) {
                    case RunEnding.Completed _ -> RunEnd.Kind.COMPLETED;
                    case RunEnding.Stopped _ -> RunEnd.Kind.STOPPED;
                    case RunEnding.Failed _ -> RunEnd.Kind.FAILED;
                };
        String text =
                switch (ending) {
                    case RunEnding.Completed _ -> "The run is complete.";
                    case RunEnding.Stopped _ -> "The run was stopped.";
                    case RunEnding.Failed failed -> failed.reason();
                };
        server.ended(new RunEnd(kind, text, report));
    }

    @Override
    public void close() {
        server.close();
    }
}
