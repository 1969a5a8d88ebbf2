package io.spillway.actuate.kubernetes;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.ClusterException;
import io.spillway.actuate.cluster.ClusterException.Kind;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A cluster by fabric8's client. Each call is one request with a deadline of its own, and is not
 * retried: those who call know better when to try again.
 */
public final class KubernetesCluster implements Cluster {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
    private static final Path SERVICE_ACCOUNT_TOKEN =
            Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

    private final KubernetesClient client;
    private final String namespace;
    private final boolean inside;
    private final KubernetesPods pods;
    private final KubernetesNodes nodes;
    private final KubernetesWorkloads workloads;
    private final KubernetesLeases leases;
    private final KubernetesReleases releases;

    private KubernetesCluster(KubernetesClient client, String namespace, boolean inside) {
        this.client = client;
        this.namespace = namespace;
        this.inside = inside;
        this.pods = new KubernetesPods(client, namespace);
        this.nodes = new KubernetesNodes(client);
        this.workloads = new KubernetesWorkloads(client, namespace);
        this.leases = new KubernetesLeases(client, namespace);
        this.releases = new KubernetesReleases(client, namespace);
    }

    /**
     * Reads the credentials; nothing is sent yet.
     *
     * @throws ClusterException when there are none, or not those that were asked for
     */
    public static KubernetesCluster open(ClusterAccess access) {
        return open(Credentials.of(access), access.namespace());
    }

    /** The same, with a configuration of the client's own. */
    static KubernetesCluster open(Config base, @Nullable String namespaceOverride) {
        Config config =
                new ConfigBuilder(base)
                        .withConnectionTimeout((int) CONNECT_TIMEOUT.toMillis())
                        .withRequestTimeout((int) REQUEST_TIMEOUT.toMillis())
                        .withRequestRetryBackoffLimit(0)
                        .withWatchReconnectLimit(0)
                        .withOnlyHttpWatches(true)
                        .build();
        String namespace = namespaceOverride != null ? namespaceOverride : config.getNamespace();
        return new KubernetesCluster(
                new KubernetesClientBuilder().withConfig(config).build(),
                namespace == null ? "default" : namespace,
                isInside(config));
    }

    /** In a pod, and the cluster that is talked to is the one the pod runs in. */
    private static boolean isInside(Config config) {
        String host = System.getenv("KUBERNETES_SERVICE_HOST");
        return host != null
                && Files.exists(SERVICE_ACCOUNT_TOKEN)
                && config.getMasterUrl() != null
                && config.getMasterUrl().contains(host);
    }

    /** The context that was chosen; null for none, as in a pod. */
    public @Nullable String context() {
        return Credentials.currentContext(client.getConfiguration());
    }

    @Override
    public String address() {
        return client.getConfiguration().getMasterUrl();
    }

    @Override
    public String namespace() {
        return namespace;
    }

    @Override
    public boolean isInside() {
        return inside;
    }

    @Override
    public Pods pods() {
        return pods;
    }

    @Override
    public Nodes nodes() {
        return nodes;
    }

    @Override
    public Workloads workloads() {
        return workloads;
    }

    @Override
    public Leases leases() {
        return leases;
    }

    @Override
    public Releases releases() {
        return releases;
    }

    @Override
    public boolean hasNamespace() {
        try {
            return Refusals.translated(
                    "namespace %s cannot be read".formatted(namespace),
                    () -> client.namespaces().withName(namespace).get() != null);
        } catch (ClusterException refused) {
            if (refused.kind() == Kind.FORBIDDEN) {
                // Most may not look, and those who may act in it know that it is there.
                return true;
            }
            throw refused;
        }
    }

    @Override
    public boolean may(Permission permission) {
        int slash = permission.resource().indexOf('/');
        String resource =
                slash < 0 ? permission.resource() : permission.resource().substring(0, slash);
        String subresource = slash < 0 ? "" : permission.resource().substring(slash + 1);
        SelfSubjectAccessReview review =
                new SelfSubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withNewResourceAttributes()
                        .withVerb(permission.verb())
                        .withGroup(permission.group())
                        .withResource(resource)
                        .withSubresource(subresource)
                        .withName(permission.object())
                        .withNamespace(permission.namespaced() ? namespace : null)
                        .endResourceAttributes()
                        .endSpec()
                        .build();
        SelfSubjectAccessReview answer =
                Refusals.translated(
                        "permissions cannot be asked for",
                        () -> client.authorization().v1().selfSubjectAccessReview().create(review));
        return answer.getStatus() != null && Boolean.TRUE.equals(answer.getStatus().getAllowed());
    }

    @Override
    public String kubeconfig() {
        try {
            return KubeconfigText.of(client.getConfiguration(), namespace, inside);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the kubeconfig cannot be read", unreadable);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
