package io.spillway.report;

import io.spillway.analysis.Judgement;
import io.spillway.analysis.RunSummary;
import io.spillway.record.Effect;
import io.spillway.record.SecondRow;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Whether scaling helped: latency at its worst and once settled, objectives, cost, failures. */
final class EffectStory {
    private static final String QUESTION = "Did scaling help?";
    private static final double HELPED = 1.5;

    private final RunFacts facts;
    private final RunSummary summary;

    private EffectStory(RunData data) {
        this.facts = new RunFacts(data);
        this.summary = data.summary();
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
        double factor = worst / settled;
        String figures =
                "in the worst five seconds 95 %% of the requests had their first token within %s, at the end of the high load within %s, with %d replicas instead of %d."
                        .formatted(
                                Figures.latency(worst),
                                Figures.latency(settled),
                                facts.mostReady(),
                                facts.scaleOuts().getFirst().from());
        if (factor >= HELPED) {
            String headline = "Yes, %s times faster".formatted(Figures.number(factor));
            return new Passage(
                    QUESTION, Passage.Mood.GOOD, headline, Story.sentence(figures), details);
        }
        return factor > 1 / HELPED
                ? new Passage(
                        QUESTION, Passage.Mood.MIXED, "Hardly", Story.sentence(figures), details)
                : new Passage(
                        QUESTION,
                        Passage.Mood.BAD,
                        "No, it got worse",
                        Story.sentence(figures),
                        details);
    }

    private String queue() {
        SecondRow longest = facts.longestQueue();
        if (longest == null || longest.waiting() < 1) {
            return "No request ever waited in an engine's queue at the end of a second.";
        }
        return "The queue was longest at %s, with %s waiting."
                .formatted(
                        Figures.at(longest.atNanos() / 1e9),
                        Figures.count((long) longest.waiting(), "request"));
    }

    private void objectives(List<String> details) {
        RunSummary.Slo slo = summary.slo();
        if (slo == null) {
            return;
        }
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
        String within =
                "taken one by one, %s of the scheduled requests were within every limit"
                        .formatted(Figures.percent(slo.attainment()));
        details.add(
                missed.isEmpty()
                        ? "The objectives were %s; %s."
                                .formatted(
                                        Boolean.TRUE.equals(slo.met())
                                                ? "met over the whole run"
                                                : "not all measured",
                                        within)
                        : "Missed: %s; %s.".formatted(missed, within));
        SloLine objective = facts.ttftObjective();
        long slow = facts.slowSeconds().size();
        if (slow > 0 && objective != null) {
            details.add(
                    "Second by second, %s was above %s in %s of %s, between %s and %s."
                            .formatted(
                                    objective.name(),
                                    objective.limitText(),
                                    Figures.count(slow),
                                    Figures.count(facts.loadedSeconds(), "second"),
                                    Figures.at(facts.slowSeconds().getFirst().atNanos() / 1e9),
                                    Figures.at(facts.slowSeconds().getLast().atNanos() / 1e9)));
        }
    }

    private void cost(List<String> details) {
        RunSummary.Replicas replicas = summary.replicas();
        Judgement judgement = facts.data.judgement();
        if (replicas == null || facts.scalings().isEmpty()) {
            return;
        }
        double fixed = replicas.max() * summary.durationSeconds();
        details.add(
                "It paid for %s replica-seconds, %s less than the %s of %d replicas all along."
                        .formatted(
                                Figures.number(replicas.paidSeconds()),
                                Figures.percent(1 - replicas.paidSeconds() / fixed),
                                Figures.number(fixed),
                                replicas.max()));
        if (judgement != null) {
            details.add(
                    "Whoever had known the load beforehand would have paid %s: %s more was paid than needed."
                            .formatted(
                                    Figures.number(judgement.oracle().withStartUp()),
                                    Figures.percent(Math.max(0, judgement.regret()))));
        }
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
