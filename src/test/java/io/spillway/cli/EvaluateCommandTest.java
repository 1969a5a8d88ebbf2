package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class EvaluateCommandTest {

    private static final String EXAMPLE = "examples/evaluate-thresholds.yml";

    @TempDir Path folder;

    /** The command of the README, with fewer values. */
    @Test
    void theExampleRecommendsASettingAndLeavesItsExports() throws Exception {
        Cli.Ended ended =
                evaluate("queue-threshold", "--grid", "threshold=1,5", "--grid", "consecutive=1,2");

        JsonNode document = Cli.JSON.readTree(ended.out());
        assertEquals("spillway/evaluation/v1", document.path("schema").asText());
        assertEquals(4, document.path("rows").size());
        assertEquals(document, Cli.JSON.readTree(folder.resolve("evaluation.json").toFile()));
        String page = Files.readString(folder.resolve("evaluation.html"));
        assertTrue(page.contains("Which setting should I use?"));
        assertTrue(page.contains("queue-threshold: requests within every limit"), "a heat map");
        assertTrue(page.contains("How close is that to the best possible?"));
        assertTrue(ended.err().contains("No manifest: Kubernetes has no autoscaler"), ended::all);
        JsonNode best = document.at("/recommendation/row/params");
        String confirm = Files.readString(folder.resolve("confirm.yml"));
        assertTrue(confirm.contains("threshold: " + best.path("threshold").asText()), confirm);
        Cli.Ended again = Cli.run("validate", "-c", folder.resolve("confirm.yml").toString());
        assertEquals(0, again.code(), again::all);
    }

    @Test
    void aPolicyThatKubernetesHasComesAsItsManifest() throws Exception {
        evaluate("keda", "--grid", "threshold=4,8");

        String manifest = Files.readString(folder.resolve("scaledobject.yaml"));
        assertTrue(manifest.contains("kind: ScaledObject"), manifest);
        assertTrue(manifest.contains("maxReplicaCount: 6"), manifest);
    }

    private Cli.Ended evaluate(String policy, String... more) {
        var arguments = new ArrayList<String>();
        arguments.addAll(List.of("evaluate", "-c", EXAMPLE, "--policies", policy));
        arguments.addAll(List.of("--seeds", "1", "--no-sensitivity", "--json"));
        arguments.addAll(List.of("--out", folder.toString()));
        arguments.addAll(List.of(more));
        Cli.Ended ended = Cli.run(arguments.toArray(String[]::new));
        assertEquals(0, ended.code(), ended::all);
        return ended;
    }
}
