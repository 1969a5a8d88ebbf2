package io.spillway.wiring;

import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.ClusterContext;
import io.spillway.actuate.cluster.ClusterException;
import io.spillway.actuate.cluster.FleetGuard;
import io.spillway.actuate.cluster.FleetLease;
import io.spillway.actuate.cluster.Patience;
import io.spillway.actuate.cluster.Preflight;
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
import io.spillway.study.WrongSettingException;
import io.spillway.time.SystemTime;

import org.jspecify.annotations.Nullable;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Fleets on a Kubernetes cluster. */
final class ClusterFleets {

    private ClusterFleets() {}

    /** Where an actuator reports to. */
    record Reports(FleetEvents events, Consumer<RunEvent.Note> notes, SystemTime time) {}

    static Actuator helm(ClusterConfig.Helm config, FleetConfig fleet, RunId run, Reports reports)
            throws RunFailedException {
        HelmSettings settings = settings(config, fleet);
        return opened(
                config.cluster(),
                new Wanted(
                        Preflight.toInstall(),
                        FleetLease.nameForReleases(settings.releasePrefix()),
                        _ -> List.of()),
                new Owner(run, reports, patience(config.waits())),
                (cluster, context) -> new HelmActuator(settings, cluster, context));
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
        KubernetesSettings settings = settings(config, fleet);
        return opened(
                config.cluster(),
                new Wanted(
                        permissions(settings),
                        FleetLease.nameFor(settings.workload()),
                        cluster -> cluster.workloads().competitors(settings.workload())),
                new Owner(run, reports, patience(config.waits())),
                (cluster, context) -> new KubernetesActuator(settings, cluster, context));
    }

    static Actuator observe(ClusterConfig.Observed config, RunId run, Reports reports)
            throws RunFailedException {
        var settings =
                new ObserveActuator.Settings(
                        config.selector(), config.port(), reach(config.cluster()));
        return opened(
                config.cluster(),
                new Wanted(Preflight.toObserve(), null, _ -> List.of()),
                new Owner(run, reports, Patience.DEFAULT),
                (cluster, context) -> new ObserveActuator(settings, cluster, context));
    }

    static HelmSettings settings(ClusterConfig.Helm config, FleetConfig fleet)
            throws RunFailedException {
        Map<String, String> secrets = new LinkedHashMap<>();
        config.secrets().forEach((path, value) -> secrets.put(path, value.reveal()));
        try {
            return new HelmSettings(
                    chart(config.chart()),
                    config.releasePrefix(),
                    config.port(),
                    reach(config.cluster()),
                    fleet.maxReplicas(),
                    new HelmSettings.Values(
                            config.values(), config.set(), secrets, HelmSettings.Keys.VLLM_SERVER));
        } catch (IllegalArgumentException wrong) {
            throw new WrongSettingException("fleet.helm: " + wrong.getMessage(), wrong);
        }
    }

    static KubernetesSettings settings(ClusterConfig.Workload config, FleetConfig fleet)
            throws RunFailedException {
        try {
            return new KubernetesSettings(
                    config.workload(),
                    "pod",
                    reach(config.cluster()),
                    config.containerPort(),
                    fleet.maxReplicas());
        } catch (IllegalArgumentException wrong) {
            throw new WrongSettingException("fleet.kubernetes: " + wrong.getMessage(), wrong);
        }
    }

    /** What scaling the workload needs. */
    static List<Cluster.Permission> permissions(KubernetesSettings settings)
            throws RunFailedException {
        try {
            return KubernetesActuator.permissions(settings);
        } catch (IllegalArgumentException unknown) {
            throw new WrongSettingException("fleet.kubernetes: " + unknown.getMessage(), unknown);
        }
    }

    /** Whose actuator it is, and how long it waits. */
    private record Owner(RunId run, Reports reports, Patience patience) {}

    private static Patience patience(ClusterConfig.Waits waits) {
        return Patience.DEFAULT.with(waits.lease(), waits.node());
    }

    /**
     * What has to be so before it acts.
     *
     * @param lease of the fleet; null when it is not acted on
     */
    private record Wanted(
            List<Cluster.Permission> permissions,
            @Nullable String lease,
            Function<Cluster, List<Cluster.Competitor>> competitors) {}

    /** Makes an actuator for a cluster. */
    private interface Factory {
        Actuator create(Cluster cluster, ClusterContext context);
    }

