package io.spillway.study.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.config.Experiment;
import io.spillway.policy.PolicyRegistry;
import io.spillway.policy.PolicySpec;
import io.spillway.study.StudyRig;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

class EvaluationTest {

    private static final String STEP =
            """
            seed: 11
            fleet:
              actuator: simulated
              min_replicas: 1
              max_replicas: 4
              simulated: {profile: mig-1g.12gb-llama-3.2-3b, max_num_seqs: 16, startup: {mean: 10s, cv: 0.3}}
            data:
              type: synthetic
              input_distribution: {type: fixed, mean: 256}
              output_distribution: {type: fixed, mean: 64}
            load:
              type: step
              stages: [{rate: 4, duration: 30}, {rate: 18, duration: 60}, {rate: 4, duration: 30}]
            scaling:
              policy: {type: queue-threshold, consecutive: 2}
              check_interval: 2s
              scale_in: {quiet: 20s, cooldown: 5s}
            slo: {ttft_p95: 5s, error_rate: 0.01}
            """;

    @Test
    void theResultDoesNotDependOnTheNumberOfThreads() throws Exception {
        EvaluationResult one = evaluate(request(2, 1, "threshold=1,4"));
        EvaluationResult three = evaluate(request(2, 3, "threshold=1,4"));

        assertEquals(one, three);
    }

    @Test
    void everySettingHasTheSameTrafficUnderASeed() throws Exception {
        EvaluationResult result = evaluate(request(3, 2, "threshold=1,2,8"));

        assertEquals(List.of(11L, 12L, 13L), result.seeds());
        for (Row row : result.rows()) {
            assertEquals(result.seeds(), row.perSeed().stream().map(SeedFigures::seed).toList());
        }
        Row always = result.statics().getLast();
        assertEquals("static replicas=4", always.setting().label());
        assertNotEquals(
                always.perSeed().get(0).ttftP95Seconds(), always.perSeed().get(1).ttftP95Seconds());
    }

    @Test
    void rowsLieBetweenTheStaticLinesAndTheOracle() throws Exception {
        EvaluationResult result = evaluate(request(1, 2, "threshold=1"));

        Row least = result.statics().getFirst();
        Row most = result.statics().getLast();
        Row row = result.rows().getFirst();
        assertTrue(least.attainment() < row.attainment(), row::toString);
        assertTrue(row.replicaSeconds() < most.replicaSeconds(), row::toString);
        Bounds oracle = result.oracle();
        assertNotNull(oracle);
        assertEquals(10, oracle.startUpSeconds());
        assertTrue(oracle.zeroDelay() <= oracle.withStartUp());
        assertTrue(oracle.withStartUp() <= oracle.bestStatic());
        assertTrue(oracle.capacityPerReplica() > 5 && oracle.capacityPerReplica() < 20);
    }

