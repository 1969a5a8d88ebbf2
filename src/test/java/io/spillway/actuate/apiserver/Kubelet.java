package io.spillway.actuate.apiserver;

import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.spillway.sim.StartupModel;
import io.spillway.sim.http.EngineSpec;
import io.spillway.sim.http.FixedTiming;
import io.spillway.sim.http.LookAlikeServer;
import io.spillway.sim.http.SimulateSettings;
import io.spillway.testing.Ports;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Schedules pods and runs each as a look-alike server on a loopback address of its own. On the
 * thread of its {@link Machinery}, except for the orders given to it.
 */
public final class Kubelet implements AutoCloseable {

    /** What becomes of the next pod. */
    public enum Fate {
        RUNS,
        RUNS_SLOWLY,
        /** It serves, but never answers for its metrics. */
        HIDES_METRICS,
        NO_IMAGE,
        NO_NODE,
        CRASHES,
        OUT_OF_MEMORY
    }

    private static final Duration SLOW = Duration.ofSeconds(1);

    private final KubernetesClient client;
    private final String namespace;
    private final NodePods node;
    private final int port = Ports.free(1);
    private volatile String timing = "ttft=10ms,itl=2ms";
    private volatile Duration lastWork = Duration.ofMillis(100);
    private final Deque<Fate> fates = new ArrayDeque<>();
    private final Map<String, Life> lives = new LinkedHashMap<>();
    private final Map<String, String> orders = new LinkedHashMap<>();
    private int serial;

    /** A pod on the node. */
    private static final class Life {
        private final Fate fate;
        private final String address;
        private @Nullable LookAlikeServer server;
        private @Nullable Front front;
        private int restarts;
        private boolean told;
        private boolean readyTold;
        private long endsNanos;

        Life(Fate fate, String address) {
            this.fate = fate;
            this.address = address;
        }
    }

    Kubelet(KubernetesClient client, String namespace, NodePods node) {
        this.client = client;
        this.namespace = namespace;
        this.node = node;
    }

    /** The port every server listens on. */
    public int port() {
        return port;
    }

    /** How servers answer that start from here on, as the look-alike's fixed times. */
    public void timing(String fixed) {
        timing = fixed;
    }

    /**
     * A server that is told to end goes on for so long, if it may, and ends what it has begun; a
     * tenth of a second at first.
     */
    public void lastWork(Duration limit) {
        lastWork = limit;
    }

    /** Orders the fate of the next pod. */
    public synchronized void next(Fate fate) {
        fates.add(fate);
    }

    /** Lets the server of a pod crash; it is started anew. */
    public synchronized void crash(String pod) {
        orders.put(pod, "crash");
    }

    /** Evicts a pod. */
    public synchronized void evict(String pod) {
        orders.put(pod, "evict");
    }

