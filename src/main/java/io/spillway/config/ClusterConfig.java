package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the actuators that work on a Kubernetes cluster have in common.
 *
 * @param namespace null for the context's own
 * @param kubeconfig null for the environment's
 * @param context null for the current one
 * @param reach how requests and polls get to the pods
 */
public record ClusterConfig(
        @Nullable String namespace,
        @Nullable Path kubeconfig,
        @Nullable String context,
        Reach reach) {

    /** Ways to a pod. */
    public enum Reach implements Choice {
        /** Pod addresses inside the cluster, port-forwards outside. */
        AUTO,
        POD_IP("pod-ip"),
        PORT_FORWARD("port-forward"),
        NODE_PORT("node-port"),
        HOST_PORT("host-port");

        private final String yaml;

        Reach() {
            this("auto");
        }

        Reach(String yaml) {
            this.yaml = yaml;
        }

        @Override
        public String yaml() {
            return yaml;
        }
    }

    static ClusterConfig read(Section s) {
        return new ClusterConfig(
                s.text("namespace"),
                s.file("kubeconfig"),
                s.text("context"),
                s.choice("reach", Reach.AUTO));
    }

    /**
     * How long is waited by those who act on a cluster.
     *
     * @param lease a controller that is not heard of for so long is taken for dead; whole seconds
     * @param node how long a pod may find no node before its start has failed
     */
    public record Waits(Duration lease, Duration node) {

        /** Everything at its default. */
        public static final Waits DEFAULT =
                new Waits(Duration.ofSeconds(15), Duration.ofSeconds(15));

        private static final Bounds LEASE = Bounds.between(1, 3600);

        static Waits read(Section s) {
            return new Waits(
                    Duration.ofSeconds(s.duration("lease", DEFAULT.lease, LEASE).toSeconds()),
                    s.duration("node_wait", DEFAULT.node, Bounds.POSITIVE));
        }
    }

    /**
     * {@code fleet.helm}: one release per replica.
     *
     * @param chart a folder, an archive or a reference
     * @param releasePrefix releases are called {@code <prefix>-<n>}
     * @param port the server listens on; with {@code host-port} the n-th on {@code port + n − 1}
     * @param values as a values file has them
     * @param set single values by dotted path; they win over {@code values}
     * @param secrets values by dotted path that never reach a command line, a log or a result;
     *     those among {@code values} and {@code set} that are secrets by their names are here
     *     instead
     */
    public record Helm(
            ClusterConfig cluster,
            String chart,
            String releasePrefix,
            int port,
            Map<String, Object> values,
            Map<String, Object> set,
            Map<String, Secret> secrets,
            Waits waits) {

        public Helm {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
            set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
            secrets = Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
        }

        static Helm read(Section s) {
            Map<String, Secret> secrets = new LinkedHashMap<>();
            s.textMap("secrets_env")
                    .forEach(
                            (path, variable) -> {
                                String value = s.environment("secrets_env", variable);
                                if (value != null) {
                                    secrets.put(path, s.reading().keep(new Secret(value)));
                                }
                            });
            Map<String, Object> values = s.freeMap("values");
            Map<String, Object> set = s.freeMap("set");
            SecretNames.values(values).forEach(secret -> s.reading().keep(secret));
            SecretNames.values(set).forEach(secret -> s.reading().keep(secret));
            PlainSecrets.problems(values).forEach(problem -> s.problem("values", problem));
            PlainSecrets.problems(set).forEach(problem -> s.problem("set", problem));
            return new Helm(
                    ClusterConfig.read(s),
                    s.text("chart", "charts/vllm-server"),
                    s.text("release_prefix", "test"),
                    s.integer("port", 8000, Bounds.PORT),
                    SecretNames.withoutSecrets(values, secrets),
                    SecretNames.withoutSecrets(set, secrets),
                    secrets,
                    Waits.read(s));
        }
    }

    /**
     * {@code fleet.kubernetes}: a workload scaled through its scale subresource.
     *
     * @param workload kind and name, as {@code deployment/vllm}
     */
    public record Workload(ClusterConfig cluster, String workload, int containerPort, Waits waits) {

        static Workload read(Section s) {
            String workload = s.text("workload");
            if (workload == null) {
                s.missing("workload", "name what is scaled, as deployment/vllm");
            } else if (!workload.matches("[^/\\s]+/[^/\\s]+")) {
                s.problem("workload", "write kind and name, as deployment/vllm");
            }
            return new Workload(
                    ClusterConfig.read(s),
                    workload == null ? "" : workload,
                    s.integer("container_port", 8000, Bounds.PORT),
                    Waits.read(s));
        }
    }

    /**
     * {@code fleet.observe}: pods that somebody else scales.
     *
     * @param selector a label selector
     */
    public record Observed(ClusterConfig cluster, String selector, int port) {

        static Observed read(Section s) {
            return new Observed(
                    ClusterConfig.read(s),
                    s.text("selector", "app=vllm-server"),
                    s.integer("port", 8000, Bounds.PORT));
        }
    }
}