    @Test
    void everyRunIsCounted() throws Exception {
        var done = Collections.synchronizedList(new ArrayList<Integer>());

        EvaluationResult result =
                evaluation().run(request(2, 2, "threshold=1,4"), (n, _, _) -> done.add(n));

        // Two settings and four sizes, two seeds each.
        assertEquals(12, result.runs());
        assertEquals(12, done.size());
        assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), done);
    }

    @Test
    void saysWhatBecomesOfTheChoiceWithOtherStartUpTimes() throws Exception {
        var request =
                new Evaluation.Request(
                        new Grid.Axes(
                                List.of("queue-threshold"),
                                List.of(GridAxis.parse("threshold=1,4"))),
                        1,
                        2,
                        true);

        EvaluationResult result = evaluate(request);

        assertEquals(
                List.of(0.0, 5.0, 10.0, 20.0, 40.0),
                result.sensitivity().stream().map(StartUpSensitivity::startUpSeconds).toList());
        for (StartUpSensitivity under : result.sensitivity()) {
            assertEquals(
                    result.recommendation().row().setting(), under.rows().getFirst().setting());
        }
        double fast = result.sensitivity().getFirst().rows().getFirst().attainment();
        double slow = result.sensitivity().getLast().rows().getFirst().attainment();
        assertTrue(slow < fast, () -> slow + " and " + fast);
        // The same start-up time is the same run.
        assertEquals(
                result.recommendation().row().perSeed(),
                result.sensitivity().get(2).rows().getFirst().perSeed());
        List<String> table = EvaluationTable.lines(result, 10);
        assertTrue(table.stream().anyMatch(line -> line.startsWith("Recommended: static")));
        assertTrue(table.stream().anyMatch(line -> line.startsWith("Of the settings: ")));
        assertTrue(table.stream().anyMatch(line -> line.startsWith("Oracle: ")));
    }

    @Test
    void needsAFleetAndObjectives() {
        Experiment none = StudyRig.experiment(STEP, "--slo={}");

        assertThrows(
                IllegalArgumentException.class,
                () -> new Evaluation(StudyRig.virtual(), none, PolicyRegistry.standard()));
    }

    @Test
    void marksTheRowsThatNoOtherBeats() {
        List<Row> rows =
                ParetoFront.mark(
                        List.of(
                                row("dear", 1.0, 100),
                                row("dearer", 1.0, 110),
                                row("cheap", 0.9, 50),
                                row("bad", 0.8, 60)));

        assertEquals(List.of(true, false, true, false), rows.stream().map(Row::pareto).toList());
    }

    @Test
    void recommendsTheCheapestThatMeetsItsObjectivesAndNamesItsEquals() {
        Row cheap = row("cheap", 0.97, 50, 52, 51);
        Row alike = row("alike", 0.99, 51, 51, 52);
        Row dear = row("dear", 1.0, 60, 61, 62);
        Row missing = missing("missing", 0.9, 10);

        Recommendation chosen = Recommendation.of(List.of(dear, missing, cheap, alike), List.of());

        assertEquals("cheap", chosen.row().setting().label());
        assertEquals(List.of("alike"), chosen.equals());
        assertTrue(chosen.meetsObjectives());
        assertEquals(
                "missing",
                Recommendation.of(List.of(missing, missing("worse", 0.8, 5)), List.of())
                        .row()
                        .setting()
                        .label());
    }

    @Test
    void saysWhenAFixedNumberDoesAsWellForLess() {
        Row two = row("two", 1.0, 40);
        Row three = row("three", 1.0, 55);
        Row tooFew = missing("one", 0.5, 20);
        List<Row> statics = List.of(tooFew, two, three);

        assertEquals(two, Recommendation.of(List.of(row("dear", 1, 60)), statics).fixed());
        assertEquals(two, Recommendation.of(List.of(missing("no", 0.9, 10)), statics).fixed());
        assertNull(Recommendation.of(List.of(row("cheap", 1, 39)), statics).fixed());
        assertNull(Recommendation.of(List.of(row("dear", 1, 60)), List.of(tooFew)).fixed());
    }

    private static Row row(String name, double attainment, double... costs) {
        return made(name, attainment, true, costs);
    }

    private static Row missing(String name, double attainment, double cost) {
        return made(name, attainment, false, cost);
    }

    private static Row made(String name, double attainment, boolean met, double... costs) {
        var figures = new ArrayList<SeedFigures>();
        for (double cost : costs) {
            figures.add(new SeedFigures(figures.size(), attainment, met, cost, 1, 1, 1, 0, 0, 1));
        }
        return Row.of(new Setting(new PolicySpec(name, Map.of()), Map.of()), figures);
    }

    private static Evaluation.Request request(int seeds, int threads, String... axes) {
        return new Evaluation.Request(
                new Grid.Axes(
                        List.of("queue-threshold"),
                        java.util.Arrays.stream(axes).map(GridAxis::parse).toList()),
                seeds,
                threads,
                false);
    }

    private static Evaluation evaluation() {
        return new Evaluation(
                StudyRig.virtual(), StudyRig.experiment(STEP), PolicyRegistry.standard());
    }

    private static EvaluationResult evaluate(Evaluation.Request request) throws Exception {
        return evaluation().run(request, EvaluationProgress.NONE);
    }
}
