package io.spillway.policy.formula;

import static io.spillway.policy.FleetFixture.at;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.LoadView;
import io.spillway.policy.FleetFixture;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

class MetricTest {
    private static final FleetObservation TWO =
            at(0).ready("a", 2, "b", 10).ready("a", 4, "b", 20).see();

    private static double value(String formula) {
        return Metric.parse(formula).read(TWO).value();
    }

    @Test
    void calculatesWithTheUsualPrecedence() {
        assertEquals(7, value("1 + 2 * 3"));
        assertEquals(9, value("(1 + 2) * 3"));
        assertEquals(-5, value("-2 - 3"));
        assertEquals(2, value("8 / 2 / 2"));
        assertEquals(0.5, value(".5"));
    }

    @Test
    void aggregatesOverReplicas() {
        assertEquals(6, value("sum(a)"));
        assertEquals(3, value("avg(a)"));
        assertEquals(20, value("max(b)"));
        assertEquals(2, value("min(a)"));
        assertEquals(2, value("count(a)"));
        assertEquals(36, value("sum(a + b)"));
        assertEquals(5, value("max(max(max(a, 5), 1))"), "replica by replica, then over replicas");
        assertEquals(3, value("ceil(2.1)"));
        assertEquals(2, value("floor(2.9)"));
        assertEquals(1, value("abs(0 - 1)"));
    }

    @Test
    void readsTheDriversView() {
        var load = new LoadView(3, 4, 5, 6, 7, 8, 9, 10, 0.1, 0.2, 0.3, 0.4);
        FleetObservation fleet = at(0).ready("a", 1).starting(2).draining().load(load).see();
        for (var expected :
                Map.ofEntries(
                                Map.entry("in_flight", 3.0),
                                Map.entry("held", 4.0),
                                Map.entry("offered_rate", 5.0),
                                Map.entry("sent_rate", 6.0),
                                Map.entry("finished_rate", 7.0),
                                Map.entry("failed_rate", 8.0),
                                Map.entry("input_token_rate", 9.0),
                                Map.entry("output_token_rate", 10.0),
                                Map.entry("ttft_p50", 0.1),
                                Map.entry("ttft_p95", 0.2),
                                Map.entry("itl_p50", 0.3),
                                Map.entry("itl_p95", 0.4),
                                Map.entry("ready", 1.0),
                                Map.entry("starting", 2.0),
                                Map.entry("draining", 1.0),
                                Map.entry("current", 3.0),
                                Map.entry("target", 3.0),
                                Map.entry("sum(capacity)", 1.0),
                                Map.entry("sum(replica_in_flight)", 0.0))
                        .entrySet()) {
            assertEquals(
                    expected.getValue(),
                    Metric.parse(expected.getKey()).read(fleet).value(),
                    expected.getKey());
        }
    }

    @Test
    void serverPrefixesAreIgnored() {
        assertEquals(6, value("sum(vllm:a)"));
    }

    @Test
    void leavesOutReplicasThatDoNotAnswerAndSaysSo() {
        Reading reading = Metric.parse("sum(a)").read(at(0).ready("a", 2).silent().see());

        assertEquals(2, reading.value());
        assertEquals(List.of("a of r-2"), reading.leftOut());
        assertFalse(reading.isComplete());
    }

    @Test
    void noAnswerAtAllIsMissingAndNeverZero() {
        Reading reading = Metric.parse("sum(a) + 1").read(at(0).silent().silent().see());

        assertFalse(reading.isKnown());
        assertEquals(List.of("a of r-1", "a of r-2"), reading.missing());
        assertEquals(
                List.of("a ready replica"),
                Metric.parse("sum(a)").read(at(0).starting(1).see()).missing());
    }

    @Test
    void undefinedIsNotMissing() {
        FleetObservation idle = at(0).ready("sum", 0, "count", 0).see();
        Reading reading = Metric.parse("avg(sum / count)").read(idle);

        assertFalse(reading.isKnown());
        assertEquals(List.of(), reading.missing());
        assertEquals(List.of("latency is not defined"), reading.lacking("latency"));
        assertFalse(Metric.parse("1 / 0").read(idle).isKnown());
    }

    @Test
    void ratesNeedTwoSamplesAndSurviveARestartOfTheCounter() {
        Metric metric = Metric.parse("sum(rate(c))");

        assertFalse(metric.read(at(0).ready("c", 100).see()).isKnown());
        assertEquals(10, metric.read(at(5).ready("c", 150).see()).value());
        assertEquals(10, metric.read(at(5).ready("c", 150).see()).value());
        assertEquals(4, metric.read(at(10).ready("c", 20).see()).value());
    }

    @Test
    void ratesMayLookBackOverAWindow() {
        Metric metric = Metric.parse("sum(rate(c, 10))");
        double[] counter = {0, 10, 30, 60};
        double last = 0;
        for (int i = 0; i < counter.length; i++) {
            last = metric.read(at(5 * i).ready("c", counter[i]).see()).value();
        }

        assertEquals(5, last);
    }

    @Test
    void namesThePositionOfAMistake() {
        assertProblem("1 +", "position 4: a number, a name or '(' is missing at the end");
        assertProblem("(1", "position 3: ')' is missing");
        assertProblem("1 $ 2", "position 3: unexpected '$'");
        assertProblem("sum(1)", "position 5: sum of one argument needs a value per replica");
        assertProblem("sum(a, b)", "position 1: sum takes one argument");
        assertProblem("rate(1)", "position 6: rate takes the name of a counter");
        assertProblem("rate(a, b)", "position 1: rate takes a series and a window in seconds");
        assertProblem("ceil(1, 2)", "position 1: ceil takes one argument");
        assertProblem("1..2", "position 1: not a number: 1..2");
        assertTrue(
                assertThrows(FormulaException.class, () -> Metric.parse("median(a)"))
                        .getMessage()
                        .startsWith("position 1: unknown function median"));
    }

    @Test
    void neverFailsWithAnythingElse() {
        long seed = 20_261;
        var random = new SplittableRandom(seed);
        String alphabet = "()+-*/,.1 ab_:sumratemax";
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int length = random.nextInt(30); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                Metric metric = Metric.parse(text.toString());
                if (!metric.isPerReplica()) {
                    metric.read(TWO);
                }
            } catch (FormulaException expected) {
                assertTrue(expected.position() >= 1, "seed " + seed + ": " + text);
            }
        }
        assertProblem("(".repeat(60), "position 51: nested too deeply");
        assertProblem("-".repeat(60), "position 51: nested too deeply");
    }

    @Test
    void doesNotDependOnTheOrderOfReplicas() {
        FleetObservation reversed =
                FleetFixture.at(0).ready("a", 4, "b", 20).ready("a", 2, "b", 10).see();
        for (String formula : List.of("sum(a*b)", "avg(a/b)", "max(a)-min(b)", "count(a)")) {
            assertEquals(value(formula), Metric.parse(formula).read(reversed).value());
        }
    }

    private static void assertProblem(String formula, String message) {
        assertEquals(
                message,
                assertThrows(FormulaException.class, () -> Metric.parse(formula)).getMessage());
    }
}
