package io.spillway.actuate.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.spillway.actuate.cluster.PodView;
import io.spillway.actuate.cluster.PodView.ContainerView;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Pods as the API has them, as plain values. */
final class PodParser {

    private PodParser() {}

    static PodView parse(Pod pod) {
        PodSpec spec = pod.getSpec();
        PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        var meta = pod.getMetadata();
        Instant created = instant(meta.getCreationTimestamp());
        var times =
                new PodView.Times(
                        created == null ? Instant.EPOCH : created,
                        since(status, "PodScheduled"),
                        since(status, "Ready"),
                        instant(meta.getDeletionTimestamp()));
        var place =
                new PodView.Place(
                        spec.getNodeName(),
                        status.getPodIP(),
                        status.getHostIP(),
                        Boolean.TRUE.equals(spec.getHostNetwork()));
        return new PodView(
                meta.getName(),
                meta.getUid() == null ? meta.getName() : meta.getUid(),
                plain(meta.getLabels()),
                plain(meta.getAnnotations()),
                requests(spec),
                owner(meta.getOwnerReferences()),
                times,
                place,
                status.getPhase() == null ? "Unknown" : status.getPhase(),
                status.getReason(),
                status.getMessage(),
                unschedulable(status),
                containers(spec, status));
    }

    private static Map<String, String> plain(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : new TreeMap<>(map);
    }

    private static String owner(List<OwnerReference> owners) {
        for (OwnerReference owner : owners) {
            if (Boolean.TRUE.equals(owner.getController())) {
                return owner.getKind() + "/" + owner.getName();
            }
        }
        return "";
    }

    /** Since when the condition is true; null when it is not. */
    private static @Nullable Instant since(PodStatus status, String type) {
        for (PodCondition condition : status.getConditions()) {
            if (type.equals(condition.getType()) && "True".equals(condition.getStatus())) {
                return instant(condition.getLastTransitionTime());
            }
        }
        return null;
    }

    private static @Nullable String unschedulable(PodStatus status) {
        for (PodCondition condition : status.getConditions()) {
            if ("PodScheduled".equals(condition.getType())
                    && "False".equals(condition.getStatus())
                    && "Unschedulable".equals(condition.getReason())) {
                return condition.getMessage() == null ? "Unschedulable" : condition.getMessage();
            }
        }
        return null;
    }

    /** What the scheduler counts: all containers together, or the largest init container. */
    static Map<String, Double> requests(PodSpec spec) {
        var sum = new TreeMap<String, Double>();
        for (Container container : spec.getContainers()) {
            requests(container.getResources())
                    .forEach((name, amount) -> sum.merge(name, amount, Double::sum));
        }
        for (Container container : spec.getInitContainers()) {
            requests(container.getResources())
                    .forEach((name, amount) -> sum.merge(name, amount, Math::max));
        }
        return sum;
    }

    private static Map<String, Double> requests(@Nullable ResourceRequirements resources) {
        var requests = new LinkedHashMap<String, Double>();
        if (resources == null) {
            return requests;
        }
        if (resources.getLimits() != null) {
            requests.putAll(amounts(resources.getLimits()));
        }
        if (resources.getRequests() != null) {
            requests.putAll(amounts(resources.getRequests()));
        }
        return requests;
    }

    static Map<String, Double> amounts(@Nullable Map<String, Quantity> quantities) {
        var amounts = new TreeMap<String, Double>();
        if (quantities != null) {
            quantities.forEach(
                    (name, quantity) ->
                            amounts.put(name, quantity.getNumericalAmount().doubleValue()));
        }
        return amounts;
    }

    private static List<ContainerView> containers(PodSpec spec, PodStatus status) {
        List<ContainerView> views = new ArrayList<>();
        for (Container container : spec.getInitContainers()) {
            views.add(view(container, true, status.getInitContainerStatuses()));
        }
        for (Container container : spec.getContainers()) {
            views.add(view(container, false, status.getContainerStatuses()));
        }
        return views;
    }

    private static ContainerView view(
            Container container, boolean init, List<ContainerStatus> statuses) {
        ContainerStatus status = null;
        for (ContainerStatus candidate : statuses) {
            if (container.getName().equals(candidate.getName())) {
                status = candidate;
            }
        }
        ContainerState state = status == null ? null : status.getState();
        ContainerState last = status == null ? null : status.getLastState();
        var running = state == null ? null : state.getRunning();
        return new ContainerView(
                container.getName(),
                init,
                container.getImage() == null ? "" : container.getImage(),
                status == null || status.getRestartCount() == null ? 0 : status.getRestartCount(),
                running == null ? null : instant(running.getStartedAt()),
                waiting(state),
                ended(state),
                ended(last),
                hostPorts(container),
                memoryLimit(container));
    }

    private static PodView.@Nullable Waiting waiting(@Nullable ContainerState state) {
        if (state == null || state.getWaiting() == null) {
            return null;
        }
        String reason = state.getWaiting().getReason();
        return new PodView.Waiting(
                reason == null ? "Waiting" : reason, state.getWaiting().getMessage());
    }

    private static PodView.@Nullable Ended ended(@Nullable ContainerState state) {
        if (state == null || state.getTerminated() == null) {
            return null;
        }
        var end = state.getTerminated();
        Instant at = instant(end.getFinishedAt());
        return new PodView.Ended(
                end.getExitCode() == null ? -1 : end.getExitCode(),
                end.getReason() == null ? "ended" : end.getReason(),
                end.getMessage(),
                at == null ? Instant.EPOCH : at);
    }

    private static Map<Integer, Integer> hostPorts(Container container) {
        var ports = new TreeMap<Integer, Integer>();
        for (ContainerPort port : container.getPorts()) {
            if (port.getHostPort() != null && port.getContainerPort() != null) {
                ports.put(port.getContainerPort(), port.getHostPort());
            }
        }
        return ports;
    }

    private static String memoryLimit(Container container) {
        var resources = container.getResources();
        if (resources == null || resources.getLimits() == null) {
            return "";
        }
        Quantity limit = resources.getLimits().get("memory");
        return limit == null ? "" : limit.toString();
    }

    /** A time as the API writes it; null for none. */
    static @Nullable Instant instant(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException unreadable) {
            return null;
        }
    }
}
