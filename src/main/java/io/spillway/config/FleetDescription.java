package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The lines about replicas: how many, who decides, and what would be installed. */
final class FleetDescription {
    private final Experiment e;

    FleetDescription(Experiment experiment) {
        this.e = experiment;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        FleetConfig fleet = e.fleet();
        if (fleet == null) {
            lines.add(ExperimentDescriber.row("replicas", "1, not scaled"));
            lines.add(ExperimentDescriber.row("installs", "nothing"));
            return lines;
        }
        lines.add(ExperimentDescriber.row("replicas", replicas(fleet)));
        if (e.scaling() != null) {
            lines.add(ExperimentDescriber.row("scaling", scaling(e.scaling())));
        }
        lines.add(ExperimentDescriber.row("routing", routing(e.routing())));
        lines.add(ExperimentDescriber.row("installs", installs(fleet)));
        return lines;
    }

    private static String replicas(FleetConfig fleet) {
        String number =
                fleet.minReplicas() == fleet.maxReplicas()
                        ? Integer.toString(fleet.minReplicas())
                        : fleet.minReplicas() + " to " + fleet.maxReplicas();
        Double cost = fleet.costPerReplicaHour();
        String price = cost == null ? "" : ", " + Numbers.text(cost) + " an hour each";
        return number + ", " + fleet.actuator().yaml() + simulated(fleet) + price;
    }

    private static String simulated(FleetConfig fleet) {
        if (fleet.actuator() != FleetConfig.Actuator.SIMULATED) {
            return "";
        }
        SimulatedConfig settings = fleet.simulated();
        if (settings == null) {
            return " " + SimulatedConfig.DEFAULT_PROFILE;
        }
        String startup = ExperimentDescriber.span(settings.startup().mean());
        return " " + settings.profile() + ", start-up " + startup;
    }

    private static String scaling(ScalingConfig scaling) {
        String parameters =
                scaling.policy().parameters().entrySet().stream()
                        .map(FleetDescription::parameter)
                        .collect(Collectors.joining(", "));
        String policy =
                scaling.policy().type() + (parameters.isEmpty() ? "" : " (" + parameters + ")");
        ScalingConfig.ScaleIn in = scaling.scaleIn();
        String down =
                in.enabled()
                        ? "scale-in after %s of quiet, drained for at most %s"
                                .formatted(
                                        ExperimentDescriber.span(in.quiet()),
                                        ExperimentDescriber.span(in.drainTimeout()))
                        : "no scale-in";
        String every = ExperimentDescriber.span(scaling.checkInterval());
        return "%s every %s; %s".formatted(policy, every, down);
    }

    private static String parameter(Map.Entry<String, Object> parameter) {
        return parameter.getKey() + " " + parameter.getValue();
    }

    private static String routing(RoutingConfig routing) {
        return "%s, weights %s, slow start %s, held for at most %s"
                .formatted(
                        routing.type(),
                        routing.weights().yaml(),
                        ExperimentDescriber.span(routing.slowStart().window()),
                        ExperimentDescriber.span(routing.hold()));
    }

    private static String installs(FleetConfig fleet) {
        int max = fleet.maxReplicas();
        return switch (fleet.actuator()) {
            case SIMULATED -> "nothing; look-alike servers run inside this process";
            case HELM -> helm(fleet.helm(), max);
            case KUBERNETES -> workload(fleet);
            case PROCESS -> process(fleet.process(), max);
            case ENDPOINTS -> "nothing; the servers run already";
            case OBSERVE -> "nothing; follows pods that somebody else scales";
        };
    }

    private static String helm(ClusterConfig.@Nullable Helm helm, int max) {
        String prefix = helm == null ? "test" : helm.releasePrefix();
        String chart = helm == null ? "charts/vllm-server" : helm.chart();
        String releases = max == 1 ? prefix + "-1" : prefix + "-1 to " + prefix + "-" + max;
        return "Helm releases %s of %s%s"
                .formatted(releases, chart, namespace(helm == null ? null : helm.cluster()));
    }

    private static String workload(FleetConfig fleet) {
        ClusterConfig.Workload workload = fleet.kubernetes();
        String name = workload == null ? "the workload" : workload.workload();
        String where = namespace(workload == null ? null : workload.cluster());
        return "nothing; scales %s%s from %d to %d"
                .formatted(name, where, fleet.minReplicas(), fleet.maxReplicas());
    }

    private static String process(@Nullable ProcessConfig process, int max) {
        int port = process == null ? 8001 : process.basePort();
        String ports = max == 1 ? "port " + port : "ports " + port + " to " + (port + max - 1);
        String command = process == null ? "" : ": " + process.command();
        return "local processes on " + ports + command;
    }

    private static String namespace(@Nullable ClusterConfig cluster) {
        String namespace = cluster == null ? null : cluster.namespace();
        return namespace == null ? "" : " in namespace " + namespace;
    }
}
