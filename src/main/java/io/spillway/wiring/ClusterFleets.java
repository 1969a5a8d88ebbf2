package io.spillway.wiring;

import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.ClusterContext;
import io.spillway.actuate.cluster.Reach;
import io.spillway.actuate.helm.HelmActuator;
import io.spillway.actuate.helm.HelmSettings;
import io.spillway.actuate.kubernetes.ClusterAccess;
import io.spillway.actuate.kubernetes.KubernetesActuator;
import io.spillway.actuate.kubernetes.KubernetesCluster;
import io.spillway.actuate.kubernetes.KubernetesSettings;
import io.spillway.actuate.observe.ObserveActuator;
import io.spillway.config.ClusterConfig;
import io.spillway.config.FleetConfig;
import io.spillway.fleet.Actuator;
import io.spillway.fleet.FleetEvents;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.RunId;
import io.spillway.study.RunFailedException;
import io.spillway.time.SystemTime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Fleets on a Kubernetes cluster. */
final class ClusterFleets {

    private ClusterFleets() {}

    /** Where an actuator reports to. */
    record Reports(FleetEvents events, Consumer<RunEvent.Note> notes, SystemTime time) {}

    static Actuator helm(ClusterConfig.Helm config, FleetConfig fleet, RunId run, Reports reports)
            throws RunFailedException {
        Map<String, String> secrets = new LinkedHashMap<>();
        config.secrets().forEach((path, value) -> secrets.put(path, value.reveal()));
        try {
            var values =
                    new HelmSettings.Values(
                            config.values(), config.set(), secrets, HelmSettings.Keys.VLLM_SERVER);
            var settings =
                    new HelmSettings(
                            chart(config.chart()),
                            config.releasePrefix(),
                            config.port(),
                            reach(config.cluster()),
                            fleet.maxReplicas(),
                            values);
            return new HelmActuator(settings, open(config.cluster()), context(run, reports));
        } catch (IllegalArgumentException wrong) {
            throw new RunFailedException("fleet.helm: " + wrong.getMessage(), wrong);
        }
    }

    /** A chart that is not where it is named may be one of those that came with the program. */
    private static String chart(String named) {
        String home = System.getProperty("spillway.home");
        if (home == null || Files.exists(Path.of(named))) {
            return named;
        }
        Path shipped = Path.of(home, named);
        return Files.isDirectory(shipped) ? shipped.toString() : named;
    }

    static Actuator workload(
            ClusterConfig.Workload config, FleetConfig fleet, RunId run, Reports reports)
            throws RunFailedException {
        try {
            var settings =
                    new KubernetesSettings(
                            config.workload(),
                            "pod",
                            reach(config.cluster()),
                            config.containerPort(),
                            fleet.maxReplicas());
            return new KubernetesActuator(settings, open(config.cluster()), context(run, reports));
        } catch (IllegalArgumentException wrong) {
            throw new RunFailedException("fleet.kubernetes: " + wrong.getMessage(), wrong);
        }
    }

    static Actuator observe(ClusterConfig.Observed config, RunId run, Reports reports) {
        var settings =
                new ObserveActuator.Settings(
                        config.selector(), config.port(), reach(config.cluster()));
        return new ObserveActuator(settings, open(config.cluster()), context(run, reports));
    }

    private static Cluster open(ClusterConfig config) {
        return KubernetesCluster.open(
                new ClusterAccess(config.namespace(), config.kubeconfig(), config.context()));
    }

    private static ClusterContext context(RunId run, Reports reports) {
        return new ClusterContext(run, reports.events, reports.notes, reports.time);
    }

    private static Reach reach(ClusterConfig config) {
        return switch (config.reach()) {
            case AUTO -> Reach.AUTO;
            case POD_IP -> Reach.POD_IP;
            case PORT_FORWARD -> Reach.PORT_FORWARD;
            case NODE_PORT -> Reach.NODE_PORT;
            case HOST_PORT -> Reach.HOST_PORT;
        };
    }
}
