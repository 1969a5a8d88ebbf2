package io.spillway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

class PlainSecretsTest {

    private static LoadedExperiment load(String section, String values) {
        String yaml =
                """
                server: {model_name: m}
                load: {stages: [{rate: 1, duration: 5}]}
                fleet:
                  actuator: helm
                  helm: {values: %s}
                  replicas: [{values: %s}]
                """
                        .formatted(
                                section.equals("helm") ? values : "{}",
                                section.equals("replicas") ? values : "{}");
        return new ExperimentLoader(
                        Experiments.surroundings(Map.of()), ExperimentLoader.Options.DEFAULT)
                .load(yaml, "e.yml", DottedOverride.parse(List.of()));
    }

    private static ConfigException refused(String section, String values) {
        return assertThrows(ConfigException.class, () -> load(section, values));
    }

    @ParameterizedTest
    @ValueSource(strings = {"helm", "replicas"})
    void aTokenInAVariableIsRefusedWithWhatToWriteInstead(String section) {
        ConfigException refused =
                refused(
                        section,
                        "{extraEnv: [{name: A, value: b}, {name: HF_TOKEN, value: abcdef}]}");

        assertEquals(1, refused.problems().size(), refused.render());
        assertFalse(refused.render().contains("abcdef"), refused.render());
        for (String part :
                List.of(
                        "extraEnv[1].value is a secret in plain text (HF_TOKEN)",
                        "valueFrom: {secretKeyRef: {name: SECRET, key: KEY}}",
                        "secret.hfApiToken by secrets_env")) {
            assertTrue(refused.render().contains(part), refused.render());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{server: {extraArgs: [--api-key, abcdef]}} | server.extraArgs[0] is a secret",
                "{server: {extraArgs: [--api-key=abcdef]}} | server.extraArgs[0] is a secret",
                "{sidecars: [{name: a, env: [{name: API_KEY, value: abcdef}]}]} | sidecars[0].env[0].value",
                "{users: [{name: a, password: abcdef}]} | users[0].password is a secret"
            })
    void soIsOneInAnArgumentOrDeeper(String values, String part) {
        ConfigException refused = refused("helm", values);

        assertTrue(refused.render().contains(part), refused.render());
        assertFalse(refused.render().contains("abcdef"), refused.render());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{extraEnv: [{name: HF_TOKEN, valueFrom: {secretKeyRef: {name: hf-token, key: token}}}]}",
                "{extraEnv: [{name: HF_TOKEN, value: $(TOKEN_OF_THE_POD)}]}",
                "{extraEnv: [{name: TOKENIZERS_PARALLELISM, value: 'false'}, {name: HF_TOKEN_PATH, value: /t}]}",
                "{envFrom: [{secretRef: {name: hf-token}}]}",
                "{extraVolumes: [{name: hf-token, secret: {secretName: hf-token, optional: true}}]}",
                "{imagePullSecrets: [{name: registry}]}",
                "{server: {extraArgs: [--api-key, $(VLLM_API_KEY), --seed, '1', --enable-auto-tool-choice]}}",
                "{extraObjects: [{kind: Secret, stringData: {token: abcdef}}]}"
            })
    void whatOnlyNamesASecretIsTaken(String values) {
        load("helm", values);
    }

    @Test
    void severalAreToldAtOnce() {
        assertEquals(
                2,
                refused(
                                "helm",
                                "{extraEnv: [{name: A_TOKEN, value: b}, {name: B_TOKEN, value: c}]}")
                        .problems()
                        .size());
    }
}
