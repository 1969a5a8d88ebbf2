package io.spillway.charts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.spillway.actuate.apiserver.FakeApiServer;
import io.spillway.actuate.apiserver.Kubeconfigs;
import io.spillway.sim.http.EngineSpec;
import io.spillway.sim.http.FixedTiming;
import io.spillway.sim.http.LookAlikeServer;
import io.spillway.sim.http.SimulateSettings;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.zip.GZIPInputStream;

/** {@code helm test} of a server: its health, and the models it serves. */
class ServerTestPodTest {

    private static final String URL = "http://test-1-vllm-server:8001";

    @TempDir Path folder;

    private FakeApiServer server;
    private KubernetesClient client;

    @BeforeEach
    void serve() throws Exception {
        server = new FakeApiServer();
        client = new KubernetesClientBuilder().withConfig(server.config("default")).build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    /** The test's pod, as Helm's own record of the release has it: rendering leaves hooks out. */
    private JsonNode pod(String... more) throws Exception {
        InstallCommand command =
                new Helm(Chart.VLLM_SERVER)
                        .install()
                        .withName("test-1")
                        .withNamespace("default")
                        .withKubeConfigContents(
                                Files.readString(
                                        Kubeconfigs.write(
                                                folder.resolve("kubeconfig"), server, "default")))
                        .disableOpenApiValidation()
                        .set("server.modelPath", "m")
                        .set("server.port", 8001);
        for (String assignment : more) {
            String[] pair = assignment.split("=", 2);
            command.set(pair[0], pair[1]);
        }
        command.call();
        String record =
                client.secrets()
                        .inNamespace("default")
                        .withName("sh.helm.release.v1.test-1.v1")
                        .get()
                        .getData()
                        .get("release");
        byte[] packed = Base64.getDecoder().decode(Base64.getDecoder().decode(record));
        try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            JsonNode release = new JsonMapper().readTree(unpacked);
            return Rendered.parse(release.at("/hooks/0/manifest").asText()).only("Pod");
        }
    }

    private static String command(JsonNode pod) {
        return pod.at("/spec/containers/0/args/0").asText();
    }

    @Test
    void asksTheServiceForHealthAndModels() throws Exception {
        JsonNode pod = pod();

        assertEquals("test", pod.at("/metadata/annotations/helm.sh~1hook").asText());
        assertEquals(
                "before-hook-creation,hook-succeeded",
                pod.at("/metadata/annotations/helm.sh~1hook-delete-policy").asText());
        assertEquals("Never", pod.at("/spec/restartPolicy").asText());
        assertEquals(
                8001,
                client.services()
                        .inNamespace("default")
                        .withName("test-1-vllm-server")
                        .get()
                        .getSpec()
                        .getPorts()
                        .getFirst()
                        .getPort());
        assertTrue(command(pod).contains(URL + "/health"), command(pod));
        assertTrue(command(pod).contains(URL + "/v1/models"), command(pod));
    }

    @Test
    void theKeyComesFromItsSecret() throws Exception {
        JsonNode variable = pod("server.apiKey.existingSecret=keys").at("/spec/containers/0/env/0");

        assertEquals("VLLM_API_KEY", variable.path("name").asText());
        assertEquals("keys", variable.at("/valueFrom/secretKeyRef/name").asText());
    }

    @Test
    void passesOnAServerAndFailsWithoutOne() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/wget")), "no wget, which the image has");
        String command = command(pod());
        var engine = new EngineSpec.Fixed(FixedTiming.parse("ttft=10ms,itl=2ms"), 8192);
        int port;
        try (var lookAlike = LookAlikeServer.start(SimulateSettings.of(0, engine))) {
            lookAlike.ready().toCompletableFuture().join();
            port = lookAlike.address().getPort();

            Script.Ended passed = run(command, port);

            assertEquals(0, passed.code(), passed.output());
            assertTrue(passed.output().contains("\"object\""), passed.output());
        }
        assertNotEquals(0, run(command, port).code());
    }

    private Script.Ended run(String command, int port) throws IOException, InterruptedException {
        Path script =
                Files.writeString(
                        folder.resolve("test.sh"),
                        command.replace(URL, "http://127.0.0.1:" + port));
        return new Script(script, folder).run();
    }
}
