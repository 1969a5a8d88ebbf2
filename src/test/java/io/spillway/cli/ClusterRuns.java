package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.spillway.actuate.apiserver.ApiServer;
import io.spillway.actuate.apiserver.Heard;
import io.spillway.actuate.apiserver.Kubeconfigs;
import io.spillway.actuate.apiserver.Machinery;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Whole runs on a cluster: out and in again under load, and what is left afterwards. */
abstract class ClusterRuns {

    /** Some sixteen requests a second for each server. */
    private static final String TIMING = "ttft=50ms,itl=10ms,slots=4";

    /** A request that is under way when somebody else deletes its pod takes at most so long. */
    private static final Duration LAST_WORK = Duration.ofSeconds(1);

    private static final String LOAD =
            """
            server: {model_name: spillway/fixed}
            api: {type: completion, streaming: true}
            data:
              type: random
              input_distribution: {type: fixed, mean: 16}
              output_distribution: {type: fixed, mean: 20}
            load:
              type: constant
              stages: [{rate: 4, duration: 1s}, {rate: 28, duration: 4s}, {rate: 4, duration: 14s}]
            """;

    /** Nothing waits for long enough that a replica which came last still gets a request. */
    private static final String SCALING =
            """
            scaling:
              policy: {type: queue-threshold, threshold: 1, consecutive: 2}
              check_interval: 250ms
              scale_in: {quiet: 1500ms, cooldown: 500ms, drain_timeout: 20s}
            metrics: {poll_interval: 250ms, poll_timeout: 1s}
            """;

    private static final List<String> DECIDED = List.of("detect", "decide");

    @TempDir Path folder;

    private ApiServer server;
    private String namespace;
    private Machinery machinery;
    private Path kubeconfig;

    /** The API server, and a namespace of its own in it. */
    record Place(ApiServer server, String namespace) {}

    protected abstract Place newPlace() throws Exception;

    protected abstract void leave(ApiServer server);

    @BeforeEach
    final void prepare() throws Exception {
        Place place = newPlace();
        server = place.server;
        namespace = place.namespace;
        machinery = new Machinery(server, namespace);
        machinery.kubelet().timing(TIMING);
        machinery.kubelet().lastWork(LAST_WORK);
        kubeconfig = Kubeconfigs.write(folder.resolve("kubeconfig"), server, namespace);
    }

    @AfterEach
    final void end() {
        machinery.close();
        leave(server);
    }

    private String fleet(String actuator, String section) {
        return """
        fleet:
          actuator: %s
          min_replicas: 1
          max_replicas: 3
          %s:
            kubeconfig: %s
            namespace: %s
        %s
        """
                .formatted(actuator, actuator, kubeconfig, namespace, section.indent(4));
    }

    private String helm() {
        return fleet(
                "helm",
                """
                chart: %s
                port: %d
                reach: pod-ip
                values:
                  gpuResource: nvidia.com/mig-1g.12gb
                  server: {modelPath: spillway/fixed}
                  modelCache: {type: none}
                """
                        .formatted(
                                Path.of("charts/vllm-server").toAbsolutePath(),
                                machinery.kubelet().port()));
    }

    private String workload(String reach) {
        return fleet(
                "kubernetes",
                "workload: deployment/vllm\ncontainer_port: %d\nreach: %s\n"
                        .formatted(machinery.kubelet().port(), reach));
    }

    private Child start(String yaml) throws IOException {
        Path file = Cli.experiment(folder, yaml);
        return Child.start(folder, "run", "-c", file.toString(), "--out", results().toString());
    }

    private Path results() {
        return folder.resolve("results");
    }

    private JsonNode summaryOf(Child child) throws Exception {
        int code = child.awaitExit();
        assertTrue(
                code == ExitCode.OK.value() || code == ExitCode.NOT_VALID.value(),
                () -> "exit code " + code + "\n" + child.all());
        JsonNode summary = Cli.summary(results());
        assertEquals(0, summary.path("requests").path("failed").asLong(), child::all);
        assertEquals(
                summary.path("requests").path("scheduled").asLong(),
                summary.path("requests").path("succeeded").asLong());
        assertEquals(3, summary.path("replicas").path("max").asInt(), child::all);
        return summary;
    }

    /** {@code 1>2}, in order. */
    private static List<String> steps(JsonNode summary) {
        List<String> steps = new ArrayList<>();
        for (JsonNode event : summary.path("scaling").path("events")) {
            steps.add(event.path("from").asInt() + ">" + event.path("to").asInt());
        }
        return steps;
    }

    /** From 1 to 3 and back; a busy machine may well make a detour. */
    private static void goesOutAndIn(JsonNode summary) {
        List<String> steps = steps(summary);
        assertEquals("1>2", steps.getFirst(), steps::toString);
        assertTrue(steps.contains("2>3"), steps::toString);
        assertEquals("2>1", steps.getLast(), steps::toString);
    }

    /** The first replica was nobody's decision. */
    private static void hasEveryPhase(JsonNode summary, List<String> decided) {
        JsonNode waterfalls = summary.path("scaling").path("waterfalls");
        int seen = 0;
        for (JsonNode waterfall : waterfalls) {
            var missing =
                    new TreeSet<>(
                            List.of(
                                    "create",
                                    "schedule",
                                    "pull",
                                    "start",
                                    "init",
                                    "load",
                                    "ready",
                                    "first-routed",
                                    "first-token"));
            if (seen++ > 0) {
                missing.addAll(decided);
            }
            waterfall.path("phases").forEach(p -> missing.remove(p.path("phase").asText()));
            assertEquals(new TreeSet<>(), missing, waterfall::toString);
        }
        assertEquals(3, seen, waterfalls::toString);
    }

