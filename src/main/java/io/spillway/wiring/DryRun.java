package io.spillway.wiring;

import io.spillway.actuate.cluster.CapacityCheck;
import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.ClusterException;
import io.spillway.actuate.cluster.FleetLease;
import io.spillway.actuate.cluster.Preflight;
import io.spillway.actuate.helm.HelmActuator;
import io.spillway.actuate.helm.HelmSettings;
import io.spillway.actuate.kubernetes.KubernetesSettings;
import io.spillway.actuate.process.ProcessActuator;
import io.spillway.config.ClusterConfig;
import io.spillway.config.FleetConfig;
import io.spillway.config.LoadedExperiment;
import io.spillway.config.ProcessConfig;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.study.RunFailedException;
import io.spillway.study.WrongSettingException;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * Says every action a run would take and every object it would make, and takes none. A cluster is
 * asked what is there and what is allowed, where it answers. Blocking; secrets are masked.
 */
public final class DryRun {

    private final FleetConfig fleet;
    private final List<String> lines = new ArrayList<>();
    private boolean possible = true;

    /**
     * The plan.
     *
     * @param possible false when the cluster would not allow it
     */
    public record Plan(List<String> lines, boolean possible) {
        public Plan {
            lines = List.copyOf(lines);
        }
    }

    private DryRun(FleetConfig fleet) {
        this.fleet = fleet;
    }

    /**
     * The plan of an experiment.
     *
     * @throws RunFailedException when a chart cannot be rendered, or a setting cannot work
     */
    public static Plan of(LoadedExperiment loaded) throws RunFailedException {
        FleetConfig fleet = loaded.experiment().fleet();
        if (fleet == null) {
            return new Plan(List.of("nothing is started; the server runs already"), true);
        }
        var plan = new DryRun(fleet);
        plan.write();
        return new Plan(plan.lines.stream().map(loaded.redactor()::text).toList(), plan.possible);
    }

    private void write() throws RunFailedException {
        ClusterConfig.Helm helm = fleet.helm();
        ClusterConfig.Workload workload = fleet.kubernetes();
        ClusterConfig.Observed observed = fleet.observe();
        ProcessConfig process = fleet.process();
        switch (fleet.actuator()) {
            case SIMULATED -> each("start a look-alike server in this process as sim-%d");
            case ENDPOINTS -> endpoints();
            case PROCESS -> {
                if (process != null) {
                    processes(process);
                }
            }
            case HELM -> {
                if (helm != null) {
                    releases(helm);
                }
            }
            case KUBERNETES -> {
                if (workload != null) {
                    workload(workload);
                }
            }
            case OBSERVE -> {
                if (observed != null) {
                    observed(observed);
                }
            }
        }
    }

    private void each(String action) {
        for (int ordinal = 1; ordinal <= fleet.maxReplicas(); ordinal++) {
            lines.add(when(ordinal) + action.formatted(ordinal));
        }
    }

    private String when(int ordinal) {
        return ordinal <= fleet.minReplicas() ? "at once    " : "when asked ";
    }

    private void endpoints() {
        List<URI> urls = fleet.endpoints() == null ? List.of() : fleet.endpoints().urls();
        for (int i = 0; i < Math.min(urls.size(), fleet.maxReplicas()); i++) {
            lines.add(when(i + 1) + "send to " + urls.get(i) + "; the server is left alone");
        }
    }

    private void processes(ProcessConfig process) {
        for (int ordinal = 1; ordinal <= fleet.maxReplicas(); ordinal++) {
            ReplicaSpec spec = spec("replica", ordinal);
            Integer own = spec.overrides().port();
            int port = own == null ? process.basePort() + ordinal - 1 : own;
            lines.add(
                    "%sstart process %s: %s"
                            .formatted(
                                    when(ordinal),
                                    spec.id(),
                                    ProcessActuator.command(process.command(), spec, port)));
        }
        if (!process.environment().isEmpty()) {
            lines.add("with       " + String.join(", ", process.environment().keySet()) + " set");
        }
        lines.add("remember   each in " + StateFolder.processes());
        lines.add("at the end send %s to every process".formatted(process.stopSignal()));
    }

    private ReplicaSpec spec(String prefix, int ordinal) {
        var id = new ReplicaId(prefix + "-" + ordinal);
        return new ReplicaSpec(id, ordinal, FleetSpecs.overrides(fleet, ordinal));
    }

