package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code fleet}: the replicas, and how they come and go.
 *
 * @param minReplicas the load starts when so many are ready
 * @param capacityPerReplica requests a second that one replica serves within the objectives, as
 *     measured before; null when it is not known
 * @param maxParallelStarts null for no limit
 * @param startTimeout a replica that is not ready by then has failed to start
 * @param warmUp whether a fresh replica gets one uncounted request before its first real one
 * @param simulated the look-alike, live or virtual; null when the file has none
 * @param helm null when the file has none
 * @param kubernetes null when the file has none
 * @param process null when the file has none
 * @param endpoints null when the file has none
 * @param observe null when the file has none
 * @param replicas what differs between replicas, in the order they are started
 */
public record FleetConfig(
        Actuator actuator,
        int minReplicas,
        int maxReplicas,
        @Nullable Double costPerReplicaHour,
        @Nullable Double capacityPerReplica,
        @Nullable Integer maxParallelStarts,
        Duration startTimeout,
        OnStartFailure onStartFailure,
        boolean warmUp,
        @Nullable SimulatedConfig simulated,
        ClusterConfig.@Nullable Helm helm,
        ClusterConfig.@Nullable Workload kubernetes,
        @Nullable ProcessConfig process,
        @Nullable EndpointsConfig endpoints,
        ClusterConfig.@Nullable Observed observe,
        List<ReplicaConfig> replicas) {

    private static final int DEFAULT_MAX_REPLICAS = 4;

    public FleetConfig {
        replicas = List.copyOf(replicas);
    }

    /** Who starts and stops replicas. */
    public enum Actuator implements Choice {
        SIMULATED,
        HELM,
        KUBERNETES,
        PROCESS,
        ENDPOINTS,
        OBSERVE
    }

    /** What a failed start means for the run. */
    public enum OnStartFailure implements Choice {
        CONTINUE,
        FAIL
    }

    /** The same with other bounds. */
    public FleetConfig withReplicas(int min, int max) {
        return new FleetConfig(
                actuator,
                min,
                max,
                costPerReplicaHour,
                capacityPerReplica,
                maxParallelStarts,
                startTimeout,
                onStartFailure,
                warmUp,
                simulated,
                helm,
                kubernetes,
                process,
                endpoints,
                observe,
                replicas);
    }

    static FleetConfig read(Section s, boolean scaling, @Nullable URI baseUrl) {
        Actuator written = s.choice("actuator", Actuator.class);
        SimulatedConfig simulated = s.section("simulated", SimulatedConfig::read);
        ClusterConfig.Helm helm = s.section("helm", ClusterConfig.Helm::read);
        ClusterConfig.Workload workload = s.section("kubernetes", ClusterConfig.Workload::read);
        ProcessConfig process = s.section("process", ProcessConfig::read);
        EndpointsConfig endpoints = endpoints(s, baseUrl);
        ClusterConfig.Observed observe = s.section("observe", ClusterConfig.Observed::read);
        Actuator actuator = written == null ? onlyBlock(s) : written;
        int min = s.integer("min_replicas", 1, Bounds.atLeast(1));
        boolean fixed = !scaling && actuator != Actuator.OBSERVE;
        int implied = endpoints == null ? DEFAULT_MAX_REPLICAS : endpoints.urls().size();
        int max =
                s.integer("max_replicas", fixed ? min : Math.max(min, implied), Bounds.atLeast(1));
        if (max < min) {
            s.problem(
                    s.has("max_replicas") ? "max_replicas" : "min_replicas",
                    "min_replicas is %d; write max_replicas of at least that".formatted(min));
        }
        FleetConfig fleet =
                new FleetConfig(
                        actuator,
                        min,
                        Math.max(min, max),
                        s.number("cost_per_replica_hour", Bounds.NOT_NEGATIVE),
                        s.number("capacity_per_replica", Bounds.POSITIVE),
                        s.integer("max_parallel_starts", Bounds.atLeast(1)),
                        s.duration("start_timeout", Duration.ofMinutes(10), Bounds.POSITIVE),
                        s.choice("on_start_failure", OnStartFailure.CONTINUE),
                        s.flag("warm_up", true),
                        simulated,
                        helm,
                        workload,
                        process,
                        endpoints,
                        observe,
                        s.sections("replicas", ReplicaConfig::read));
        FleetChecks.check(s, fleet);
        return fleet;
    }

    /** Where no URL is written, {@code server.base_url} is the only one. */
    private static @Nullable EndpointsConfig endpoints(Section s, @Nullable URI baseUrl) {
        EndpointsConfig written = s.section("endpoints", EndpointsConfig::read);
        boolean none = written == null || written.urls().isEmpty();
        boolean asked = written != null || Actuator.ENDPOINTS.yaml().equals(s.raw("actuator"));
        return none && asked && baseUrl != null ? new EndpointsConfig(List.of(baseUrl)) : written;
    }

    /** Without {@code actuator} the only block there is says it. */
    private static Actuator onlyBlock(Section s) {
        List<Actuator> blocks =
                Stream.of(Actuator.values()).filter(block -> s.has(block.yaml())).toList();
        if (blocks.size() == 1) {
            return blocks.getFirst();
        }
        if (s.present() && !s.has("actuator")) {
            s.missing(
                    "actuator", "write simulated, helm, kubernetes, process, endpoints or observe");
        }
        return Actuator.SIMULATED;
    }
}
