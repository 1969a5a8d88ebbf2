package io.spillway.actuate.apiserver;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.spillway.actuate.cluster.Ownership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What runs beside an API server: a controller that keeps Deployments at their replicas, a garbage
 * collector, and a {@link Kubelet}. One thread; looks every few milliseconds.
 */
public final class Machinery implements AutoCloseable {

    public static final String NODE = "node-a";

    private static final long LOOK_MILLIS = 40;
    private static final Duration CLEAR_LIMIT = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final String namespace;
    private final Kubelet kubelet;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean ignoresDeletionCost;
    private volatile boolean paused;
    private final boolean hasControllers;
    private int serial;

    public Machinery(ApiServer server, String namespace) {
        this.client = new KubernetesClientBuilder().withConfig(server.config(namespace)).build();
        this.namespace = namespace;
        this.hasControllers = server.hasControllers();
        this.kubelet = new Kubelet(client, namespace, server.node());
        node(server.kubeletPort());
        this.thread = Thread.ofPlatform().name("test-machinery").daemon().start(this::run);
    }

    public KubernetesClient client() {
        return client;
    }

    public Kubelet kubelet() {
        return kubelet;
    }

    /** Whether the pod of a replica is ready, as the cluster sees it. */
    public boolean isReady(String replica) {
        return client
                .pods()
                .inNamespace(namespace)
                .withLabel(Ownership.REPLICA, replica)
                .list()
                .getItems()
                .stream()
                .anyMatch(Kubelet::isReady);
    }

    /** How many pods of the namespace are ready. */
    public long readyPods() {
        return client.pods().inNamespace(namespace).list().getItems().stream()
                .filter(Kubelet::isReady)
                .count();
    }

    /** Takes the oldest pod when it has to shrink, as some workloads do. */
    public void ignoreDeletionCost() {
        ignoresDeletionCost = true;
    }

    /** Nothing is made, started or removed meanwhile. */
    public void pause(boolean value) {
        paused = value;
    }

    private void node(int kubeletPort) {
        if (client.nodes().withName(NODE).get() != null) {
            return;
        }
        var capacity =
                Map.of(
                        "cpu", new Quantity("64"),
                        "memory", new Quantity("256Gi"),
                        "pods", new Quantity("110"),
                        "nvidia.com/mig-1g.12gb", new Quantity("4"));
        var node =
                new NodeBuilder()
                        .withNewMetadata()
                        .withName(NODE)
                        .addToLabels("nvidia.com/gpu.product", "NVIDIA-H100-NVL")
                        .addToLabels("nvidia.com/mig-1g.12gb.multiprocessors", "16")
                        .addToLabels("nvidia.com/mig-1g.12gb.memory", "11264")
                        .endMetadata()
                        .build();
        var created = client.nodes().resource(node).create();
        var status =
                new NodeBuilder(created)
                        .withNewStatus()
                        .withCapacity(capacity)
                        .withAllocatable(capacity)
                        .addNewAddress("127.0.0.1", "InternalIP")
                        .withNewDaemonEndpoints()
                        .withNewKubeletEndpoint(kubeletPort)
                        .endDaemonEndpoints()
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build();
        client.nodes().resource(status).updateStatus();
    }

    /** A Deployment of servers on one slice each, which are chosen by {@code app=<name>}. */
    public void deployment(String name, int replicas) {
        client.apps()
                .deployments()
                .inNamespace(namespace)
                .resource(
                        new DeploymentBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .withNamespace(namespace)
                                .endMetadata()
                                .withNewSpec()
                                .withReplicas(replicas)
                                .withNewSelector()
                                .addToMatchLabels("app", name)
                                .endSelector()
                                .withNewTemplate()
                                .withNewMetadata()
                                .addToLabels("app", name)
                                .endMetadata()
                                .withNewSpec()
                                .addNewContainer()
                                .withName("vllm")
                                .withImage("vllm:1")
                                .withNewResources()
                                .addToLimits("nvidia.com/mig-1g.12gb", new Quantity("1"))
                                .addToRequests("nvidia.com/mig-1g.12gb", new Quantity("1"))
                                .endResources()
                                .endContainer()
                                .endSpec()
                                .endTemplate()
                                .endSpec()
                                .build())
                .create();
    }

