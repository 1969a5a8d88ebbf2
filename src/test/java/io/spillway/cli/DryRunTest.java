package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.actuate.apiserver.FakeApiServer;
import io.spillway.actuate.apiserver.Kubeconfigs;
import io.spillway.actuate.apiserver.Machinery;
import io.spillway.testing.Ports;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code --dry-run} says everything that would be done, and does none of it. */
class DryRunTest {

    private static final String LOAD =
            """
            server: {model_name: spillway/fixed}
            data:
              type: random
              input_distribution: {type: fixed, mean: 16}
              output_distribution: {type: fixed, mean: 8}
            load: {type: constant, stages: [{rate: 4, duration: 2s}]}
            """;

    @TempDir Path folder;

    private Cli.Ended dryRun(String fleet) throws Exception {
        Path file = Cli.experiment(folder, fleet + LOAD);
        return Cli.run("run", "-c", file.toString(), "--dry-run", "--out", folder + "/results");
    }

    @Test
    void releasesAreShownWithTheirObjectsWithoutACluster() throws Exception {
        Cli.Ended ended =
                dryRun(
                        """
                        fleet:
                          actuator: helm
                          max_replicas: 2
                          helm:
                            namespace: bench
                            kubeconfig: %s
                            chart: %s
                            values: {server: {modelPath: org/model}}
                          replicas: [{}, {gpu_resource: nvidia.com/mig-1g.12gb, port: 8002}]
                        """
                                .formatted(
                                        Kubeconfigs.write(
                                                folder.resolve("nowhere"), nowhere(), "bench"),
                                        Path.of("charts/vllm-server").toAbsolutePath()));

        assertEquals(0, ended.code(), ended::all);
        assertTrue(ended.out().contains("Lease spillway-helm-test in namespace bench"), ended::all);
        assertTrue(ended.out().contains("at once    install release test-1"), ended::all);
        assertTrue(ended.out().contains("when asked install release test-2"), ended::all);
        assertTrue(ended.out().contains("not known  what is there"), ended::all);
        assertTrue(ended.out().contains("nvidia.com/mig-1g.12gb"), ended::all);
        assertEquals(2, ended.out().split("kind: Deployment", -1).length - 1, ended::all);
    }

    @Test
    void theClassicCommandLineHasItToo() throws Exception {
        Path nowhere = Kubeconfigs.write(folder.resolve("nowhere"), nowhere(), "bench");

        Cli.Ended ended =
                Cli.run(
                        "autoscale",
                        "--dry-run",
                        "--model",
                        "org/model",
                        "--base-port",
                        Integer.toString(Ports.free(2)),
                        "--gpu-resource",
                        "nvidia.com/mig-1g.12gb",
                        "--chart-path",
                        Path.of("charts/vllm-server").toAbsolutePath().toString(),
                        "--hf-token",
                        "not-a-real-token",
                        "--fleet.helm.kubeconfig",
                        nowhere.toString(),
                        "--out",
                        folder + "/results");

        assertEquals(0, ended.code(), ended::all);
        assertTrue(ended.out().contains("install release test-2"), ended::all);
        assertTrue(ended.out().contains("nvidia.com/mig-1g.12gb"), ended::all);
        assertFalse(ended.all().contains("not-a-real-token"), ended::all);
        assertFalse(Files.exists(folder.resolve("results")), ended::all);
    }

    /** An API server that is no more. */
    private static FakeApiServer nowhere() throws Exception {
        var server = new FakeApiServer();
        server.close();
        return server;
    }

    @Test
    void aWorkloadIsShownWithWhatIsThereAndNothingIsScaled() throws Exception {
        try (var server = new FakeApiServer();
                var machinery = new Machinery(server, "default")) {
            machinery.deployment("vllm", 4);
            server.forbid("patch pods");
            Path kubeconfig = Kubeconfigs.write(folder.resolve("config"), server, "default");
            String fleet =
                    """
                    fleet:
                      actuator: kubernetes
                      max_replicas: 5
                      kubernetes: {kubeconfig: %s, workload: deployment/vllm, reach: pod-ip}
                    """
                            .formatted(kubeconfig);

            Cli.Ended ended = dryRun(fleet);

            assertEquals(0, ended.code(), ended::all);
            assertTrue(
                    ended.out().contains("now        deployment/vllm asks for 4 replicas"),
                    ended::all);
            assertTrue(
                    ended.out().contains("refused    may not patch pods in namespace default"),
                    ended::all);
            assertEquals(
                    List.of(),
                    machinery.client().leases().inNamespace("default").list().getItems());

            server.forbid("update deployments/scale");

            Cli.Ended impossible = dryRun(fleet);

            assertEquals(ExitCode.FAILED.value(), impossible.code(), impossible::all);
            assertTrue(
                    impossible.out().contains("may not update deployments/scale.apps"),
                    impossible::all);
        }
    }

    @Test
    void processesAreShownWithTheirCommandsAndTheNamesOfTheirVariables() throws Exception {
        Cli.Ended ended =
                dryRun(
                        """
                        fleet:
                          actuator: process
                          max_replicas: 2
                          process:
                            command: serve --port {port} --name {replica}
                            base_port: 8101
                            env: {HF_TOKEN: not-a-real-one}
                        """);

        assertEquals(0, ended.code(), ended::all);
        assertTrue(
                ended.out().contains("start process replica-2: serve --port 8102 --name replica-2"),
                ended::all);
        assertTrue(ended.out().contains("HF_TOKEN"), ended::all);
        assertFalse(ended.all().contains("not-a-real-one"), ended::all);
    }
}
