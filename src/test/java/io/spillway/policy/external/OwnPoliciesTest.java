package io.spillway.policy.external;

import static io.spillway.policy.FleetFixture.at;
import static io.spillway.policy.Policies.bounds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.ScalingDecision.Abstain;
import io.spillway.fleet.ScalingDecision.Hold;
import io.spillway.fleet.ScalingDecision.ScaleTo;
import io.spillway.policy.PolicyContext;
import io.spillway.policy.PolicyException;
import io.spillway.policy.PolicySpec;
import io.spillway.policy.ScalingPolicy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class OwnPoliciesTest {
    private static final FleetObservation FLEET =
            at(5).ready("num_requests_waiting", 7).silent().starting(1).see();

    @TempDir Path folder;
    private final List<ScalingPolicy> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(ScalingPolicy::close);
    }

    /** A policy in Java, as a user would write it. */
    public static final class Always implements ScalingPolicy {
        private final int replicas;

        public Always(PolicyContext context, Map<?, ?> parameters) {
            replicas = parameters.get("replicas") instanceof Integer n ? n : context.maxReplicas();
        }

        @Override
        public ScalingDecision decide(FleetObservation observation) {
            return new ScaleTo(replicas, "always");
        }
    }

    @Test
    void makesAJavaClassOfTheUsersOwn() {
        String type = "java:" + Always.class.getName();

        assertEquals(new ScaleTo(9, "always"), open(type, Map.of()).decide(FLEET));
        assertEquals(
                new ScaleTo(5, "always"),
                open(type, Map.of("parameters", Map.of("replicas", 5))).decide(FLEET));
    }

    @Test
    void refusesAClassThatIsNoPolicyOrNotThere() {
        assertThrows(PolicyException.class, () -> open("java:java.lang.String", Map.of()));
        assertThrows(PolicyException.class, () -> open("java:com.example.Nothing", Map.of()));
        assertThrows(PolicyException.class, () -> open("java", Map.of()));
    }

    @Test
    void asksAProgramAndTakesItsAnswer() throws IOException {
        ScalingPolicy policy =
                script(
                        "20s",
                        "abstain",
                        """
                        n=0
                        while read -r line; do
                          n=$((n + 1))
                          echo "{\\"sequence\\": $n, \\"decision\\": \\"scale\\", \\"replicas\\": 4, \\
                        \\"reason\\": \\"says sh\\", \\"signal\\": 2.5}" | tr -d '\\n'
                          echo
                        done
                        """);

        assertEquals(new ScaleTo(4, "says sh"), policy.decide(FLEET));
        assertEquals(2.5, policy.signal());
        assertEquals(new ScaleTo(4, "says sh"), policy.decide(FLEET));
    }

    @Test
    void abstainsWhenTheAnswerIsLate() throws IOException {
        ScalingPolicy policy = script("50ms", "abstain", "sleep 60");

        assertEquals(
                new Abstain(List.of("an answer of the external policy within its deadline")),
                policy.decide(FLEET));
    }

    @Test
    void mayUseTheAnswerToTheObservationBefore() throws IOException {
        ScalingPolicy policy =
                script(
                        "500ms",
                        "previous",
                        """
                        read -r first
                        read -r second
                        echo '{"sequence": 1, "decision": "scale", "replicas": 4}'
                        read -r third
                        """);

        assertInstanceOf(Abstain.class, policy.decide(FLEET));
        assertEquals(new ScaleTo(4, "external"), policy.decide(FLEET));
    }

    @Test
    void abstainsOnWhatIsNotADecision() throws IOException {
        ScalingPolicy policy = script("20s", "abstain", "while read -r line; do echo hello; done");

        assertTrue(policy.decide(FLEET).reason().contains("not JSON: hello"));
    }

    @Test
    void startsAProgramThatEndedAgainButNotForever() {
        ScalingPolicy policy =
                open(
                        "external:sh -c 'echo broken >&2; exit 3'",
                        Map.of("restarts", 1, "deadline", "20s"));
        ScalingDecision last = policy.decide(FLEET);
        for (int check = 0; check < 200 && !last.reason().contains("has exited"); check++) {
            last = policy.decide(FLEET);
        }

        assertTrue(last.reason().contains("the external policy has exited with 3"), last.reason());
    }

    @Test
    void saysWhenAProgramCannotBeStarted() {
        ScalingPolicy policy = open("external:/no/such/program", Map.of());

        assertTrue(policy.decide(FLEET).reason().contains("cannot be started"));
    }

    @Test
    void observationIsOneLineWithEverything() throws IOException {
        String line = JsonLines.observation(3, FLEET, bounds(1, 9));
        JsonNode node = new ObjectMapper().readTree(line);

        assertEquals(-1, line.indexOf('\n'));
        assertEquals(3, node.path("sequence").asInt());
        assertEquals(5.0, node.path("at_seconds").asDouble());
        assertEquals(9, node.path("context").path("max_replicas").asInt());
        assertTrue(node.path("load").path("ttft_p95").isNull());
        assertEquals("fresh", node.path("replicas").path(0).path("freshness").asText());
        assertEquals(
                7,
                node.path("replicas").path(0).path("values").path("num_requests_waiting").asInt());
        assertEquals("missing", node.path("replicas").path(1).path("freshness").asText());
        assertEquals("starting", node.path("replicas").path(2).path("state").asText());
    }

    @Test
    void readsEveryDecision() throws JsonLines.BadAnswer {
        assertEquals(
                new Hold("fine"),
                JsonLines.answer("{\"sequence\":1,\"decision\":\"hold\",\"reason\":\"fine\"}")
                        .decision());
        assertEquals(
                new Abstain(List.of("kv")),
                JsonLines.answer("{\"sequence\":1,\"decision\":\"abstain\",\"missing\":[\"kv\"]}")
                        .decision());
        for (String bad :
                List.of(
                        "",
                        "[]",
                        "{\"decision\":\"hold\"}",
                        "{\"sequence\":1}",
                        "{\"sequence\":1,\"decision\":\"scale\"}",
                        "{\"sequence\":1,\"decision\":\"scale\",\"replicas\":-1}",
                        "{\"sequence\":1,\"decision\":\"scale\",\"replicas\":1.5}")) {
            assertThrows(JsonLines.BadAnswer.class, () -> JsonLines.answer(bad), bad);
        }
    }

    @Test
    void splitsCommandsAsAShellDoes() {
        assertEquals(
                List.of("python3", "my policy.py", "--name", "it's", ""),
                CommandLine.words(" python3 'my policy.py'  --name \"it's\" ''"));
    }

    private ScalingPolicy script(String deadline, String onTimeout, String body)
            throws IOException {
        Path file = folder.resolve("policy.sh");
        Files.writeString(file, body);
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("command", "sh " + file);
        parameters.put("deadline", deadline);
        parameters.put("on_timeout", onTimeout);
        return open("external", parameters);
    }

    private ScalingPolicy open(String type, Map<String, Object> parameters) {
        ScalingPolicy policy =
                OwnPolicies.registry().create(new PolicySpec(type, parameters), bounds(1, 9));
        opened.add(policy);
        return policy;
    }
}
