package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.spillway.actuate.apiserver.FakeApiServer;
import io.spillway.actuate.apiserver.Heard;
import io.spillway.actuate.apiserver.Kubeconfigs;
import io.spillway.actuate.apiserver.Kubelet;
import io.spillway.actuate.apiserver.Machinery;
import io.spillway.testing.Waits;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What a cluster's troubles do to the traffic of a run, and what a person reads of them. */
@Waits
class ClusterTroubleRunTest {

    private static final String AWAY = "the pods are taken to be as they were last seen";

    /** Much longer than a controller's Lease lasts here, and than a watch waits to begin anew. */
    private static final Duration OUTAGE = Duration.ofSeconds(5);

    @TempDir Path folder;

    private FakeApiServer server;
    private Machinery machinery;
    private Path kubeconfig;

    @BeforeEach
    void prepare() throws Exception {
        server = new FakeApiServer();
        machinery = new Machinery(server, "default");
        machinery.deployment("vllm", 1);
        kubeconfig = Kubeconfigs.write(folder.resolve("kubeconfig"), server, "default");
    }

    @AfterEach
    void end() {
        machinery.close();
        server.close();
    }

    private String experiment(String reach, int seconds, String policy) {
        return """
        server: {model_name: spillway/fixed}
        fleet:
          actuator: kubernetes
          min_replicas: 2
          max_replicas: 3
          kubernetes:
            kubeconfig: %s
            workload: deployment/vllm
            container_port: %d
            reach: %s
            lease: 2s
        data:
          type: random
          input_distribution: {type: fixed, mean: 16}
          output_distribution: {type: fixed, mean: 20}
        load: {type: constant, stages: [{rate: 6, duration: %ds}]}
        scaling:
          policy: %s
          check_interval: 1
        """
                .formatted(kubeconfig, machinery.kubelet().port(), reach, seconds, policy);
    }

    private static final String STILL = "{type: static, replicas: 2}";

    private Child start(String yaml, String... more) throws IOException {
        Path file = Cli.experiment(folder, yaml);
        var arguments =
                new java.util.ArrayList<>(
                        List.of("run", "-c", file.toString(), "--out", results().toString()));
        arguments.addAll(List.of(more));
        return Child.start(folder, arguments.toArray(String[]::new));
    }

    private Path results() {
        return folder.resolve("results");
    }

    private String events() throws IOException {
        return Files.readString(results().resolve("events.jsonl"));
    }

    private JsonNode requestsOf(Child child) throws Exception {
        int code = child.awaitExit();
        assertTrue(code == 0 || code == ExitCode.NOT_VALID.value(), child::all);
        return Cli.summary(results()).path("requests");
    }

    private int replicasAskedFor() {
        return machinery
                .client()
                .apps()
                .deployments()
                .inNamespace("default")
                .withName("vllm")
                .get()
                .getSpec()
                .getReplicas();
    }

    @Test
    void anApiServerThatIsAwayForLongerThanALeaseCostsNoRequest() throws Exception {
        try (Child child = start(experiment("pod-ip", 8, STILL))) {
            child.awaitLine("stage 0");
            server.setAway(true);
            child.awaitLine(AWAY);
            Heard.pass(OUTAGE.toMillis());
            server.setAway(false);
            child.awaitLine("the cluster answers again");

            JsonNode requests = requestsOf(child);
            assertEquals(0, requests.path("failed").asInt(), child::all);
            assertEquals(48, requests.path("succeeded").asInt(), child::all);
            assertTrue(events().contains(AWAY), this::toString);
        }
        assertEquals(1, replicasAskedFor());
        assertEquals(
                List.of(), machinery.client().leases().inNamespace("default").list().getItems());
    }

    @Test
    void aPortForwardThatIsCutCostsOnlyWhatWasUnderWay() throws Exception {
        machinery.kubelet().timing("ttft=20ms,itl=20ms");
        try (Child child = start(experiment("port-forward", 5, STILL))) {
            child.awaitLine("stage 0");
            Heard.await(() -> "no port-forward is used", () -> server.node().cutForwards() > 0);

            JsonNode requests = requestsOf(child);
            // Six a second that take 0.4 s: some two to four are under way at any moment.
            assertTrue(requests.path("failed").asInt() <= 6, child::all);
            assertTrue(requests.path("succeeded").asInt() >= 24, child::all);
        }
        assertEquals(1, replicasAskedFor());
    }

    @Test
    void aMetricsEndpointThatHangsStopsDecisionsButNoRequest() throws Exception {
        machinery.kubelet().next(Kubelet.Fate.RUNS);
        machinery.kubelet().next(Kubelet.Fate.HIDES_METRICS);
        String policy = "{type: queue-threshold, threshold: 1, consecutive: 2}";
        try (Child child = start(experiment("pod-ip", 6, policy))) {
            JsonNode requests = requestsOf(child);

            assertEquals(0, requests.path("failed").asInt(), child::all);
            assertEquals(36, requests.path("succeeded").asInt(), child::all);
            assertTrue(Cli.summary(results()).path("scaling").path("events").isEmpty(), child::all);
        }
        assertEquals(1, replicasAskedFor());
    }

