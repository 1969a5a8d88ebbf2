package io.spillway.actuate.kubernetes;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.LeaseView;

import org.jspecify.annotations.Nullable;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Leases by fabric8's client. */
final class KubernetesLeases implements Cluster.Leases {

    private final KubernetesClient client;
    private final String namespace;

    KubernetesLeases(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    @Override
    public Optional<LeaseView> find(String name) {
        Lease lease =
                Refusals.<@Nullable Lease>translated(
                        "Lease %s cannot be read".formatted(name),
                        () -> client.leases().inNamespace(namespace).withName(name).get());
        return lease == null ? Optional.empty() : Optional.of(view(lease));
    }

    @Override
    public List<LeaseView> list(String selector) {
        return Refusals.translated(
                "Leases cannot be read",
                () ->
                        client
                                .leases()
                                .inNamespace(namespace)
                                .withLabelSelector(selector)
                                .list()
                                .getItems()
                                .stream()
                                .map(KubernetesLeases::view)
                                .toList());
    }

    private static LeaseView view(Lease lease) {
        var meta = lease.getMetadata();
        var spec = lease.getSpec();
        String holder = spec == null ? null : spec.getHolderIdentity();
        Integer duration = spec == null ? null : spec.getLeaseDurationSeconds();
        return new LeaseView(
                meta.getName(),
                meta.getResourceVersion(),
                holder == null ? "" : holder,
                spec == null || spec.getRenewTime() == null
                        ? null
                        : spec.getRenewTime().toInstant(),
                duration == null ? 0 : duration,
                meta.getLabels() == null ? Map.of() : meta.getLabels(),
                meta.getAnnotations() == null ? Map.of() : meta.getAnnotations());
    }

    @Override
    public LeaseView write(LeaseView lease) {
        var renewed = lease.renewed();
        Lease object =
                new LeaseBuilder()
                        .withNewMetadata()
                        .withName(lease.name())
                        .withNamespace(namespace)
                        .withResourceVersion(lease.version())
                        .withLabels(lease.labels())
                        .withAnnotations(lease.annotations())
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity(lease.holder().isEmpty() ? null : lease.holder())
                        .withLeaseDurationSeconds(lease.durationSeconds())
                        .withRenewTime(renewed == null ? null : renewed.atZone(ZoneOffset.UTC))
                        .endSpec()
                        .build();
        String what = "Lease %s cannot be written".formatted(lease.name());
        var resource = client.leases().inNamespace(namespace).resource(object);
        return view(
                Refusals.translated(
                        what,
                        () -> lease.version() == null ? resource.create() : resource.update()));
    }

    @Override
    public void delete(String name) {
        Refusals.translated(
                "Lease %s cannot be deleted".formatted(name),
                () -> {
                    try {
                        return client.leases().inNamespace(namespace).withName(name).delete();
                    } catch (KubernetesClientException refused) {
                        if (refused.getCode() == 404) {
                            return List.of();
                        }
                        throw refused;
                    }
                });
    }
}