    synchronized void look(Pod pod) {
        String name = pod.getMetadata().getName();
        String uid = pod.getMetadata().getUid();
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            end(pod, uid);
            return;
        }
        Life life = lives.get(uid);
        if (life == null) {
            Fate fate = fates.isEmpty() ? Fate.RUNS : fates.poll();
            life = new Life(fate, "127.0.%d.%d".formatted(1 + serial / 250, 1 + serial++ % 250));
            lives.put(uid, life);
        }
        String order = orders.remove(name);
        if (order != null) {
            obey(pod, life, order);
        } else if (!life.told) {
            begin(pod, life);
        } else if (!life.readyTold && life.server != null && isServing(life)) {
            life.readyTold = true;
            node.write(namespace, name, "init engine (profile, create kv cache) took 1.50 seconds");
            status(pod, life, "Running", running(life, pod).withReady(true).build(), true);
        }
    }

    private void end(Pod pod, String uid) {
        Life life = lives.get(uid);
        if (life != null && life.endsNanos == 0) {
            Long grace = pod.getMetadata().getDeletionGracePeriodSeconds();
            long allowed = TimeUnit.SECONDS.toNanos(grace == null ? 0 : grace);
            life.endsNanos = System.nanoTime() + Math.min(allowed, lastWork.toNanos());
        }
        if (life != null && System.nanoTime() < life.endsNanos) {
            return;
        }
        end(uid);
        node.ends(namespace, pod.getMetadata().getName());
        client.pods()
                .inNamespace(namespace)
                .withName(pod.getMetadata().getName())
                .withGracePeriod(0)
                .delete();
    }

    private void end(String uid) {
        Life life = lives.remove(uid);
        if (life != null) {
            stop(life);
        }
    }

    private static void stop(Life life) {
        if (life.front != null) {
            life.front.close();
            life.front = null;
        }
        if (life.server != null) {
            life.server.close();
            life.server = null;
        }
    }

    /** Ends the servers of pods that are no more. */
    synchronized void keepOnly(Set<String> uids) {
        for (String uid : List.copyOf(lives.keySet())) {
            if (!uids.contains(uid)) {
                end(uid);
            }
        }
    }

    private void obey(Pod pod, Life life, String order) {
        stop(life);
        if (order.equals("evict")) {
            pod.setStatus(
                    new PodStatusBuilder(pod.getStatus())
                            .withPhase("Failed")
                            .withReason("Evicted")
                            .withMessage("The node was low on resource: memory.")
                            .withConditions()
                            .build());
            report(pod);
            return;
        }
        life.restarts++;
        life.readyTold = false;
        serve(life, pod.getMetadata().getName());
        status(pod, life, "Running", running(life, pod).withReady(false).build(), false);
    }

    private void begin(Pod pod, Life life) {
        String name = pod.getMetadata().getName();
        if (life.fate == Fate.NO_NODE) {
            life.told = true;
            pod.setStatus(
                    new PodStatusBuilder()
                            .withPhase("Pending")
                            .addToConditions(
                                    new PodConditionBuilder()
                                            .withType("PodScheduled")
                                            .withStatus("False")
                                            .withReason("Unschedulable")
                                            .withMessage(
                                                    "0/1 nodes are available: 1 Insufficient nvidia.com/mig-1g.12gb.")
                                            .build())
                            .build());
            report(pod);
            return;
        }
        if (pod.getSpec().getNodeName() == null) {
            bind(name);
            return;
        }
        life.told = true;
        event(name, "Pulling", "Pulling image \"" + image(pod) + "\"");
        if (life.fate == Fate.NO_IMAGE) {
            status(
                    pod,
                    life,
                    "Pending",
                    waiting(pod, "ImagePullBackOff", "not found").build(),
                    false);
            return;
        }
        event(name, "Pulled", "Successfully pulled image \"" + image(pod) + "\" in 1.2s");
        if (life.fate == Fate.CRASHES || life.fate == Fate.OUT_OF_MEMORY) {
            boolean memory = life.fate == Fate.OUT_OF_MEMORY;
            var status =
                    waiting(pod, "CrashLoopBackOff", "back-off 10s restarting failed container")
                            .withRestartCount(1)
                            .withLastState(
                                    new ContainerStateBuilder()
                                            .withNewTerminated()
                                            .withExitCode(memory ? 137 : 1)
                                            .withReason(memory ? "OOMKilled" : "Error")
                                            .withStartedAt(Objects.now())
                                            .withFinishedAt(Objects.now())
                                            .endTerminated()
                                            .build());
            status(pod, life, "Running", status.build(), false);
            return;
        }
        serve(life, pod.getMetadata().getName());
        status(pod, life, "Running", running(life, pod).withReady(false).build(), false);
    }

    private void bind(String name) {
        var binding =
                new BindingBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewTarget()
                        .withKind("Node")
                        .withName(Machinery.NODE)
                        .endTarget()
                        .build();
        client.raw(
                "/api/v1/namespaces/%s/pods/%s/binding".formatted(namespace, name),
                "POST",
                binding);
    }

    private static String image(Pod pod) {
        return pod.getSpec().getContainers().getFirst().getImage();
    }

    private void serve(Life life, String pod) {
        var engine = new EngineSpec.Fixed(FixedTiming.parse(timing), 8192);
        var startup =
                StartupModel.fixed(life.fate == Fate.RUNS_SLOWLY ? SLOW : Duration.ofMillis(100));
        boolean hides = life.fate == Fate.HIDES_METRICS;
        try {
            life.server =
                    LookAlikeServer.start(
                            SimulateSettings.of(hides ? 0 : port, engine)
                                    .withHost(life.address)
                                    .withStartup(startup));
            if (hides) {
                life.front = hidingMetrics(life.address, life.server.address());
            }
            node.runs(namespace, pod, life.address);
            node.write(namespace, pod, "Starting to load model look-alike");
            node.write(namespace, pod, "Loading weights took 0.75 seconds");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Front hidingMetrics(String address, InetSocketAddress behind) throws IOException {
        var listener = new ServerSocket(port, 50, InetAddress.getByName(address));
        return new Front(
                listener,
                socket -> {
                    Head head = Head.read(socket.getInputStream());
                    if (head == null || head.path().equals("/metrics")) {
                        // Read until the client gives up.
                        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                        return;
                    }
                    try (var server = new Socket(behind.getAddress(), behind.getPort())) {
                        server.getOutputStream().write(head.bytes());
                        Front.splice(socket, server);
                    }
                });
    }

    private static boolean isServing(Life life) {
        return life.server != null && life.server.ready().toCompletableFuture().isDone();
    }

    static boolean isReady(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
    }

    private static ContainerStatusBuilder base(Pod pod) {
        return new ContainerStatusBuilder()
                .withName(pod.getSpec().getContainers().getFirst().getName())
                .withImage(image(pod))
                .withImageID("")
                .withReady(false)
                .withRestartCount(0);
    }

    private static ContainerStatusBuilder waiting(Pod pod, String reason, String message) {
        return base(pod)
                .withState(
                        new ContainerStateBuilder()
                                .withNewWaiting()
                                .withReason(reason)
                                .withMessage(message)
                                .endWaiting()
                                .build());
    }

    private static ContainerStatusBuilder running(Life life, Pod pod) {
        var builder =
                base(pod)
                        .withRestartCount(life.restarts)
                        .withState(
                                new ContainerStateBuilder()
                                        .withNewRunning()
                                        .withStartedAt(Objects.now())
                                        .endRunning()
                                        .build());
        if (life.restarts > 0) {
            builder.withLastState(
                    new ContainerStateBuilder()
                            .withNewTerminated()
                            .withExitCode(1)
                            .withReason("Error")
                            .withStartedAt(Objects.now())
                            .withFinishedAt(Objects.now())
                            .endTerminated()
                            .build());
        }
        return builder;
    }

    private void status(
            Pod pod, Life life, String phase, ContainerStatus container, boolean ready) {
        String now = Objects.now();
        pod.setStatus(
                new PodStatusBuilder()
                        .withPhase(phase)
                        .withPodIP(life.address)
                        .withHostIP(life.address)
                        .withContainerStatuses(container)
                        .addToConditions(
                                new PodConditionBuilder()
                                        .withType("PodScheduled")
                                        .withStatus("True")
                                        .withLastTransitionTime(now)
                                        .build())
                        .addToConditions(
                                new PodConditionBuilder()
                                        .withType("Ready")
                                        .withStatus(ready ? "True" : "False")
                                        .withLastTransitionTime(now)
                                        .build())
                        .build());
        report(pod);
    }

    /** As a patch, for a whole pod would take back the labels that others have put on it. */
    private void report(Pod pod) {
        String status =
                client.getKubernetesSerialization().asJson(Map.of("status", pod.getStatus()));
        client.pods()
                .inNamespace(namespace)
                .withName(pod.getMetadata().getName())
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), status);
    }

    private void event(String pod, String reason, String message) {
        String now = Objects.now();
        client.v1()
                .events()
                .inNamespace(namespace)
                .resource(
                        new EventBuilder()
                                .withNewMetadata()
                                .withName(
                                        "%s.%s.%d"
                                                .formatted(
                                                        pod,
                                                        reason.toLowerCase(java.util.Locale.ROOT),
                                                        ++serial))
                                .withNamespace(namespace)
                                .endMetadata()
                                .withNewInvolvedObject()
                                .withKind("Pod")
                                .withName(pod)
                                .withNamespace(namespace)
                                .endInvolvedObject()
                                .withReason(reason)
                                .withMessage(message)
                                .withType("Normal")
                                .withFirstTimestamp(now)
                                .withLastTimestamp(now)
                                .build())
                .create();
    }

    @Override
    public synchronized void close() {
        lives.values().forEach(Kubelet::stop);
        lives.clear();
    }
}
