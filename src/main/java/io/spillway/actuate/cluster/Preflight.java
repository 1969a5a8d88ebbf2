package io.spillway.actuate.cluster;

import io.spillway.actuate.cluster.Cluster.Permission;

import java.util.ArrayList;
import java.util.List;

/**
 * Asks the cluster, before anything is done, whether all that will be done is allowed. Blocking.
 */
public final class Preflight {

    private static final String CORE = "";

    private Preflight() {}

    /** Following pods needs these. */
    public static List<Permission> toObserve() {
        return List.of(
                needs("list", CORE, "pods", "finds the replicas"),
                needs("watch", CORE, "pods", "follows the replicas"),
                better(
                        "list",
                        CORE,
                        "events",
                        "image pulls in the waterfall, and why a start failed"),
                better(
                        "get",
                        CORE,
                        "pods/log",
                        "model loading in the waterfall, and why one crashed"),
                new Permission("list", CORE, "nodes", null, false, "weights by GPU share", false));
    }

    /** Scaling this one workload needs these too. */
    public static List<Permission> toScale(String group, String plural, String name) {
        String scale = plural + "/scale";
        List<Permission> all = new ArrayList<>(toAct());
        all.add(of("get", group, plural, name, "looks for others who scale it"));
        all.add(of("get", group, scale, name, "reads the number of replicas"));
        all.add(of("update", group, scale, name, "sets the number of replicas"));
        all.add(
                better(
                        "list",
                        "autoscaling",
                        "horizontalpodautoscalers",
                        "names an autoscaler that would fight"));
        return all;
    }

    /** Installing releases needs these too, beside what the chart itself creates. */
    public static List<Permission> toInstall() {
        List<Permission> all = new ArrayList<>(toAct());
        for (String verb : List.of("list", "get", "create", "update", "delete")) {
            all.add(needs(verb, CORE, "secrets", "Helm keeps its records in Secrets"));
        }
        all.add(needs("patch", CORE, "secrets", "labels Helm's records with the run"));
        // Helm looks whether an object is there before it makes it.
        for (String verb : List.of("get", "create", "delete")) {
            all.add(needs(verb, CORE, "services", "the chart has a Service"));
            all.add(needs(verb, CORE, "configmaps", "the chart has a ConfigMap"));
            all.add(needs(verb, "apps", "deployments", "the chart has a Deployment"));
        }
        return all;
    }

    private static List<Permission> toAct() {
        List<Permission> all = new ArrayList<>(toObserve());
        for (String verb : List.of("get", "create", "update", "delete")) {
            all.add(
                    needs(
                            verb,
                            "coordination.k8s.io",
                            "leases",
                            "keeps two controllers from acting on one fleet"));
        }
        all.add(better("patch", CORE, "pods", "chooses which pod goes, and knows pods again"));
        all.add(better("delete", CORE, "pods", "shortens the time that an idle pod takes to end"));
        all.add(
                new Permission(
                        "list",
                        CORE,
                        "pods",
                        null,
                        false,
                        "counts free GPU slices on the nodes",
                        false));
        return all;
    }

    /** What the way to the pods needs. */
    public static List<Permission> toReach(Reach reach, Cluster cluster) {
        return switch (reach.in(cluster)) {
            case PORT_FORWARD -> List.of(toForward());
            case NODE_PORT -> List.of(needs("list", CORE, "services", "finds the node port"));
            case AUTO, POD_IP, HOST_PORT -> List.of();
        };
    }

    private static Permission toForward() {
        return needs("create", CORE, "pods/portforward", "reaches pods from outside the cluster");
    }

    private static Permission needs(String verb, String group, String resource, String why) {
        return new Permission(verb, group, resource, null, true, why, true);
    }

    private static Permission of(
            String verb, String group, String resource, String object, String why) {
        return new Permission(verb, group, resource, object, true, why, true);
    }

    private static Permission better(String verb, String group, String resource, String why) {
        return new Permission(verb, group, resource, null, true, why, false);
    }

    /**
     * Those that are missing, in the order given.
     *
     * @throws ClusterException when the cluster cannot be asked
     */
    public static List<Permission> missing(Cluster cluster, List<Permission> wanted) {
        return wanted.stream().filter(permission -> !cluster.may(permission)).toList();
    }

    /** For people: what is missing, where, what for, and whether the run goes on without. */
    public static String describe(Permission missing, String namespace) {
        return "may not %s%s: %s%s"
                .formatted(
                        missing,
                        missing.namespaced() ? " in namespace " + namespace : " in the cluster",
                        missing.why(),
                        missing.required() ? "" : " (the run goes on without it)");
    }
}