    private void nothingIsLeft() throws IOException {
        Heard.await(() -> "left " + objects(), () -> objects().isEmpty());
        Path remembered = folder.resolve("state/spillway/clusters");
        if (Files.exists(remembered)) {
            try (Stream<Path> files = Files.list(remembered)) {
                assertEquals(List.of(), files.toList());
            }
        }
    }

    /** Releases, Leases, and everything else that carries a label of ours. */
    private List<String> objects() {
        var client = machinery.client();
        List<String> names = new ArrayList<>();
        client.secrets()
                .inNamespace(namespace)
                .withLabel("owner", "helm")
                .list()
                .getItems()
                .forEach(it -> names.add("release record " + it.getMetadata().getName()));
        client.leases()
                .inNamespace(namespace)
                .list()
                .getItems()
                .forEach(it -> names.add("Lease " + it.getMetadata().getName()));
        client.apps()
                .deployments()
                .inNamespace(namespace)
                .withLabel("app.kubernetes.io/managed-by", "Helm")
                .list()
                .getItems()
                .forEach(it -> names.add("Deployment " + it.getMetadata().getName()));
        client.pods()
                .inNamespace(namespace)
                .withLabel("app.kubernetes.io/instance")
                .list()
                .getItems()
                .forEach(it -> names.add("Pod " + it.getMetadata().getName()));
        return names;
    }

    private int replicasAskedFor() {
        return machinery
                .client()
                .apps()
                .deployments()
                .inNamespace(namespace)
                .withName("vllm")
                .get()
                .getSpec()
                .getReplicas();
    }

    private void scale(int replicas) {
        machinery
                .client()
                .apps()
                .deployments()
                .inNamespace(namespace)
                .withName("vllm")
                .scale(replicas);
    }

    /** Two replicas under a steady load, and an API server that is away for so long. */
    final void anOutageCostsNoRequest(Duration outage) throws Exception {
        machinery.deployment("vllm", 1);
        long seconds = outage.toSeconds() + 8;
        String load =
                LOAD.replaceFirst(
                        "stages: .*", "stages: [{rate: 6, duration: %ds}]".formatted(seconds));
        String two = "scaling: {policy: {type: static, replicas: 2}, check_interval: 1}\n";
        String steady = workload("pod-ip").replace("min_replicas: 1", "min_replicas: 2");
        try (Child child = start(steady + load + two)) {
            child.awaitLine("stage 0");
            server.setAway(true);
            child.awaitLine("the pods are taken to be as they were last seen");
            Heard.pass(outage.toMillis());
            server.setAway(false);
            child.awaitLine("the cluster answers again");
            int code = child.awaitExit();

            assertTrue(code == 0 || code == ExitCode.NOT_VALID.value(), child::all);
            JsonNode requests = Cli.summary(results()).path("requests");
            assertEquals(0, requests.path("failed").asLong(), child::all);
            assertEquals(6 * seconds, requests.path("succeeded").asLong(), child::all);
        }
        assertEquals(1, replicasAskedFor());
        nothingIsLeft();
    }

    @Test
    void releasesGoOutAndInWithoutAFailedRequest() throws Exception {
        try (Child child = start(helm() + LOAD + SCALING)) {
            JsonNode summary = summaryOf(child);

            goesOutAndIn(summary);
            hasEveryPhase(summary, DECIDED);
        }
        nothingIsLeft();
    }

    @Test
    void aDeploymentGoesOutAndInWithoutAFailedRequest() throws Exception {
        machinery.deployment("vllm", 1);
        try (Child child = start(workload("pod-ip") + LOAD + SCALING)) {
            JsonNode summary = summaryOf(child);

            goesOutAndIn(summary);
            hasEveryPhase(summary, DECIDED);
        }
        assertEquals(1, replicasAskedFor());
        nothingIsLeft();
    }

    @Test
    void aDeploymentIsReachedByPortForwards() throws Exception {
        machinery.deployment("vllm", 1);
        try (Child child = start(workload("port-forward") + LOAD + SCALING)) {
            JsonNode summary = summaryOf(child);

            hasEveryPhase(summary, DECIDED);
            for (JsonNode replica : summary.path("replicas").path("by_replica")) {
                assertTrue(replica.path("endpoint").asText().contains("//127.0.0.1:"), child::all);
            }
        }
        nothingIsLeft();
    }

    @Test
    void aScriptThatScalesIsFollowed() throws Exception {
        machinery.deployment("vllm", 1);
        String observed =
                fleet(
                        "observe",
                        "selector: app=vllm\nport: %d\nreach: pod-ip\n"
                                .formatted(machinery.kubelet().port()));
        try (Child child = start(observed + LOAD)) {
            child.awaitLine("stage 1");
            scale(3);
            child.awaitLine("stage 2");
            scale(1);
            JsonNode summary = summaryOf(child);

            hasEveryPhase(summary, List.of());
            assertEquals("observed", summary.path("scaling").path("policy").asText());
            List<String> steps = steps(summary);
            assertTrue(steps.stream().anyMatch(step -> step.endsWith(">3")), steps::toString);
            assertTrue(steps.getLast().endsWith(">1"), steps::toString);
        }
        assertEquals(1, replicasAskedFor());
        nothingIsLeft();
    }
}
