package io.spillway.report;

import io.spillway.study.evaluate.Bounds;
import io.spillway.study.evaluate.EvaluationResult;
import io.spillway.study.evaluate.Recommendation;
import io.spillway.study.evaluate.Row;
import io.spillway.study.evaluate.StartUpSensitivity;

import java.util.ArrayList;
import java.util.List;

/** An evaluation in words, around the answer that its page gives. */
public final class EvaluationText {

    private EvaluationText() {}

    /** What was asked, what is possible, and how sure the answer is. */
    public static List<Passage> story(EvaluationResult result) {
        var passages = new ArrayList<Passage>();
        passages.add(asked(result));
        Bounds bounds = result.oracle();
        if (bounds != null) {
            passages.add(possible(result, bounds));
        }
        if (!result.sensitivity().isEmpty()) {
            passages.add(startUp(result));
        }
        return passages;
    }

    private static Passage asked(EvaluationResult result) {
        long policies =
                result.rows().stream().map(row -> row.setting().policy()).distinct().count();
        return new Passage(
                "What was asked?",
                "%s of %s, each under the same traffic with %s."
                        .formatted(
                                Figures.count(result.rows().size(), "setting"),
                                policies == 1 ? "one policy" : policies + " policies",
                                Figures.count(result.seeds().size(), "seed")),
                List.of(
                        "%s on the virtual clock. The servers are a model of an engine: confirm the choice with a live run."
                                .formatted(Figures.count(result.runs(), "run"))));
    }

    private static Passage possible(EvaluationResult result, Bounds bounds) {
        Recommendation chosen = result.recommendation();
        var details = new ArrayList<String>();
        details.add(
                "One replica serves %s requests a second of this mix, by %s."
                        .formatted(Figures.number(bounds.capacityPerReplica()), bounds.how()));
        details.add(
                "With replicas that start in no time %s replica-seconds would do, with the best fixed number for the peak %s."
                        .formatted(
                                Figures.number(bounds.zeroDelay()),
                                Figures.number(bounds.bestStatic())));
        Row fixed = result.statics().stream().filter(Row::alwaysMet).findFirst().orElse(null);
        if (fixed != null && chosen.fixed() == null) {
            details.add(
                    "%s replicas all along met every objective for %s."
                            .formatted(
                                    fixed.setting().varied().get("replicas"),
                                    Figures.number(fixed.replicaSeconds())));
        }
        return new Passage(
                "How close is that to the best possible?",
                against(chosen.row().replicaSeconds(), bounds),
                details);
    }

    /** What a setting pays beside the oracle, which never lets demand wait. */
    public static String against(double paid, Bounds bounds) {
        double more = paid / bounds.withStartUp() - 1;
        String oracle =
                "whoever knew the load and never let it wait (%s replica-seconds)"
                        .formatted(Figures.number(bounds.withStartUp()));
        if (Math.abs(more) < 0.005) {
            return "It pays as much as " + oracle + ".";
        }
        return more > 0
                ? "It pays %s more than %s.".formatted(Figures.percent(more), oracle)
                : "It pays %s less than %s: it lets requests wait in bursts instead."
                        .formatted(Figures.percent(-more), oracle);
    }

    private static Passage startUp(EvaluationResult result) {
        var details = new ArrayList<String>();
        boolean holds = true;
        for (StartUpSensitivity under : result.sensitivity()) {
            Row row = under.rows().getFirst();
            holds &= under.holds();
            details.add(
                    "With a start-up of %s: %s within every limit for %s replica-seconds%s."
                            .formatted(
                                    Figures.span(under.startUpSeconds()),
                                    Figures.percent(row.attainment()),
                                    Figures.number(row.replicaSeconds()),
                                    under.holds() ? "" : "; better then: " + under.best()));
        }
        return new Passage(
                "What if replicas took another time to start?",
                holds
                        ? "The choice would be the same."
                        : "Another setting would be better for some start-up times.",
                details);
    }
}
