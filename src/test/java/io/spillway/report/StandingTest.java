package io.spillway.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.analysis.RunSummary;
import io.spillway.analysis.Verdict;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is said of objectives and of the measurement in few words. */
class StandingTest {

    private static Objectives objectives(double attainment, @Nullable Boolean met) {
        return new Objectives(
                new RunSummary.Slo(
                        Map.of("ttft_p50", 0.5), Map.of("ttft_p50", 0.05), attainment, met));
    }

    @Test
    void objectivesThatMostRequestsMissedAreNotPlainlyMet() {
        assertEquals("met", objectives(0.97, true).words());
        assertTrue(objectives(0.97, true).areMetByNearlyAll());
        assertEquals(
                "met, but 31.5 % of the requests missed a limit", objectives(0.685, true).words());
        assertFalse(objectives(0.685, true).areMetByNearlyAll());
        assertEquals("missed", objectives(0.97, false).words());
        assertEquals("not measured", objectives(0.97, null).words());
    }

    @Test
    void aMedianIsALooseObjectiveAndItsLimitIsStillEachRequests() {
        assertEquals(List.of("TTFT p50"), objectives(0.6, true).loose());
        assertEquals("TTFT 500 ms", objectives(0.6, true).limits());
        var tails =
                new Objectives(
                        new RunSummary.Slo(
                                Map.of("ttft_p95", 2.0, "ttft_p99", 3.0),
                                Map.of("ttft_p95", 1.0, "ttft_p99", 1.0),
                                0.9,
                                true));
        assertEquals(List.of(), tails.loose());
        assertEquals("TTFT 2 s", tails.limits());
    }

    @Test
    void reservationsAreWhatSpeaksAgainstTheMeasurementFailuresFirst() {
        var validity =
                new RunSummary.Validity(
                        true,
                        List.of("the machine was busy"),
                        List.of(
                                new Verdict("V1", Verdict.Level.OK, "kept up"),
                                new Verdict("V3", Verdict.Level.WARN, "saturates"),
                                new Verdict("V6", Verdict.Level.FAIL, "ttft_p95 is 3 s"),
                                new Verdict("V12", Verdict.Level.WARN, "short stages"),
                                new Verdict("V13", Verdict.Level.FAIL, "no such model")));
        assertEquals(
                List.of(
                        "No such model (rule V13).",
                        "Short stages (rule V12).",
                        "The machine was busy."),
                Reservations.of(validity));
    }

    @Test
    void aMeasurementIsValidWithSoManyReservationsOrNotAtAll() {
        var valid = new RunSummary.Validity(true, List.of(), List.of());
        assertEquals("valid", Reservations.words(valid, 0));
        assertEquals("valid, with 1 reservation", Reservations.words(valid, 1));
        assertEquals("valid, with 2 reservations", Reservations.words(valid, 2));
        assertEquals(
                "not valid",
                Reservations.words(new RunSummary.Validity(false, List.of(), List.of()), 2));
    }

    @Test
    void rulesThatHadNothingToGoByAreNamed() {
        assertEquals("saturation", Rules.name("V3"));
        assertEquals(
                List.of("V1 load generator", "V14 machine"),
                Rules.without(
                        Set.of(
                                "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9", "V10", "V11", "V12",
                                "V13")));
    }
}
