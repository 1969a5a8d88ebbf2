package io.spillway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

class SecretsTest {
    private static final List<String> SECRETS =
            List.of(
                    "literal-api-key",
                    "bearer-in-a-header",
                    "cookie-in-a-header",
                    "token-of-the-hub",
                    "token-in-chart-values",
                    "token-in-set",
                    "token-in-an-object",
                    "token-of-a-process",
                    "key-in-a-command",
                    "password-in-a-url",
                    "from-the-environment",
                    "from-a-file",
                    "override-on-the-line");

    private static final String YAML =
            """
            server: {base_url: 'http://me:password-in-a-url@h:8000', api_key: literal-api-key}
            api:
              headers: {X-Api-Key: bearer-in-a-header, cookie: cookie-in-a-header, X-Team: blue}
              headers_env: {X-Other: A_SECRET}
            tokenizer: {token: token-of-the-hub}
            load: {stages: [{rate: 1, duration: 5}]}
            description: echoes literal-api-key in passing
            fleet:
              actuator: process
              process:
                command: serve --port {port} --api-key key-in-a-command
                env: {HF_TOKEN: token-of-a-process, PATH_X: visible}
              helm:
                values:
                  secret: {hfApiToken: token-in-chart-values, existingSecret: hf-token-name}
                  extraObjects: [{kind: Secret, stringData: {hubToken: token-in-an-object}}]
                set: {secret.hfApiToken: token-in-set}
                secrets_env: {secret.apiKey: A_SECRET}
            """;

    private static LoadedExperiment load(String yaml, String... overrides) {
        Surroundings surroundings =
                Experiments.surroundings(Map.of("A_SECRET", "from-the-environment"));
        return new ExperimentLoader(surroundings, ExperimentLoader.Options.DEFAULT)
                .load(yaml, "e.yml", DottedOverride.parse(List.of(overrides)));
    }

    private static void assertNoSecretIn(String text) {
        for (String secret : SECRETS) {
            assertFalse(text.contains(secret), () -> secret + " stands in:\n" + text);
        }
    }

    @Test
    void noneSurvivesInTheWrittenConfiguration() {
        LoadedExperiment loaded =
                load(
                        YAML,
                        "--server.api_key",
                        "override-on-the-line",
                        "--tokenizer.token",
                        "null",
                        "--tokenizer.token_file",
                        "f");

        assertNoSecretIn(loaded.yaml().replace("literal-api-key in passing", ""));
        assertTrue(loaded.yaml().contains("X-Team: blue"));
        assertTrue(loaded.yaml().contains("PATH_X: visible"));
        assertTrue(loaded.yaml().contains("existingSecret: hf-token-name"));
        assertTrue(loaded.yaml().contains("secret.apiKey: A_SECRET"));
        assertTrue(loaded.yaml().contains("token_file: f"));
    }

    @Test
    void noneSurvivesInDescriptionsWarningsOrCommands() {
        LoadedExperiment loaded = load(YAML);

        assertNoSecretIn(loaded.yaml());
        assertNoSecretIn(String.join("\n", ExperimentDescriber.describe(loaded, null)));
        String command =
                "helm install test-2 charts/vllm-server --set secret.hfApiToken=token-in-set --set x=y";
        assertEquals(
                "helm install test-2 charts/vllm-server --set secret.hfApiToken=*** --set x=y",
                loaded.redactor().text(command));
        assertNoSecretIn(
                loaded.redactor().text("serve " + String.join(" ", SECRETS.subList(0, 8))));
    }

    @Test
    void noneSurvivesInProblems() {
        String broken =
                """
                server: {base_url: 'http://me:password-in-a-url@h h', api_key: literal-api-key, api_key_env: NONE}
                tokenizer: {token: token-of-the-hub, token_file: f}
                load: {stages: [{rate: 1, duration: 5}]}
                """;

        ConfigException refused =
                assertThrows(
                        ConfigException.class,
                        () -> load(broken, "--server.api_key.inner", "override-on-the-line"));
        assertEquals(5, refused.problems().size(), refused.render());
        assertNoSecretIn(refused.render());
        assertNoSecretIn(refused.getMessage());
    }

    @Test
    void noneSurvivesInTheValuesThatCarryThem() {
        Experiment experiment = load(YAML).experiment();

        assertNotNull(experiment.server().apiKey());
        assertEquals("literal-api-key", experiment.server().apiKey().reveal());
        assertEquals("***", experiment.server().apiKey().toString());
        assertFalse(experiment.api().toString().contains("bearer-in-a-header"));
        assertEquals("bearer-in-a-header", experiment.api().headers().get("X-Api-Key").reveal());
        assertEquals("from-the-environment", experiment.api().headers().get("X-Other").reveal());
    }

    @Test
    void comeFromTheEnvironmentAndFromFiles() {
        String minimal = Experiments.MINIMAL;

        assertEquals(
                "from-the-environment",
                load(minimal, "--server.api_key_env", "A_SECRET")
                        .experiment()
                        .server()
                        .apiKey()
                        .reveal());
        assertEquals(
                "from-a-file",
                load(minimal, "--server.api_key_file", "f")
                        .experiment()
                        .server()
                        .apiKey()
                        .reveal());
        LoadedExperiment ambient =
                new ExperimentLoader(
                                Experiments.surroundings(Map.of("HF_TOKEN", "hub ")),
                                ExperimentLoader.Options.DEFAULT)
                        .load(minimal, "e.yml", List.of());
        assertEquals("hub", ambient.experiment().tokenizer().token().reveal());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authorization",
                "Authorization",
                "X-Api-Key",
                "api_key",
                "apiKey",
                "cookie",
                "Set-Cookie",
                "HF_TOKEN",
                "hfApiToken",
                "secret.hfApiToken",
                "password",
                "aws_secret_access_key",
                "AWS_SECRET_ACCESS_KEY",
                "private-key",
                "auth_token",
                "Proxy-Authorization",
                "credentials"
            })
    void areKnownByTheirNames(String name) {
        assertTrue(SecretNames.isSecret(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api_key_env",
                "api_key_file",
                "session_token_header_key",
                "tokenizer",
                "max_tokens",
                "time-to-first-token",
                "time_per_output_token",
                "input_tokens_per_turn",
                "key_path",
                "existingSecret",
                "port",
                "rate",
                "",
                "key",
                "X-Team",
                "use_server_output_tokens",
                "session_id_header_key",
                "secretName"
            })
    void innocentNamesAreLeftAlone(String name) {
        assertFalse(SecretNames.isSecret(name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "automountServiceAccountToken: false | automountServiceAccountToken: false",
                "--api-key abc --port 5 | --api-key *** --port 5",
                "--hf-token=abc x | --hf-token=*** x",
                "HF_TOKEN=abc vllm serve | HF_TOKEN=*** vllm serve",
                "--api-key --port 5 | --api-key --port 5",
                "http://u:p@h/x | http://***@h/x",
                "http://h/x?token=abc&y=1 | http://h/x?token=***&y=1",
                "Authorization: Bearer abcdefgh | Authorization: ***",
                "password: 'a b' c | password: *** c",
                "the token is gone | the token is gone",
                "--time-to-first-token 300 --token abc | --time-to-first-token 300 --token ***",
                "hf_" + "abcdefghijklmnopqrstuvwx | ***",
                "rate: 5, duration: 60 | rate: 5, duration: 60",
            })
    void looksLikeOne(String text, String redacted) {
        assertEquals(redacted, new Redactor(List.of()).text(text));
    }
}
