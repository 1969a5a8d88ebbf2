package io.spillway.charts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** The autoscaling guide's command for a replica. */
class ServerAcceptanceTest {

    private static final String TOKEN = "hf_not-a-real-token";
    private static final String MODEL =
            "/home/user/.cache/huggingface/hub/models--meta-llama--Llama-3.2-3B-Instruct";

    private static Chart guide(String release, int port) {
        return Chart.server(release)
                .set(
                        "nodeName=gpu-node-1",
                        "gpuResource=nvidia.com/mig-1g.12gb",
                        "secret.hfApiToken=" + TOKEN,
                        "server.modelPath=" + MODEL,
                        "server.port=" + port,
                        "server.service.port=" + port,
                        "server.service.targetPort=" + port);
    }

    @ParameterizedTest
    @CsvSource({"test-1, 8001", "test-2, 8002"})
    void theGuidesCommandGivesAReplicaOnItsPort(String release, int port) {
        Rendered rendered = guide(release, port).render();
        JsonNode container = rendered.container();

        assertEquals(
                release + "-vllm-server",
                rendered.only("Deployment").at("/metadata/name").asText());
        assertEquals(
                "vllm-server",
                rendered.only("Deployment").at("/spec/template/metadata/labels/app").asText());
        assertEquals(port, container.at("/ports/0/containerPort").asInt());
        assertEquals("http", container.at("/ports/0/name").asText());
        List<String> args = Rendered.texts(container.path("args"));
        assertEquals(Integer.toString(port), args.get(args.indexOf("--port") + 1));
        JsonNode servicePort = rendered.only("Service").at("/spec/ports/0");
        assertEquals(port, servicePort.path("port").asInt());
        assertEquals("http", servicePort.path("targetPort").asText());
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            assertEquals("http", container.path(probe).at("/httpGet/port").asText());
        }
    }

    @Test
    void theMigSliceIsTheOnlyAccelerator() {
        JsonNode resources = guide("test-2", 8002).render().container().path("resources");

        for (String kind : List.of("requests", "limits")) {
            List<String> accelerators =
                    resources
                            .path(kind)
                            .propertyStream()
                            .filter(entry -> entry.getKey().contains("nvidia.com"))
                            .map(entry -> entry.getKey() + "=" + entry.getValue())
                            .toList();
            assertEquals(List.of("nvidia.com/mig-1g.12gb=1"), accelerators);
        }
    }

    @Test
    void theTokenIsInTheSecretAndNowhereElse() {
        Rendered rendered = guide("test-2", 8002).render();
        String encoded = Base64.getEncoder().encodeToString(TOKEN.getBytes(StandardCharsets.UTF_8));

        JsonNode secret = rendered.only("Secret");
        assertEquals(encoded, secret.at("/data/hfApiToken").asText());
        for (JsonNode object : rendered.objects()) {
            if (object != secret) {
                assertFalse(object.toString().contains(TOKEN), object::toString);
                assertFalse(object.toString().contains(encoded), object::toString);
            }
        }
        for (String name : List.of("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")) {
            JsonNode reference =
                    Rendered.env(rendered.container()).get(name).at("/valueFrom/secretKeyRef");
            assertEquals(secret.at("/metadata/name").asText(), reference.path("name").asText());
        }
    }

    @Test
    void thePodWaitsForItsNodeInsteadOfDyingOnIt() {
        JsonNode spec = guide("test-2", 8002).render().podSpec();

        assertFalse(spec.has("nodeName"));
        JsonNode match =
                spec.at(
                        "/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms/0/matchFields/0");
        assertEquals("metadata.name", match.path("key").asText());
        assertEquals(List.of("gpu-node-1"), Rendered.texts(match.path("values")));
        assertEquals(
                "gpu-node-1",
                guide("test-2", 8002)
                        .set("nodeNameMode=direct")
                        .render()
                        .podSpec()
                        .path("nodeName")
                        .asText());
    }

    @Test
    void theModelsFolderOfTheNodeIsMountedWhereClientsNameIt() {
        Rendered rendered = guide("test-1", 8001).render();

        JsonNode volume = volume(rendered, "model-cache");
        assertEquals("/home/user/.cache/huggingface", volume.at("/hostPath/path").asText());
        List<String> args = Rendered.texts(rendered.container().path("args"));
        assertEquals(MODEL, args.getFirst());
        int names = args.indexOf("--served-model-name");
        assertEquals(MODEL, args.get(names + 1));
        assertEquals("meta-llama/Llama-3.2-3B-Instruct", args.get(names + 2));
        assertTrue(
                rendered.container()
                        .path("volumeMounts")
                        .valueStream()
                        .anyMatch(
                                mount ->
                                        mount.path("mountPath")
                                                        .asText()
                                                        .equals("/home/user/.cache/huggingface")
                                                && mount.path("readOnly").asBoolean()));
    }

    static JsonNode volume(Rendered rendered, String name) {
        return rendered.podSpec()
                .path("volumes")
                .valueStream()
                .filter(volume -> volume.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
