package io.spillway.study.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.policy.PolicyContext;
import io.spillway.policy.PolicyRegistry;
import io.spillway.policy.PolicySpec;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

class GridTest {

    private static final PolicyContext CONTEXT = PolicyContext.of(1, 8, Duration.ofSeconds(5));

    @Test
    void anUnqualifiedAxisAppliesToEveryPolicyThatHasIt() {
        List<Setting> settings =
                settings("queue-threshold,hpa-pods,static", "threshold=1,5", "consecutive=1,2");

        assertEquals(
                List.of(
                        "queue-threshold threshold=1 consecutive=1",
                        "queue-threshold threshold=1 consecutive=2",
                        "queue-threshold threshold=5 consecutive=1",
                        "queue-threshold threshold=5 consecutive=2",
                        "hpa-pods target=1",
                        "hpa-pods target=5",
                        "static replicas=1",
                        "static replicas=5"),
                settings.stream().map(Setting::label).toList());
    }

    @Test
    void aQualifiedAxisAppliesToItsPolicyAlone() {
        List<Setting> settings =
                settings("queue-threshold,hpa-pods", "queue-threshold.consecutive=1,2,3");

        assertEquals(
                List.of(
                        "queue-threshold consecutive=1",
                        "queue-threshold consecutive=2",
                        "queue-threshold consecutive=3",
                        "hpa-pods"),
                settings.stream().map(Setting::label).toList());
    }

    @Test
    void parametersOfTheFileHoldForItsOwnPolicyAlone() {
        var given = new PolicySpec("queue-threshold", Map.of("consecutive", 4, "threshold", 9));

        List<Setting> settings =
                Grid.settings(
                        new Grid.Axes(
                                List.of("queue-threshold", "kpa"),
                                List.of(GridAxis.parse("threshold=2"))),
                        PolicyRegistry.standard(),
                        given,
                        CONTEXT);

        assertEquals(Map.of("consecutive", 4, "threshold", 2), settings.get(0).spec().parameters());
        assertEquals(Map.of("target", 2), settings.get(1).spec().parameters());
    }

    @Test
    void refusesWhatNoPolicyHas() {
        assertEquals(
                "--grid treshold: no policy has treshold; static has replicas",
                refusal("static", "treshold=1"));
        assertTrue(
                refusal("static", "keda.threshold=1")
                        .startsWith("--grid keda.threshold: keda is not among the policies"));
        assertTrue(refusal("stattic", "replicas=1").contains("did you mean static?"));
        assertTrue(refusal("queue-threshold", "consecutive=0").contains("consecutive is 0"));
        assertTrue(refusal("queue-threshold", "consecutive=a").contains("consecutive is \"a\""));
    }

    @Test
    void refusesAnAxisThatIsNone() {
        for (String text : List.of("threshold", "threshold=", "=1", "threshold=1,,2", ".a=1")) {
            assertThrows(GridException.class, () -> GridAxis.parse(text), text);
        }
    }

    @Test
    void aPolicyOrValueNamedTwiceCountsOnce() {
        assertEquals(2, settings("kpa,kpa", "threshold=1,1,2").size());
    }

    private static String refusal(String policies, String... axes) {
        return String.valueOf(
                assertThrows(GridException.class, () -> settings(policies, axes)).getMessage());
    }

    private static List<Setting> settings(String policies, String... axes) {
        return Grid.settings(
                new Grid.Axes(
                        List.of(policies.split(",")),
                        Arrays.stream(axes).map(GridAxis::parse).toList()),
                PolicyRegistry.standard(),
                null,
                CONTEXT);
    }
}
