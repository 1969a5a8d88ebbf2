package io.spillway.actuate.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.spillway.actuate.cluster.Cluster;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Helm's release records: Secrets with the labels {@code owner=helm} and {@code name}. */
final class KubernetesReleases implements Cluster.Releases {

    private final KubernetesClient client;
    private final String namespace;
    private final ObjectMapper json = new ObjectMapper();

    KubernetesReleases(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    @Override
    public List<Cluster.ReleaseView> all() {
        var releases = new TreeMap<String, Cluster.ReleaseView>();
        for (Secret secret : records("owner=helm")) {
            Map<String, String> labels = secret.getMetadata().getLabels();
            String name = labels.get("name");
            if (name != null) {
                releases.put(name, new Cluster.ReleaseView(name, new TreeMap<>(labels)));
            }
        }
        return List.copyOf(releases.values());
    }

    private List<Secret> records(String selector) {
        return Refusals.translated(
                "Helm's release records cannot be read",
                () ->
                        client.secrets()
                                .inNamespace(namespace)
                                .withLabelSelector(selector)
                                .list()
                                .getItems());
    }

    @Override
    public void label(String release, Map<String, String> labels) {
        for (Secret secret : records("owner=helm,name=" + release)) {
            Refusals.translated(
                    "the record of release %s cannot be labelled".formatted(release),
                    () ->
                            client.secrets()
                                    .inNamespace(namespace)
                                    .withName(secret.getMetadata().getName())
                                    .patch(
                                            PatchContext.of(PatchType.JSON_MERGE),
                                            json.writeValueAsString(
                                                    Map.of("metadata", Map.of("labels", labels)))));
        }
    }
}