    private void run() {
        try {
            while (!stop.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    if (!paused) {
                        look();
                    }
                } catch (KubernetesClientException conflictOrAway) {
                    // The next look sees how it is.
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        List<Pod> pods = client.pods().inNamespace(namespace).list().getItems();
        if (!hasControllers) {
            control(pods);
        }
        kubelet.keepOnly(
                pods.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet()));
        pods.forEach(kubelet::look);
    }

    private void control(List<Pod> pods) {
        List<Deployment> deployments =
                client.apps().deployments().inNamespace(namespace).list().getItems();
        for (Deployment deployment : deployments) {
            reconcile(deployment, pods);
        }
        pods.forEach(pod -> collect(pod, deployments));
    }

    private static boolean ownedBy(Pod pod, Deployment deployment) {
        return pod.getMetadata().getOwnerReferences().stream()
                .anyMatch(o -> o.getUid().equals(deployment.getMetadata().getUid()));
    }

    private void collect(Pod pod, List<Deployment> deployments) {
        var owners = pod.getMetadata().getOwnerReferences();
        boolean orphan = !owners.isEmpty() && deployments.stream().noneMatch(d -> ownedBy(pod, d));
        if (orphan && pod.getMetadata().getDeletionTimestamp() == null) {
            client.pods().inNamespace(namespace).withName(pod.getMetadata().getName()).delete();
        }
    }

    private void reconcile(Deployment deployment, List<Pod> pods) {
        List<Pod> active = new ArrayList<>();
        for (Pod pod : pods) {
            boolean ended = pod.getStatus() != null && "Failed".equals(pod.getStatus().getPhase());
            if (ownedBy(pod, deployment)
                    && pod.getMetadata().getDeletionTimestamp() == null
                    && !ended) {
                active.add(pod);
            }
        }
        Integer spec = deployment.getSpec().getReplicas();
        int wanted = spec == null ? 1 : spec;
        for (int i = active.size(); i < wanted; i++) {
            create(deployment);
        }
        active.sort(removalOrder());
        for (int i = 0; i < active.size() - wanted; i++) {
            client.pods()
                    .inNamespace(namespace)
                    .withName(active.get(i).getMetadata().getName())
                    .delete();
        }
        Integer told = deployment.getStatus() == null ? null : deployment.getStatus().getReplicas();
        if ((told == null ? 0 : told) != active.size()) {
            deployment.setStatus(
                    new io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder()
                            .withReplicas(active.size())
                            .build());
            client.apps().deployments().resource(deployment).updateStatus();
        }
    }

    /** Not ready first, then by deletion cost, then the newest. */
    private Comparator<Pod> removalOrder() {
        Comparator<Pod> age = Comparator.comparing(p -> p.getMetadata().getName());
        if (ignoresDeletionCost) {
            return age;
        }
        return Comparator.comparing(Kubelet::isReady)
                .thenComparing(Machinery::cost)
                .thenComparing(age.reversed());
    }

    private static int cost(Pod pod) {
        var annotations = pod.getMetadata().getAnnotations();
        String cost =
                annotations == null
                        ? null
                        : annotations.get("controller.kubernetes.io/pod-deletion-cost");
        return cost == null ? 0 : Integer.parseInt(cost);
    }

    private void create(Deployment deployment) {
        var template = deployment.getSpec().getTemplate();
        String name = "%s-%05d".formatted(deployment.getMetadata().getName(), ++serial);
        Pod pod =
                new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .withLabels(template.getMetadata().getLabels())
                        .withOwnerReferences(
                                new OwnerReferenceBuilder()
                                        .withApiVersion("apps/v1")
                                        .withKind("Deployment")
                                        .withName(deployment.getMetadata().getName())
                                        .withUid(deployment.getMetadata().getUid())
                                        .withController(true)
                                        .build())
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .build();
        try {
            client.pods().inNamespace(namespace).resource(pod).create();
        } catch (KubernetesClientException refused) {
            String message =
                    "Error creating: "
                            + (refused.getStatus() == null
                                    ? refused.getMessage()
                                    : refused.getStatus().getMessage());
            event("Deployment", deployment.getMetadata().getName(), "FailedCreate", message);
        }
    }

    private void event(String kind, String object, String reason, String message) {
        String now = Objects.now();
        client.v1()
                .events()
                .inNamespace(namespace)
                .resource(
                        new EventBuilder()
                                .withNewMetadata()
                                .withName("event-%s-%d".formatted(object, ++serial))
                                .withNamespace(namespace)
                                .endMetadata()
                                .withNewInvolvedObject()
                                .withKind(kind)
                                .withName(object)
                                .withNamespace(namespace)
                                .endInvolvedObject()
                                .withReason(reason)
                                .withMessage(message)
                                .withType("Warning")
                                .withFirstTimestamp(now)
                                .withLastTimestamp(now)
                                .build())
                .create();
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(5_000);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
        kubelet.close();
        clear();
        client.close();
    }

    /** On a server that goes on, what is left here would count against the node's devices. */
    private void clear() {
        try {
            clear(client, namespace);
        } catch (KubernetesClientException away) {
            // Then nothing is left either.
        }
    }

    /**
     * Removes the workloads of a namespace and their pods, until none comes any more: a controller
     * may make some anew before it sees that what they belong to is gone.
     */
    public static void clear(KubernetesClient client, String namespace) {
        var apps = client.apps();
        long deadline = System.nanoTime() + CLEAR_LIMIT.toNanos();
        do {
            removeAll(apps.deployments().inNamespace(namespace));
            removeAll(apps.statefulSets().inNamespace(namespace));
            removeAll(apps.replicaSets().inNamespace(namespace));
            var pods = client.pods().inNamespace(namespace);
            pods.list().getItems().forEach(it -> pods.resource(it).withGracePeriod(0).delete());
            if (pods.list().getItems().isEmpty()
                    && apps.replicaSets().inNamespace(namespace).list().getItems().isEmpty()) {
                return;
            }
            Heard.pass(LOOK_MILLIS);
        } while (System.nanoTime() < deadline);
    }

    private static <T extends HasMetadata, L extends KubernetesResourceList<T>> void removeAll(
            NonNamespaceOperation<T, L, ? extends Resource<T>> all) {
        all.list().getItems().forEach(it -> all.resource(it).delete());
    }
}
