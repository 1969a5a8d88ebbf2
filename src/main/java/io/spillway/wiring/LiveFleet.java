package io.spillway.wiring;

import io.spillway.actuate.endpoints.EndpointsActuator;
import io.spillway.actuate.process.ProcessActuator;
import io.spillway.actuate.process.ProcessSettings;
import io.spillway.config.ClusterConfig;
import io.spillway.config.Experiment;
import io.spillway.config.FleetConfig;
import io.spillway.config.ProcessConfig;
import io.spillway.config.ReplicaConfig;
import io.spillway.config.SimulatedConfig;
import io.spillway.fleet.Actuator;
import io.spillway.fleet.FleetEvents;
import io.spillway.fleet.RunEvent;
import io.spillway.load.http.HttpSettings;
import io.spillway.policy.EngineFacts;
import io.spillway.sim.EngineProfile;
import io.spillway.sim.cluster.Faults;
import io.spillway.sim.http.EmbeddedFleet;
import io.spillway.sim.http.EngineSpec;
import io.spillway.sim.http.FixedTiming;
import io.spillway.sim.http.SimulateSettings;
import io.spillway.study.RunFailedException;
import io.spillway.study.RunRequest;
import io.spillway.time.SystemTime;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The fleet of a live run: who starts replicas, what they are called, and what is known of them.
 *
 * @param faults what goes wrong with it on purpose
 * @param actuator makes the actuator once there is somewhere to report to
 */
