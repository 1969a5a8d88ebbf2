package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.spillway.actuate.apiserver.FakeApiServer;
import io.spillway.actuate.apiserver.Kubeconfigs;
import io.spillway.actuate.apiserver.Machinery;
import io.spillway.testing.Ports;
import io.spillway.testing.Waits;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A token that is given by any route is where it has to be, and nowhere else. */
@Waits
class TokenLeakTest {

    private static final String TOKEN = "hf-not-a-real-token";
    private static final String ENCODED =
            Base64.getEncoder().encodeToString(TOKEN.getBytes(StandardCharsets.UTF_8));

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

    private FakeApiServer server;
    private Machinery machinery;
    private final List<String> seen = new ArrayList<>();

    @BeforeEach
    void prepare() throws Exception {
        server = new FakeApiServer();
        machinery = new Machinery(server, "default");
    }

    @AfterEach
    void end() {
        machinery.close();
        server.close();
    }

    /** Runs it to its end, and looks around meanwhile. */
    private void run(Map<String, String> environment, String... arguments) throws Exception {
        try (Child child = Child.start(folder, environment, arguments)) {
            child.await("a replica", () -> look(child.pid()));
            int code = child.awaitExit();
            assertTrue(code == 0 || code == ExitCode.NOT_VALID.value(), child::all);
            seen.add(child.all());
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (!name.equals("experiment.yml") && !name.equals("token")) {
                    seen.add(name + ": " + Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        for (String text : seen) {
            assertFalse(text.contains(TOKEN), () -> excerpt(text, TOKEN));
            assertFalse(text.contains(ENCODED), () -> excerpt(text, ENCODED));
        }
        assertTrue(seen.size() > 8, seen::toString);
    }

    private static String excerpt(String text, String what) {
        int at = text.indexOf(what);
        return text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 100));
    }

    /** Command lines of its children, and every object but Secrets; true when there are any. */
    private boolean look(long pid) {
        List<String> found = new ArrayList<>();
        ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .forEach(process -> found.add(Child.commandLine(process)));
        var client = machinery.client();
        List<HasMetadata> objects = new ArrayList<>();
        objects.addAll(client.pods().inNamespace("default").list().getItems());
        objects.addAll(client.apps().deployments().inNamespace("default").list().getItems());
        objects.addAll(client.services().inNamespace("default").list().getItems());
        objects.addAll(client.configMaps().inNamespace("default").list().getItems());
        objects.addAll(client.leases().inNamespace("default").list().getItems());
        objects.addAll(client.v1().events().inNamespace("default").list().getItems());
        var serialization = client.getKubernetesSerialization();
        objects.forEach(object -> found.add(serialization.asJson(object)));
        seen.addAll(found);
        return found.stream().anyMatch(text -> text.contains("spillway"));
    }

    private String helm(String token) throws IOException {
        Path kubeconfig = Kubeconfigs.write(folder.resolve("kubeconfig"), server, "default");
        return """
        fleet:
          actuator: helm
          max_replicas: 1
          helm:
            kubeconfig: %s
            chart: %s
            port: %d
            reach: pod-ip
            values:
              gpuResource: ""
              server: {modelPath: spillway/fixed}
              modelCache: {type: none}
        %s
        """
                        .formatted(
                                kubeconfig,
                                Path.of("charts/vllm-server").toAbsolutePath(),
                                machinery.kubelet().port(),
                                token.indent(4))
                + LOAD;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "secrets_env: {secret.hfApiToken: HF_TOKEN}",
                "set: {secret.hfApiToken: hf-not-a-real-token}"
            })
    void aTokenOfAReleaseIsInItsSecretOnly(String route) throws Exception {
        Path file = Cli.experiment(folder, helm(route));

        run(
                Map.of("HF_TOKEN", TOKEN),
                "run",
                "-c",
                file.toString(),
                "--out",
                "results",
                "--log-level",
                "debug");
    }

    @Test
    void aTokenAmongTheValuesIsInItsSecretOnly() throws Exception {
        String yaml =
                helm("").replace(
                                "modelCache:",
                                "secret: {hfApiToken: " + TOKEN + "}\n      modelCache:");
        Path file = Cli.experiment(folder, yaml);

        run(Map.of(), "run", "-c", file.toString(), "--out", "results", "--log-level", "debug");
    }

