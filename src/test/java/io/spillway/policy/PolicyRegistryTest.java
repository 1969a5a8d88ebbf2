package io.spillway.policy;

import static io.spillway.policy.Policies.bounds;
import static io.spillway.policy.Policies.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class PolicyRegistryTest {

    @Test
    void namesTheNearestPolicyForAMisspeltOne() {
        var refused =
                assertThrows(PolicyException.class, () -> policy(bounds(1, 2), "queue-treshold"));

        assertEquals("queue-threshold", refused.problems().getFirst().suggestion());
    }

    @Test
    void reportsEveryBadParameterAtOnce() {
        var refused =
                assertThrows(
                        PolicyException.class,
                        () ->
                                policy(
                                        bounds(1, 2),
                                        "queue-threshold",
                                        "consecutive",
                                        "two",
                                        "quiet",
                                        "soon",
                                        "aggregate",
                                        "men",
                                        "treshold",
                                        3));

        List<String> texts =
                refused.problems().stream().map(PolicyException.Problem::text).toList();
        assertEquals(
                "policy queue-threshold: aggregate is \"men\", allowed: one of max, sum, mean; did"
                        + " you mean mean?",
                texts.get(0));
        assertEquals(
                "policy queue-threshold: consecutive is \"two\", allowed: a whole number of at"
                        + " least 1",
                texts.get(1));
        assertTrue(texts.get(2).contains("quiet is \"soon\", allowed: a duration"), texts.get(2));
        assertTrue(texts.get(3).contains("treshold is unknown"), texts.get(3));
        assertTrue(texts.get(3).endsWith("did you mean threshold?"), texts.get(3));
        assertEquals(4, texts.size());
    }

    @Test
    void readsDurationsInEveryUnit() {
        for (var written :
                Map.of(
                                "5", 5_000_000_000L,
                                "5s", 5_000_000_000L,
                                "250ms", 250_000_000L,
                                "2m", 120_000_000_000L,
                                "0.5h", 1_800_000_000_000L)
                        .entrySet()) {
            Parameters read =
                    ParameterReader.read(
                            "p",
                            List.of(Parameter.duration("d", "1s", "")),
                            Map.of("d", written.getKey()));
            assertEquals(written.getValue(), read.nanos("d"), written.getKey());
        }
    }

    @Test
    void thresholdFindsTheSetPointOfEveryPolicyThatHasOne() {
        for (PolicyType type : PolicyRegistry.standard().types()) {
            if (type.setPoint().isPresent()) {
                assertTrue(type.resolve("threshold").isPresent(), type.name());
            }
        }
    }

    @Test
    void refusesTwoPoliciesOfOneName() {
        PolicyType type = PolicyRegistry.standard().type("static");

        assertThrows(IllegalArgumentException.class, () -> PolicyRegistry.standard().with(type));
    }
}
