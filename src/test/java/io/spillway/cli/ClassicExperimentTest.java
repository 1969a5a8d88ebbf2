package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.config.LoadedExperiment;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Objects;

/** What the classic flags become when replicas are releases of a chart. */
final class ClassicExperimentTest {

    private static final String TOKEN = "not-a-real-token";

    private static ClassicExperiment experiment() {
        var options = new ClassicOptions();
        options.model = "meta-llama/Llama-3.2-3B-Instruct";
        options.nodeName = "node-a";
        options.gpuResource = "nvidia.com/mig-1g.12gb";
        return new ClassicExperiment(options, TOKEN, true);
    }

    @Test
    void commandIsTheHelmInstallWithoutTheToken() {
        assertEquals(
                "helm install test-2 charts/vllm-server"
                        + " --set server.modelPath=meta-llama/Llama-3.2-3B-Instruct"
                        + " --set server.port=8002 --set nodeName=node-a"
                        + " --set gpuResource=nvidia.com/mig-1g.12gb"
                        + " --set-string secret.hfApiToken=<redacted>",
                experiment().command(2));
    }

    @Test
    void valuesAreThoseOfTheChartAndTheTokenIsKeptSecret() throws Exception {
        LoadedExperiment loaded =
                new CommonOptions().loader().load(experiment().yaml(), "autoscale", List.of());
        var fleet = Objects.requireNonNull(loaded.experiment().fleet());
        var helm = Objects.requireNonNull(fleet.helm());
        assertEquals("meta-llama/Llama-3.2-3B-Instruct", helm.set().get("server.modelPath"));
        assertFalse(helm.set().containsKey("secret.hfApiToken"));
        var secret = Objects.requireNonNull(helm.secrets().get("secret.hfApiToken"));
        assertEquals(TOKEN, secret.reveal());
        assertTrue(experiment().yaml().contains(TOKEN));
        assertFalse(loaded.redactor().text(experiment().yaml()).contains(TOKEN));
    }
}
