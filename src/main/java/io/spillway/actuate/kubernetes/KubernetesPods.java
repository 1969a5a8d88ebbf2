package io.spillway.actuate.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.ClusterException;
import io.spillway.actuate.cluster.EventView;
import io.spillway.actuate.log.LogLine;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Pods by fabric8's client. */
final class KubernetesPods implements Cluster.Pods {

    private final KubernetesClient client;
    private final String namespace;
    private final ObjectMapper json = new ObjectMapper();

    KubernetesPods(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    @Override
    public AutoCloseable follow(String selector, Cluster.Feed feed) {
        return new PodWatch(client, namespace, selector, feed);
    }

    @Override
    public void mark(
            String pod,
            Map<String, @Nullable String> labels,
            Map<String, @Nullable String> annotations) {
        var metadata = new TreeMap<String, Object>();
        metadata.put("labels", labels);
        metadata.put("annotations", annotations);
        Refusals.translated(
                "pod %s cannot be labelled".formatted(pod),
                () ->
                        client.pods()
                                .inNamespace(namespace)
                                .withName(pod)
                                .patch(
                                        PatchContext.of(PatchType.JSON_MERGE),
                                        written(Map.of("metadata", metadata))));
    }

    private String written(Object document) throws JsonProcessingException {
        return json.writeValueAsString(document);
    }

    @Override
    public void delete(String pod, Duration grace) {
        Refusals.translated(
                "pod %s cannot be deleted".formatted(pod),
                () ->
                        client.pods()
                                .inNamespace(namespace)
                                .withName(pod)
                                .withGracePeriod(Math.max(1, grace.toSeconds()))
                                .delete());
    }

    @Override
    public List<EventView> events(String kind, String name) {
        return Refusals.translated(
                "events of %s %s cannot be read".formatted(kind, name),
                () ->
                        views(
                                client.v1()
                                        .events()
                                        .inNamespace(namespace)
                                        .withField("involvedObject.name", name)
                                        .withField("involvedObject.kind", kind)
                                        .list()
                                        .getItems()));
    }

    @Override
    public List<EventView> eventsWithReason(String reason) {
        return Refusals.translated(
                "events cannot be read",
                () ->
                        views(
                                client.v1()
                                        .events()
                                        .inNamespace(namespace)
                                        .withField("reason", reason)
                                        .list()
                                        .getItems()));
    }

    private static List<EventView> views(List<Event> events) {
        List<EventView> views = new ArrayList<>();
        for (Event event : events) {
            var object = event.getInvolvedObject();
            Instant micro =
                    event.getEventTime() == null
                            ? null
                            : PodParser.instant(event.getEventTime().getTime());
            Instant first = PodParser.instant(event.getFirstTimestamp());
            Instant last = PodParser.instant(event.getLastTimestamp());
            Instant known = micro != null ? micro : last != null ? last : first;
            if (known != null) {
                views.add(
                        new EventView(
                                object.getKind() + "/" + object.getName(),
                                event.getReason() == null ? "" : event.getReason(),
                                event.getMessage() == null ? "" : event.getMessage(),
                                first == null ? known : first,
                                last == null ? known : last));
            }
        }
        views.sort(Comparator.comparing(EventView::last));
        return views;
    }

    @Override
    public List<LogLine> log(String pod, String container, int lines, boolean previous) {
        // The client's own call waits for the pod to be ready, which a start is not for long.
        String path =
                "/api/v1/namespaces/%s/pods/%s/log?container=%s&timestamps=true&tailLines=%d&previous=%b"
                        .formatted(namespace, pod, container, lines, previous);
        String text =
                Refusals.<@Nullable String>translated(
                        "the log of pod %s cannot be read".formatted(pod), () -> client.raw(path));
        return text == null ? List.of() : parsed(text);
    }

    /** Each line begins with its time and a blank. */
    static List<LogLine> parsed(String text) {
        List<LogLine> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            int blank = line.indexOf(' ');
            Instant at = PodParser.instant(blank < 0 ? line : line.substring(0, blank));
            if (at != null) {
                lines.add(new LogLine(at, blank < 0 ? "" : line.substring(blank + 1)));
            }
        }
        return lines;
    }

    @Override
    public Optional<Integer> nodePort(String selector, int port) {
        List<Service> services =
                Refusals.translated(
                        "services cannot be read",
                        () ->
                                client.services()
                                        .inNamespace(namespace)
                                        .withLabelSelector(selector)
                                        .list()
                                        .getItems());
        Integer only = null;
        int count = 0;
        for (Service service : services) {
            for (ServicePort candidate : service.getSpec().getPorts()) {
                if (candidate.getNodePort() == null || candidate.getNodePort() == 0) {
                    continue;
                }
                var target = candidate.getTargetPort();
                if (Integer.valueOf(port).equals(candidate.getPort())
                        || (target != null && Integer.valueOf(port).equals(target.getIntVal()))) {
                    return Optional.of(candidate.getNodePort());
                }
                only = candidate.getNodePort();
                count++;
            }
        }
        return count == 1 ? Optional.ofNullable(only) : Optional.empty();
    }

    @Override
    public Cluster.Forward forward(String pod, int port, int localPort) {
        LocalPortForward opened =
                Refusals.translated(
                        "no port-forward to pod %s".formatted(pod),
                        () ->
                                client.pods()
                                        .inNamespace(namespace)
                                        .withName(pod)
                                        .portForward(
                                                port, InetAddress.getLoopbackAddress(), localPort));
        if (opened == null) {
            throw new ClusterException(ClusterException.Kind.OTHER, "no port-forward to " + pod);
        }
        return new Cluster.Forward() {
            @Override
            public int localPort() {
                return opened.getLocalPort();
            }

            @Override
            public boolean isAlive() {
                return opened.isAlive();
            }

            @Override
            public void close() {
                try {
                    opened.close();
                } catch (java.io.IOException alreadyBroken) {
                    // It is of no use any more either way.
                }
            }
        };
    }
}