    @Test
    void aMissingPermissionIsNamedBeforeAnythingIsDone() throws Exception {
        server.forbid("update deployments/scale");
        server.forbid("list events");
        try (Child child = start(experiment("pod-ip", 10, STILL))) {
            assertEquals(ExitCode.FAILED.value(), child.awaitExit(), child::all);
            assertTrue(
                    child.all()
                            .contains(
                                    "may not update deployments/scale.apps in namespace default: sets the number of replicas"),
                    child::all);
        }
        assertEquals(1, replicasAskedFor());
        assertEquals(
                List.of(), machinery.client().leases().inNamespace("default").list().getItems());
    }

    /** What is read where a setting leads to no cluster, or not to the one that is meant. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--fleet.kubernetes.context other | has no context other; it has test",
                "--fleet.kubernetes.namespace nowhere | has no namespace nowhere",
                "--fleet.kubernetes.workload deployment/other | deployment/other of namespace default cannot be read: not found",
                "--fleet.kubernetes.workload pod/vllm | pod is not a kind known here; write plural.group",
            })
    void aSettingThatLeadsNowhereIsNamedBeforeAnythingIsDone(String setting, String problem)
            throws Exception {
        String[] keyAndValue = setting.split(" ");
        try (Child child = start(experiment("pod-ip", 10, STILL), keyAndValue[0], keyAndValue[1])) {
            assertEquals(ExitCode.USAGE.value(), child.awaitExit(), child::all);
            assertTrue(child.all().contains(problem), child::all);
        }
        assertEquals(1, replicasAskedFor());
    }

    @Test
    void aClusterThatRefusesConnectionsIsNamedByItsAddress() throws Exception {
        server.setAway(true);
        String address = machinery.client().getMasterUrl().toString();
        try (Child child = start(experiment("pod-ip", 10, STILL))) {
            assertEquals(ExitCode.FAILED.value(), child.awaitExit(), child::all);
            assertTrue(
                    child.all().contains("the cluster at %s does not answer".formatted(address)),
                    child::all);
            assertFalse(Files.exists(results()), "a run that never began leaves no folder");
        } finally {
            server.setAway(false);
        }
    }

    @Test
    void anAutoscalerThatWouldFightEndsTheRunBeforeAnythingIsDone() throws Exception {
        machinery
                .client()
                .autoscaling()
                .v2()
                .horizontalPodAutoscalers()
                .inNamespace("default")
                .resource(
                        new HorizontalPodAutoscalerBuilder()
                                .withNewMetadata()
                                .withName("by-queue")
                                .endMetadata()
                                .withNewSpec()
                                .withMaxReplicas(3)
                                .withNewScaleTargetRef("apps/v1", "Deployment", "vllm")
                                .endSpec()
                                .build())
                .create();
        try (Child child = start(experiment("pod-ip", 10, STILL))) {
            assertEquals(ExitCode.FAILED.value(), child.awaitExit(), child::all);
            assertTrue(
                    child.all()
                            .contains("its replicas are set by HorizontalPodAutoscaler by-queue"),
                    child::all);
        }
        assertEquals(1, replicasAskedFor());
    }

    @Test
    void aSecondControllerIsToldOfTheFirst() throws Exception {
        try (Child first = start(experiment("pod-ip", 300, STILL), "--run-id", "first")) {
            first.awaitLine("stage 0");
            Path other = Files.createDirectories(folder.resolve("other"));
            Path file = Cli.experiment(other, experiment("pod-ip", 5, STILL));
            try (Child second =
                    Child.start(other, "run", "-c", file.toString(), "--out", "results")) {
                assertEquals(ExitCode.FAILED.value(), second.awaitExit(), second::all);
                assertTrue(
                        second.all().contains("the controller of run first acts on this fleet"),
                        second::all);
            }
            assertEquals(2, replicasAskedFor());
            first.signal("INT");
            assertEquals(ExitCode.INTERRUPTED.value(), first.awaitExit(), first::all);
        }
        assertEquals(1, replicasAskedFor());
    }

    @Test
    void whatAKilledControllerLeftIsCleanedUp() throws Exception {
        try (Child child = start(experiment("pod-ip", 300, STILL), "--run-id", "killed")) {
            child.awaitLine("stage 0");
            child.signal("KILL");
            child.awaitExit();
        }
        assertEquals(2, replicasAskedFor());
        // Whatever the current context is by then.
        String place =
                Files.readString(folder.resolve("state/spillway/clusters/killed.properties"));
        assertTrue(place.contains("context=test"), place);
        assertTrue(
                cleanup()
                        .contains(
                                "namespace default: give deployment/vllm its 1 replicas back (run killed"));
        assertTrue(cleanup("--run", "killed").contains("done: give deployment/vllm"));

        assertEquals(1, replicasAskedFor());
        assertTrue(cleanup().contains("Nothing is left behind"));
        assertEquals(
                List.of(), machinery.client().leases().inNamespace("default").list().getItems());
    }

    private String cleanup(String... more) {
        var arguments = new java.util.ArrayList<>(List.of("cleanup"));
        arguments.addAll(List.of(more));
        try (Child cleanup = Child.start(folder, arguments.toArray(String[]::new))) {
            assertEquals(ExitCode.OK.value(), cleanup.awaitExit(), cleanup::all);
            return cleanup.out();
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
