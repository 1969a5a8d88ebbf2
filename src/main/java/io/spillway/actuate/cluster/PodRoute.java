package io.spillway.actuate.cluster;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.RunEvent;
import io.spillway.time.Cancellable;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * The way to one pod. A port-forward that dies is made anew, on the same local port if it can be
 * had. Confined to the actuator's loop.
 */
final class PodRoute {

    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);
    private static final String LOOPBACK = "127.0.0.1";

    private final PodFollower follower;
    private final PodStory story;
    private boolean opening;
    private boolean closed;
    private boolean failing;
    private Cluster.@Nullable Forward forward;
    private @Nullable Cancellable check;
    private @Nullable Endpoint endpoint;

    PodRoute(PodFollower follower, PodStory story) {
        this.follower = follower;
        this.story = story;
    }

    /** Finds the way, the first time the pod has an address. */
    void open(PodView pod) {
        if (opening || closed) {
            return;
        }
        int port = port();
        switch (follower.settings().reach().in(follower.tools().cluster())) {
            case AUTO -> throw new IllegalStateException("not resolved");
            case POD_IP -> direct(pod, pod.place().podAddress(), port);
            case HOST_PORT -> hostPort(pod, port);
            case NODE_PORT -> nodePort(pod, port);
            case PORT_FORWARD -> {
                opening = true;
                forward(pod, 0);
            }
        }
    }

    private int port() {
        Integer override = story.spec().overrides().port();
        return override == null ? follower.settings().port() : override;
    }

    private void direct(PodView pod, @Nullable String host, int port) {
        if (host != null) {
            opening = true;
            addressed(pod, host, port);
        }
    }

    private void hostPort(PodView pod, int port) {
        PodView.ContainerView main = pod.main();
        Integer mapped = main == null ? null : main.hostPorts().get(port);
        if (mapped == null && !pod.place().hostNetwork()) {
            story.doom(
                    "pod %s has no hostPort for port %d; set one, or choose another way to reach it"
                            .formatted(pod.name(), port));
            return;
        }
        direct(pod, pod.place().nodeAddress(), mapped == null ? port : mapped);
    }

    private void nodePort(PodView pod, int port) {
        String host = pod.place().nodeAddress();
        String instance = pod.labels().get("app.kubernetes.io/instance");
        if (host == null) {
            return;
        }
        opening = true;
        var pods = follower.tools().cluster().pods();
        String selector = "app.kubernetes.io/instance=" + instance;
        follower.tools()
                .work()
                .call(
                        "service-" + story.id(),
                        () -> pods.nodePort(selector, port),
                        found -> {
                            if (closed) {
                                return;
                            }
                            found.ifPresentOrElse(
                                    nodePort -> addressed(pod, host, nodePort),
                                    () ->
                                            story.doom(
                                                    "no Service with %s has a nodePort for port %d"
                                                            .formatted(selector, port)));
                        },
                        refused -> story.doom("its Service cannot be read: " + refused.text()));
    }

    private void forward(PodView pod, int localPort) {
        var pods = follower.tools().cluster().pods();
        int port = port();
        follower.tools()
                .work()
                .call(
                        "forward-" + story.id(),
                        () -> pods.forward(pod.name(), port, localPort),
                        opened -> forwarded(pod, opened),
                        refused -> forwardFailed(pod, localPort, refused));
    }

    private void forwarded(PodView pod, Cluster.Forward opened) {
        if (closed) {
            opened.close();
            return;
        }
        forward = opened;
        if (failing) {
            failing = false;
            follower.tools()
                    .context()
                    .note(
                            RunEvent.Level.INFO,
                            "the port-forward to %s works again".formatted(story.id()));
        }
        addressed(pod, LOOPBACK, opened.localPort());
        check = follower.tools().work().after(CHECK_INTERVAL, () -> check(pod, opened));
    }

    private void forwardFailed(PodView pod, int localPort, ClusterException refused) {
        if (closed) {
            return;
        }
        if (!failing) {
            failing = true;
            follower.tools()
                    .context()
                    .note(
                            RunEvent.Level.WARN,
                            "no port-forward to %s: %s".formatted(story.id(), refused.text()));
        }
        // Whoever took the port in between keeps it: the next try takes any other.
        int next = refused.kind() == ClusterException.Kind.AWAY ? localPort : 0;
        check = follower.tools().work().after(CHECK_INTERVAL, () -> forward(pod, next));
    }

    private void check(PodView pod, Cluster.Forward current) {
        if (closed) {
            return;
        }
        if (current.isAlive()) {
            check = follower.tools().work().after(CHECK_INTERVAL, () -> check(pod, current));
            return;
        }
        follower.tools()
                .context()
                .note(
                        RunEvent.Level.WARN,
                        "the port-forward to %s died; it is made anew".formatted(story.id()));
        int localPort = current.localPort();
        current.close();
        forward = null;
        forward(pod, localPort);
    }

    private void addressed(PodView pod, String host, int port) {
        String literal = host.contains(":") ? "[" + host + "]" : host;
        Endpoint found = Endpoint.http(story.id(), literal, port);
        if (found.equals(endpoint)) {
            return;
        }
        endpoint = found;
        ClusterContext context = follower.tools().context();
        Double weight = story.spec().overrides().weight();
        double prior = weight == null ? follower.prior(pod) : weight;
        context.events()
                .on(new FleetEvent.Addressed(story.id(), context.time().nanos(), found, prior));
    }

    void close() {
        closed = true;
        if (check != null) {
            check.cancel();
        }
        Cluster.Forward current = forward;
        if (current != null) {
            Thread.ofVirtual().name("spillway-forward-close").start(current::close);
        }
    }
}
