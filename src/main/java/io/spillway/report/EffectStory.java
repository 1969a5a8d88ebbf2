package io.spillway.report;

import io.spillway.analysis.FleetTimeline;
import io.spillway.analysis.Judgement;
import io.spillway.analysis.Oracle;
import io.spillway.analysis.RunSummary;
import io.spillway.analysis.StepSeries;
import io.spillway.fleet.RunEvent;
import io.spillway.record.Effect;
import io.spillway.record.SecondRow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Whether scaling helped: latency at its worst and once settled, objectives, cost, failures. */
final class EffectStory {
    private static final String QUESTION = "Did scaling help?";

    /** Less of a change than this factor is none. */
    private static final double HELPED = 1.5;

    /** A settled window with less than this share of the load says little about scaling. */
    private static final double SAME_LOAD = 0.8;

    private final RunFacts facts;
    private final RunSummary summary;
    private final StepSeries ready;

    private EffectStory(RunData data) {
        this.facts = new RunFacts(data);
        this.summary = data.summary();
        List<RunEvent> inOrder =
                data.events().stream().sorted(Comparator.comparingLong(RunEvent::atNanos)).toList();
        this.ready = FleetTimeline.of(inOrder).ready();
    }

    static Passage of(RunData data) {
        return new EffectStory(data).passage();
    }

    private Passage passage() {
        RunSummary.Scaling scaling = summary.scaling();
        var details = new ArrayList<String>();
        details.add(queue());
        objectives(details);
        cost(details);
        failures(details);
        return facts.scaleOuts().isEmpty() || scaling == null
                ? new Passage(QUESTION, "Nothing was scaled out.", details)
                : effect(scaling.effect(), details);
    }

    private Passage effect(Effect effect, List<String> details) {
        double worst = effect.worstTtftP95Seconds();
        double settled = effect.settledTtftP95Seconds();
        if (!(worst > 0) || !(settled > 0)) {
            return new Passage(
                    QUESTION,
                    "It cannot be told: TTFT was not measured under load before and after.",
                    details);
        }
        String answer =
                "TTFT p95 was %s at worst%s and %s once settled%s."
                        .formatted(
                                Figures.latency(worst),
                                window(effect.worst()),
                                Figures.latency(settled),
                                window(effect.settled()));
        if (worst < settled * HELPED) {
            boolean hardly = worst > settled / HELPED;
            return new Passage(
                    QUESTION,
                    hardly ? Passage.Mood.MIXED : Passage.Mood.BAD,
                    hardly ? "Hardly" : "No, it got worse",
                    answer,
                    details);
        }
        return helped(effect, answer, details);
    }

    private Passage helped(Effect effect, String answer, List<String> details) {
        RunSummary.Slo slo = summary.slo();
        double before = rate(effect.worst());
        double after = rate(effect.settled());
        if (after < SAME_LOAD * before) {
            return new Passage(
                    QUESTION,
                    Passage.Mood.MIXED,
                    "In part",
                    answer + " The load had fallen by then, so not all of that is scaling's.",
                    details);
        }
        details.addFirst(
                "A request counts in the second in which it was due. The chart below counts it where its first token came, so its peak is later.");
        if (slo != null && !(slo.attainment() >= Objectives.NEARLY_ALL)) {
            return new Passage(
                    QUESTION,
                    Passage.Mood.MIXED,
                    "Yes, but late: %s missed a limit".formatted(new Objectives(slo).missed()),
                    answer,
                    details);
        }
        return new Passage(
                QUESTION,
                Passage.Mood.GOOD,
                "Yes: %s, then %s"
                        .formatted(
                                Figures.latency(effect.worstTtftP95Seconds()),
                                Figures.latency(effect.settledTtftP95Seconds())),
                answer,
                details);
    }

    /** {@code " (requests due from 27.0 s to 32.0 s, 22.4 a second, 2 to 3 replicas ready)"}. */
    private String window(Effect.Window window) {
        if (!window.isKnown()) {
            return "";
        }
        long from = Math.round(window.fromSeconds() * 1e9);
        long to = Math.round(window.toSeconds() * 1e9);
        int most = ready.max(from, to);
        return " (requests due from %s to %s, %s a second, %s ready)"
                .formatted(
                        Figures.at(window.fromSeconds()),
                        Figures.at(window.toSeconds()),
                        Figures.number(rate(window)),
                        Figures.range(ready.min(from, to), most)
                                + (most == 1 ? " replica" : " replicas"));
    }

    /** Requests due in a second of it; NaN when nothing is known. */
    private double rate(Effect.Window window) {
        long from = Math.round(window.fromSeconds());
        long to = Math.round(window.toSeconds());
        return facts.data.seconds().stream()
                .filter(row -> row.atNanos() / 1e9 > from + 0.5 && row.atNanos() / 1e9 < to + 0.5)
                .mapToLong(row -> row.counts().offered())
                .average()
                .orElse(Double.NaN);
    }

