package io.spillway.study.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.config.Experiment;
import io.spillway.record.Measurements;
import io.spillway.study.ExperimentEdits;
import io.spillway.study.RunListener;
import io.spillway.study.RunSummaries;
import io.spillway.study.StudyContext;
import io.spillway.study.StudyRig;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;

class SloSweepTest {

    private static final String SERVER =
            """
            fleet: {actuator: simulated, simulated: {profile: mig-1g.12gb-llama-3.2-3b, startup: 0s}}
            data:
              type: synthetic
              input_distribution: {mean: 256, std_dev: 64, min: 32, max: 1024}
              output_distribution: {mean: 128, std_dev: 32, min: 16, max: 4096}
            load:
              type: poisson
              stages: [{rate: 1, duration: 1}]
              sweep: {estimator: slo, max_duration: %d, run_stages: %s, stage_duration: 20, num_stages: 3}
            slo: {%s}
            """;

    /** Against the largest rate that meets the objectives for ten virtual minutes. */
    @Test
    void findsTheLargestRateThatMeetsTheObjectives() throws Exception {
        Experiment experiment =
                StudyRig.experiment(
                        SERVER.formatted(7200, "false", "ttft_p95: 1s, tpot_p95: 60ms"));

        SweepResult result = new Sweep(StudyRig.virtual(), experiment).run();

        var found = assertInstanceOf(Saturation.Found.class, result.saturation());
        double known = largestRate(experiment, found.requestsPerSecond());
        assertEquals(known, found.requestsPerSecond(), 0.1 * known);
        assertFalse(result.trials().isEmpty());
        assertTrue(result.spentSeconds() <= 7200);
    }

    @Test
    void aShortSearchIsNearTheLongOne() throws Exception {
        Experiment experiment =
                StudyRig.experiment(SERVER.formatted(600, "false", "ttft_p95: 1s, tpot_p95: 60ms"));

        SweepResult result = new Sweep(StudyRig.virtual(), experiment).run();

        var found = assertInstanceOf(Saturation.Found.class, result.saturation());
        double known = largestRate(experiment, found.requestsPerSecond());
        assertEquals(known, found.requestsPerSecond(), 0.1 * known);
        assertTrue(result.spentSeconds() <= 600, () -> "spent " + result.spentSeconds());
    }

    /** Short trials of random arrivals offer a tenth more or less than was asked for. */
    @Test
    void theAnswerIsWhatCameAndHardlyVariesByTheDraw() throws Exception {
        var answers = new DoubleSummaryStatistics();
        for (int seed = 1; seed <= 8; seed++) {
            Experiment experiment =
                    StudyRig.experiment(
                            SERVER.formatted(300, "false", "ttft_p95: 1s, tpot_p95: 60ms"),
                            "--seed",
                            Integer.toString(seed));

            SweepResult result = new Sweep(StudyRig.virtual(), experiment).run();

            var found = assertInstanceOf(Saturation.Found.class, result.saturation());
            RateTrial last =
                    result.trials().stream()
                            .filter(RateTrial::met)
                            .max(Comparator.comparing(RateTrial::requestedRate))
                            .orElseThrow();
            assertEquals(last.offeredRate(), found.requestsPerSecond());
            assertTrue(found.low() <= last.offeredRate() && last.offeredRate() <= found.high());
            answers.accept(found.requestsPerSecond());
        }
        double spread = (answers.getMax() - answers.getMin()) / answers.getAverage();
        assertTrue(spread < 0.2, () -> answers + ", spread " + spread);
    }

    @Test
    void saysThatNoRateMeetsObjectivesBelowTheFloor() throws Exception {
        Experiment experiment =
                StudyRig.experiment(SERVER.formatted(3600, "false", "ttft_p95: 1ms"));

        SweepResult result = new Sweep(StudyRig.virtual(), experiment).run();

        var none = assertInstanceOf(Saturation.NoPlateau.class, result.saturation());
        assertTrue(none.why().startsWith("the objectives are missed even at"), none.why());
    }

    @Test
    void runsTheGeneratedStages() throws Exception {
        Experiment experiment = StudyRig.experiment(SERVER.formatted(1200, "true", "ttft_p95: 1s"));

        SweepResult result = new Sweep(StudyRig.virtual(), experiment).run();

        assertEquals(3, result.stageRates().size());
        assertEquals(1.0, result.stageRates().getFirst());
        var run = result.run();
        assertTrue(run != null && run.stages().size() == 3);
        assertTrue(
                SweepTable.lines(result).stream().anyMatch(line -> line.contains("stage req/s")));
    }

    @Test
    void needsObjectives() {
        Experiment experiment = StudyRig.experiment(SERVER.formatted(600, "false", ""));

        assertThrows(
                IllegalArgumentException.class, () -> new Sweep(StudyRig.virtual(), experiment));
    }

    /** In steps of 2 %, from below. */
    private static double largestRate(Experiment experiment, double near) throws Exception {
        double largest = 0;
        for (double rate = 0.8 * near; rate < 1.25 * near; rate *= 1.02) {
            if (!meets(experiment, rate)) {
                return largest;
            }
            largest = rate;
        }
        return largest;
    }

    private static boolean meets(Experiment experiment, double rate) throws Exception {
        StudyContext context = StudyRig.virtual();
        Experiment run =
                ExperimentEdits.withRates(
                        experiment, List.of(ExperimentEdits.stage(rate, Duration.ofMinutes(10))));
        var result = context.runner().run(run, context.inMemory(RunListener.NONE));
        Measurements measured = result.measurements();
        assertTrue(measured.total().offered() > 0);
        var slo = RunSummaries.of(run, result, context).slo();
        return slo != null && Boolean.TRUE.equals(slo.met());
    }
}