    private void releases(ClusterConfig.Helm config) throws RunFailedException {
        HelmSettings settings = ClusterFleets.settings(config, fleet);
        String namespace = namespaceOf(config.cluster());
        lease(FleetLease.nameForReleases(settings.releasePrefix()), namespace);
        for (int ordinal = 1; ordinal <= fleet.maxReplicas(); ordinal++) {
            String name = settings.releasePrefix() + "-" + ordinal;
            lines.add(
                    "%sinstall release %s of %s into namespace %s"
                            .formatted(when(ordinal), name, settings.chart(), namespace));
        }
        lines.add("at the end uninstall every release");
        asked(config.cluster(), Preflight.toInstall(), _ -> {});
        for (int ordinal = 1; ordinal <= fleet.maxReplicas(); ordinal++) {
            ReplicaSpec spec = spec(settings.releasePrefix(), ordinal);
            lines.add("# what release %s consists of".formatted(spec.id()));
            try {
                lines.add(HelmActuator.manifest(settings, spec, namespace).strip());
            } catch (ClusterException unusable) {
                throw new RunFailedException("fleet.helm: " + unusable.text(), unusable);
            }
        }
    }

    private void workload(ClusterConfig.Workload config) throws RunFailedException {
        KubernetesSettings settings = ClusterFleets.settings(config, fleet);
        String name = settings.workload();
        lease(FleetLease.nameFor(name), namespaceOf(config.cluster()));
        lines.add(
                "scale      %s between %d and %d by its scale subresource"
                        .formatted(name, fleet.minReplicas(), fleet.maxReplicas()));
        lines.add("label      its pods with spillway.io/run and spillway.io/replica");
        lines.add("annotate   a pod that is to go with controller.kubernetes.io/pod-deletion-cost");
        lines.add("at the end give %s the replicas back that it has now".formatted(name));
        asked(
                config.cluster(),
                ClusterFleets.permissions(settings),
                cluster -> describe(cluster, name));
    }

    private void describe(Cluster cluster, String name) {
        Cluster.Scale scale = cluster.workloads().scale(name);
        lines.add("now        %s asks for %d replicas".formatted(name, scale.replicas()));
        for (Cluster.Competitor other : cluster.workloads().competitors(name)) {
            possible &= !other.fights();
            lines.add(
                    "%s its replicas are set by %s too"
                            .formatted(other.fights() ? "refused   " : "note      ", other.what()));
        }
        var one = new CapacityCheck.Question(cluster.workloads().requests(name), null, 0);
        String refusal = CapacityCheck.refusal(cluster, one);
        if (refusal != null) {
            lines.add("note       no more of them would fit now: " + refusal);
        }
    }

    private void observed(ClusterConfig.Observed config) throws RunFailedException {
        lines.add(
                "follow     the pods of %s in namespace %s; somebody else scales them"
                        .formatted(config.selector(), namespaceOf(config.cluster())));
        asked(config.cluster(), Preflight.toObserve(), _ -> {});
    }

    private void lease(String lease, String namespace) {
        lines.add(
                "hold       Lease %s in namespace %s, and delete it at the end"
                        .formatted(lease, namespace));
    }

    private static String namespaceOf(ClusterConfig config) throws RunFailedException {
        if (config.namespace() != null) {
            return config.namespace();
        }
        try (Cluster cluster = ClusterFleets.open(config)) {
            return cluster.namespace();
        }
    }

    /** What can be seen of a cluster. */
    private interface Look {
        void at(Cluster cluster);
    }

    /** What is allowed and what is there; a cluster that does not answer is no reason to fail. */
    private void asked(ClusterConfig config, List<Cluster.Permission> wanted, Look look)
            throws RunFailedException {
        try (Cluster cluster = ClusterFleets.open(config)) {
            ClusterFleets.refuseNowhere(cluster);
            List<Cluster.Permission> missing = ClusterFleets.missing(cluster, wanted, config);
            for (Cluster.Permission permission : missing) {
                possible &= !permission.required();
                lines.add("refused    " + Preflight.describe(permission, cluster.namespace()));
            }
            if (missing.isEmpty()) {
                lines.add("allowed    everything that is needed");
            }
            look.at(cluster);
        } catch (WrongSettingException wrong) {
            refused(wrong);
        } catch (RunFailedException away) {
            notKnown(away);
        } catch (ClusterException missing) {
            if (missing.kind() == ClusterException.Kind.NOT_FOUND) {
                refused(missing);
            } else {
                notKnown(missing);
            }
        }
    }

    private void refused(Exception wrong) {
        possible = false;
        lines.add("refused    " + wrong.getMessage());
    }

    private void notKnown(Exception away) {
        lines.add("not known  what is there and what is allowed: " + away.getMessage());
    }
}