    private static Actuator opened(
            ClusterConfig config, Wanted wanted, Owner owner, Factory factory)
            throws RunFailedException {
        Reports reports = owner.reports;
        var context =
                new ClusterContext(
                        owner.run, reports.events, reports.notes, reports.time, owner.patience);
        KubernetesCluster cluster = open(config);
        boolean ready = false;
        try {
            refuseNowhere(cluster);
            preflight(cluster, wanted.permissions, config, context);
            refuseOthers(cluster, wanted, context);
            if (wanted.lease != null) {
                remember(place(cluster, config), context);
            }
            var actuator =
                    new ClusterActuator(
                            factory.create(cluster, context), cluster, owner.run, reports.time);
            ready = true;
            return actuator;
        } finally {
            if (!ready) {
                cluster.close();
            }
        }
    }

    /**
     * Keeps where something of ours may be left. A Job whose file system is read-only has nowhere
     * to, and goes on without.
     */
    private static void remember(ClusterAccess place, ClusterContext context) {
        try {
            new ClusterPlaces(StateFolder.clusters()).remember(context.run(), place);
        } catch (UncheckedIOException readOnly) {
            String why = readOnly.getMessage();
            context.note(
                    RunEvent.Level.INFO,
                    why + "; spillway cleanup needs --namespace to find what may be left");
        }
    }

    /** Another context may be the current one when what is left there is looked for. */
    private static ClusterAccess place(KubernetesCluster cluster, ClusterConfig config) {
        return new ClusterAccess(cluster.namespace(), config.kubeconfig(), cluster.context());
    }

    /** Reads the credentials. */
    static KubernetesCluster open(ClusterConfig config) throws WrongSettingException {
        try {
            return KubernetesCluster.open(
                    new ClusterAccess(config.namespace(), config.kubeconfig(), config.context()));
        } catch (ClusterException unusable) {
            throw new WrongSettingException(unusable.text(), unusable);
        }
    }

    /** The first question to a cluster: whether it answers at all, and has the namespace. */
    static void refuseNowhere(Cluster cluster) throws RunFailedException {
        try {
            if (!cluster.hasNamespace()) {
                throw new WrongSettingException(
                        "the cluster at %s has no namespace %s"
                                .formatted(cluster.address(), cluster.namespace()));
            }
        } catch (ClusterException refused) {
            throw unanswered(cluster, refused);
        }
    }

    private static RunFailedException unanswered(Cluster cluster, ClusterException refused) {
        String what =
                refused.kind() == ClusterException.Kind.AWAY
                        ? "does not answer"
                        : "refuses to answer";
        return new RunFailedException(
                "the cluster at %s %s: %s".formatted(cluster.address(), what, refused.text()),
                refused);
    }

    private static void preflight(
            Cluster cluster,
            List<Cluster.Permission> wanted,
            ClusterConfig config,
            ClusterContext context)
            throws RunFailedException {
        List<String> refused = new ArrayList<>();
        for (Cluster.Permission missing : missing(cluster, wanted, config)) {
            String text = Preflight.describe(missing, cluster.namespace());
            if (missing.required()) {
                refused.add(text);
            } else {
                context.note(RunEvent.Level.WARN, text);
            }
        }
        if (!refused.isEmpty()) {
            throw new RunFailedException(
                    "the cluster does not allow what this run needs:\n  "
                            + String.join("\n  ", refused));
        }
    }

    /** Others may still come later; the actuator looks again. */
    private static void refuseOthers(Cluster cluster, Wanted wanted, ClusterContext context)
            throws RunFailedException {
        if (wanted.lease == null) {
            return;
        }
        try {
            var lease = new FleetLease(cluster.leases(), wanted.lease, "preflight", context);
            Optional<String> refusal = lease.heldByAnotherRun();
            if (refusal.isEmpty()) {
                refusal = FleetGuard.refusal(wanted.competitors.apply(cluster));
            }
            if (refusal.isPresent()) {
                throw new RunFailedException("nothing is scaled: " + refusal.get());
            }
        } catch (ClusterException unknown) {
            throw unknown.kind() == ClusterException.Kind.NOT_FOUND
                    ? new WrongSettingException(unknown.text(), unknown)
                    : new RunFailedException(unknown.text(), unknown);
        }
    }

    /** What of it, and of the way to the pods, is not allowed. */
    static List<Cluster.Permission> missing(
            Cluster cluster, List<Cluster.Permission> wanted, ClusterConfig config)
            throws RunFailedException {
        List<Cluster.Permission> all = new ArrayList<>(wanted);
        all.addAll(Preflight.toReach(reach(config), cluster));
        try {
            return Preflight.missing(cluster, all);
        } catch (ClusterException away) {
            throw unanswered(cluster, away);
        }
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