record LiveFleet(
        String idPrefix,
        EngineFacts engine,
        ServerFacts server,
        Faults faults,
        ActuatorFactory actuator) {

    private static final int FIXED_MODEL_LEN = 131_072;

    /** Makes an actuator that reports to the given sink. */
    @FunctionalInterface
    interface ActuatorFactory {
        Actuator create(FleetEvents events, Consumer<RunEvent.Note> notes, SystemTime time)
                throws RunFailedException;
    }

    static LiveFleet of(
            Experiment experiment, RunRequest request, HttpSettings http, int tokensPerHash)
            throws RunFailedException {
        FleetConfig fleet = experiment.fleet();
        if (fleet == null) {
            URI base = required(experiment.server().baseUrl(), "server.base_url");
            return endpoints(experiment, http, List.of(base));
        }
        return switch (fleet.actuator()) {
            case SIMULATED -> simulated(experiment, fleet, tokensPerHash);
            case PROCESS -> process(experiment, request, http);
            case ENDPOINTS ->
                    endpoints(
                            experiment,
                            http,
                            required(fleet.endpoints(), "fleet.endpoints").urls());
            case HELM -> {
                ClusterConfig.Helm helm = required(fleet.helm(), "fleet.helm");
                yield cluster(
                        helm.releasePrefix(),
                        experiment,
                        http,
                        (events, notes, time) ->
                                withRunning(
                                        fleet,
                                        ClusterFleets.helm(
                                                helm,
                                                fleet,
                                                request.id(),
                                                new ClusterFleets.Reports(events, notes, time)),
                                        events,
                                        time));
            }
            case KUBERNETES ->
                    cluster(
                            "pod",
                            experiment,
                            http,
                            (events, notes, time) ->
                                    ClusterFleets.workload(
                                            required(fleet.kubernetes(), "fleet.kubernetes"),
                                            fleet,
                                            request.id(),
                                            new ClusterFleets.Reports(events, notes, time)));
            case OBSERVE ->
                    cluster(
                            "pod",
                            experiment,
                            http,
                            (events, notes, time) ->
                                    ClusterFleets.observe(
                                            required(fleet.observe(), "fleet.observe"),
                                            request.id(),
                                            new ClusterFleets.Reports(events, notes, time)));
        };
    }

    private static LiveFleet cluster(
            String idPrefix, Experiment experiment, HttpSettings http, ActuatorFactory actuator)
            throws RunFailedException {
        FleetConfig fleet = required(experiment.fleet(), "fleet");
        URI running = runningUrls(fleet).stream().findFirst().orElse(null);
        return new LiveFleet(
                idPrefix,
                EngineFacts.UNKNOWN,
                ServerFacts.ask(experiment, http, running),
                Faults.NONE,
                actuator);
    }

    private static LiveFleet endpoints(Experiment experiment, HttpSettings http, List<URI> urls)
            throws RunFailedException {
        return new LiveFleet(
                "server",
                EngineFacts.UNKNOWN,
                ServerFacts.ask(experiment, http, urls.getFirst()),
                Faults.NONE,
                (events, notes, time) -> new EndpointsActuator(urls, events, time::nanos));
    }

    private static LiveFleet process(Experiment experiment, RunRequest request, HttpSettings http)
            throws RunFailedException {
        FleetConfig fleet = required(experiment.fleet(), "fleet");
        ProcessConfig process = required(fleet.process(), "fleet.process");
        Map<String, String> environment = new LinkedHashMap<>();
        process.environment().forEach((name, value) -> environment.put(name, value.reveal()));
        Path logs =
                process.logs() != null
                        ? Path.of(process.logs())
                        : request.folder() != null
                                ? request.folder().resolve("logs")
                                : StateFolder.processes().resolve("logs");
        var settings =
                new ProcessSettings(
                        process.command(),
                        environment,
                        process.host(),
                        process.basePort(),
                        process.stopSignal(),
                        logs,
                        StateFolder.processes());
        return new LiveFleet(
                "replica",
                EngineFacts.UNKNOWN,
                ServerFacts.ask(
                        experiment, http, runningUrls(fleet).stream().findFirst().orElse(null)),
                Faults.NONE,
                (events, notes, time) ->
                        withRunning(
                                fleet,
                                new ProcessActuator(settings, request.id(), events, time),
                                events,
                                time));
    }

    /** Replicas that have a URL run already; the others are started. */
    private static Actuator withRunning(
            FleetConfig fleet, Actuator starter, FleetEvents events, SystemTime time) {
        List<URI> urls = runningUrls(fleet);
        return urls.isEmpty()
                ? starter
                : new MixedActuator(starter, new EndpointsActuator(urls, events, time::nanos));
    }

    private static List<URI> runningUrls(FleetConfig fleet) {
        return fleet.replicas().stream().map(ReplicaConfig::url).filter(Objects::nonNull).toList();
    }

    private static LiveFleet simulated(Experiment experiment, FleetConfig fleet, int tokensPerHash)
            throws RunFailedException {
        SimulatedConfig config =
                fleet.simulated() == null ? Simulations.DEFAULT : fleet.simulated();
        EngineSpec engine = engine(config, tokensPerHash);
        ServerFacts server = ServerFacts.simulated(experiment, engine.defaultModel());
        String model = server.model();
        SimulateSettings look =
                SimulateSettings.of(0, engine)
                        .withStartup(Simulations.startup(config, experiment.seed()))
                        .withSeed(experiment.seed())
                        .withModels(List.of(model == null ? engine.defaultModel() : model));
        Faults faults = Simulations.faults(config.faults());
        var settings = new EmbeddedFleet.Settings(look, 0, fleet.maxReplicas(), 1, faults);
        var limits = engine.limits();
        var facts =
                new EngineFacts(
                        limits.maxNumSeqs(),
                        limits.maxNumBatchedTokens(),
                        (long) (limits.kvBlocks() - 1) * limits.blockTokens());
        return new LiveFleet(
                "sim",
                facts,
                server,
                faults,
                (events, notes, time) -> new EmbeddedFleet(settings, time, events));
    }

    private static EngineSpec engine(SimulatedConfig config, int tokensPerHash)
            throws RunFailedException {
        try {
            if (config.fixed() != null) {
                return new EngineSpec.Fixed(FixedTiming.parse(config.fixed()), FIXED_MODEL_LEN);
            }
            EngineProfile profile = EngineProfile.named(config.profile());
            return new EngineSpec.Modelled(
                    profile, Simulations.tuning(config, profile, tokensPerHash));
        } catch (IllegalArgumentException wrong) {
            throw new RunFailedException("fleet.simulated: " + wrong.getMessage(), wrong);
        }
    }

    private static <T> T required(@Nullable T value, String key) {
        if (value == null) {
            throw new IllegalStateException(key + " is missing and was accepted");
        }
        return value;
    }
}