    @Test
    void aTokenOfASingleReplicaIsInItsSecretOnly() throws Exception {
        String yaml =
                helm("").replace(
                                "  max_replicas: 1\n",
                                "  max_replicas: 1\n  replicas: [{values: {secret: {hfApiToken: %s}}}]\n"
                                        .formatted(TOKEN));
        Path file = Cli.experiment(folder, yaml);
        Cli.Ended dry = Cli.run("run", "-c", file.toString(), "--dry-run");
        assertTrue(dry.out().contains("kind: Secret"), dry::all);
        assertFalse(dry.all().contains(TOKEN), dry::all);
        assertFalse(dry.all().contains(ENCODED), dry::all);

        run(Map.of(), "run", "-c", file.toString(), "--out", "results", "--log-level", "debug");
    }

    /** Where it would stand in the pod's description it is not taken at all. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "extraEnv: [{name: HF_TOKEN, value: hf-not-a-real-token}]",
                "sidecars: [{name: a, args: [--hf-token, hf-not-a-real-token]}]"
            })
    void aTokenInAListIsRefusedBeforeAnythingIsDone(String list) throws Exception {
        String yaml = helm("").replace("modelCache:", list + "\n      modelCache:");
        Path file = Cli.experiment(folder, yaml);

        Cli.Ended ended =
                Cli.run(
                        "run",
                        "-c",
                        file.toString(),
                        "--out",
                        folder.resolve("results").toString());

        assertEquals(ExitCode.USAGE.value(), ended.code(), ended::all);
        assertTrue(ended.err().contains("is a secret in plain text"), ended::all);
        assertFalse(ended.all().contains(TOKEN), ended::all);
        assertFalse(Files.exists(folder.resolve("results")), ended::all);
        assertEquals(
                List.of(),
                server.requests().stream().filter(it -> it.startsWith("POST /apis/apps")).toList());
    }

    @Test
    void aDryRunShowsTheSecretWithoutTheToken() throws Exception {
        Path file = Cli.experiment(folder, helm("set: {secret.hfApiToken: " + TOKEN + "}"));

        Cli.Ended ended = Cli.run("run", "-c", file.toString(), "--dry-run");

        assertEquals(0, ended.code(), ended::all);
        assertTrue(ended.out().contains("kind: Secret"), ended::all);
        assertTrue(ended.out().contains("hfApiToken: ***"), ended::all);
        assertFalse(ended.all().contains(TOKEN), ended::all);
        assertFalse(ended.all().contains(ENCODED), ended::all);
    }

    private String lookAlike() {
        return String.join(" ", Child.command())
                + " simulate --port {port} --model spillway/fixed --fixed ttft=10ms,itl=2ms";
    }

    @Test
    void aTokenOfAProcessIsInItsEnvironmentOnly() throws Exception {
        Path file =
                Cli.experiment(
                        folder,
                        """
                        fleet:
                          actuator: process
                          max_replicas: 1
                          process: {command: "%s", base_port: %d, env: {HF_TOKEN: %s}}
                        """
                                        .formatted(lookAlike(), Ports.free(1), TOKEN)
                                + LOAD);

        run(Map.of(), "run", "-c", file.toString(), "--out", "results", "--log-level", "debug");
    }

    @ParameterizedTest
    @CsvSource({"--hf-token", "--hf-token-file", "HF_TOKEN"})
    void aTokenOfTheClassicCommandIsInTheEnvironmentOfReplicasOnly(String route) throws Exception {
        Path file = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "autoscale",
                                "--model",
                                "spillway/fixed",
                                "--num-prompts",
                                "8",
                                "--random-input-len",
                                "16",
                                "--random-output-len",
                                "8",
                                "--base-port",
                                Integer.toString(Ports.free(2)),
                                "--start-command",
                                lookAlike(),
                                "--out",
                                "results",
                                "--log-level",
                                "debug"));
        switch (route) {
            case "--hf-token" -> arguments.addAll(List.of(route, TOKEN));
            case "--hf-token-file" -> arguments.addAll(List.of(route, file.toString()));
            default -> {}
        }

        run(
                route.equals("HF_TOKEN") ? Map.of(route, TOKEN) : Map.of(),
                arguments.toArray(String[]::new));
    }
}