    private String queue() {
        List<SecondRow> seconds = facts.data.seconds();
        Overload overload = Overload.worst(seconds);
        if (overload == null) {
            return "No request was waiting in an engine's queue at the end of a second.";
        }
        String end =
                overload.ended()
                        ? "at %s, %s after the first, none did"
                                .formatted(
                                        Figures.at(overload.toSeconds()),
                                        Figures.span(overload.toSeconds() - overload.fromSeconds()))
                        : "at the end some still did";
        return "Requests began to wait at %s; at %s the most did, %s; %s."
                .formatted(
                        Figures.at(overload.fromSeconds()),
                        Figures.at(overload.mostAtSeconds()),
                        Figures.count((long) overload.most()),
                        end);
    }

    private void objectives(List<String> details) {
        RunSummary.Slo slo = summary.slo();
        if (slo == null) {
            return;
        }
        var objectives = new Objectives(slo);
        String missed =
                SloLine.of(slo).stream()
                        .filter(line -> line.outcome() == SloLine.Outcome.MISSED)
                        .map(
                                line ->
                                        "%s was %s, the limit is %s"
                                                .formatted(
                                                        line.name(),
                                                        line.measuredText(),
                                                        line.limitText()))
                        .collect(Collectors.joining("; "));
        if (!missed.isEmpty()) {
            details.add("Missed over the whole run: %s.".formatted(missed));
        } else if (objectives.areMet() && !objectives.areMetByNearlyAll()) {
            details.add(loose(objectives));
        } else {
            details.add(
                    objectives.areMet()
                            ? "The objectives were met over the whole run."
                            : "Not all objectives were measured.");
        }
        details.add(
                "%s of the requests did not fail%s."
                        .formatted(
                                Figures.percent(slo.attainment()),
                                objectives.limits().isEmpty()
                                        ? ""
                                        : " and stayed, each by itself, within every limit ("
                                                + objectives.limits()
                                                + ")"));
        SloLine objective = facts.ttftObjective();
        long slow = facts.slowSeconds().size();
        if (slow > 0 && objective != null) {
            details.add(
                    "By the second in which first tokens came, %s was above %s in %s of %s, between %s and %s."
                            .formatted(
                                    objective.name(),
                                    objective.limitText(),
                                    Figures.count(slow),
                                    Figures.count(facts.loadedSeconds(), "second"),
                                    Figures.at(facts.slowSeconds().getFirst().atNanos() / 1e9 - 1),
                                    Figures.at(facts.slowSeconds().getLast().atNanos() / 1e9)));
        }
    }

    private static String loose(Objectives objectives) {
        List<String> loose = objectives.loose();
        return loose.isEmpty()
                ? "The objectives were met over the whole run, each by itself."
                : "The objectives were met over the whole run, but %s looks at the middle request only: a rush does not show in it."
                        .formatted(String.join(" and ", loose));
    }

    private void cost(List<String> details) {
        RunSummary.Replicas replicas = summary.replicas();
        Judgement judgement = facts.data.judgement();
        if (replicas == null || facts.scalings().isEmpty()) {
            return;
        }
        if (judgement != null) {
            details.add(beside(judgement));
            return;
        }
        double fixed = replicas.max() * summary.durationSeconds();
        details.add(
                "Over the whole run it paid for %s replica-seconds, %s less than the %s of %d replicas all along."
                        .formatted(
                                Figures.replicaSeconds(replicas.paidSeconds()),
                                Figures.percent(1 - replicas.paidSeconds() / fixed),
                                Figures.replicaSeconds(fixed),
                                replicas.max()));
    }

    /** All on one basis: replica-seconds while the load ran. */
    private static String beside(Judgement judgement) {
        Oracle oracle = judgement.oracle();
        double paid = judgement.cost().replicaSeconds();
        return "While the load ran it paid for %s replica-seconds: %s than the %s of a fleet that knows the load beforehand, %s than the %s of the best fixed number, %s."
                .formatted(
                        Figures.replicaSeconds(paid),
                        compared(paid, oracle.withStartUp()),
                        Figures.replicaSeconds(oracle.withStartUp()),
                        compared(paid, oracle.bestStatic()),
                        Figures.replicaSeconds(oracle.bestStatic()),
                        Figures.count(oracle.bestStaticReplicas(), "replica"));
    }

    private static String compared(double paid, double other) {
        return paid >= other
                ? Figures.percent(paid / other - 1) + " more"
                : Figures.percent(1 - paid / other) + " less";
    }

    private void failures(List<String> details) {
        RunSummary.Requests requests = summary.requests();
        if (requests.failed() == 0) {
            details.add("No request failed.");
            return;
        }
        String causes =
                requests.failuresByCause().entrySet().stream()
                        .map(cause -> Figures.count(cause.getValue()) + " " + cause.getKey())
                        .collect(Collectors.joining(", "));
        details.add(
                "%s of %s failed: %s."
                        .formatted(
                                Figures.count(requests.failed()),
                                Figures.count(requests.scheduled()),
                                causes));
    }
}
