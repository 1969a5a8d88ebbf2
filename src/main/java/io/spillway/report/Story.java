package io.spillway.report;

import io.spillway.analysis.Judgement;
import io.spillway.analysis.LimitCycle;
import io.spillway.analysis.RunSummary;
import io.spillway.analysis.Verdict;
import io.spillway.record.Effect;
import io.spillway.record.SecondRow;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A run told in sentences: what was asked, whether scaling helped, how long a replica took and why,
 * which setting to use, and whether the measurement was sound. Every figure is from the summary or
 * the one-second series.
 */
public final class Story {
    private static final double HELPED = 1.5;

    private final RunFacts facts;
    private final RunSummary summary;

    private Story(RunData data) {
        this.facts = new RunFacts(data);
        this.summary = data.summary();
    }

    /** The passages, in reading order. */
    public static List<Passage> of(RunData data) {
        var story = new Story(data);
        var passages = new ArrayList<Passage>();
        passages.add(story.asked());
        passages.add(story.helped());
        LimitCycle cycle = RunFindings.cycle(data);
        if (cycle != null) {
            passages.add(unsettled(cycle));
        }
        if (!story.facts.starts().isEmpty()) {
            passages.add(story.replicaTook());
        }
        passages.add(Advice.of(data));
        passages.add(story.sound());
        return passages;
    }

    private static Passage unsettled(LimitCycle cycle) {
        return new Passage(
                "Did the fleet settle?",
                "No. " + RunFindings.sentence(cycle),
                List.of(
                        "It is the policy that swings: what it looks at is gone as soon as a new replica has done its work.",
                        "Let it count running requests beside waiting ones, or scale in more slowly."));
    }

    private Passage asked() {
        RunSummary.Requests requests = summary.requests();
        String load =
                "%s in %s, %s."
                        .formatted(
                                Figures.count(requests.scheduled(), "request"),
                                Figures.span((double) facts.loadedSeconds()),
                                rates());
        var details = new ArrayList<String>();
        RunSummary.Scaling scaling = summary.scaling();
        RunSummary.Replicas replicas = summary.replicas();
        if (scaling != null && replicas != null) {
            details.add(
                    "The policy %s looked %s times and kept between %d and %s."
                            .formatted(
                                    PolicyText.of(scaling.policy(), facts.data.config()),
                                    Figures.count(scaling.checks()),
                                    replicas.min(),
                                    Figures.count(replicas.max(), "ready replica")));
        } else if (replicas != null) {
            details.add(
                    "%s served; nothing was there to scale them."
                            .formatted(Figures.count(replicas.max(), "replica")));
        }
        RunSummary.Slo slo = summary.slo();
        if (slo != null) {
            details.add(
                    "The objectives: %s."
                            .formatted(
                                    SloLine.of(slo).stream()
                                            .map(
                                                    line ->
                                                            line.name()
                                                                    + " within "
                                                                    + line.limitText())
                                            .collect(Collectors.joining(", "))));
        }
        return new Passage("What was asked?", load, details);
    }

    private String rates() {
        List<Double> rates =
                summary.stages().stream()
                        .map(RunSummary.Stage::requestedRate)
                        .filter(rate -> rate != null)
                        .toList();
        if (rates.isEmpty()) {
            long peak =
                    facts.data.seconds().stream()
                            .mapToLong(row -> row.counts().offered())
                            .max()
                            .orElse(0);
            return "up to %s in a second".formatted(Figures.count(peak));
        }
        if (rates.size() > 6) {
            return "in %d stages of %s to %s a second"
                    .formatted(
                            rates.size(),
                            Figures.number(rates.stream().mapToDouble(r -> r).min().orElseThrow()),
                            Figures.number(rates.stream().mapToDouble(r -> r).max().orElseThrow()));
        }
        String list = rates.stream().map(Figures::number).collect(Collectors.joining(", then "));
        return list + " a second";
    }

    private Passage helped() {
        RunSummary.Scaling scaling = summary.scaling();
        var details = new ArrayList<String>();
        String answer;
        if (facts.scaleOuts().isEmpty() || scaling == null) {
            answer = "Nothing was scaled out.";
            details.add(queue());
        } else {
            answer = effect(scaling.effect(), details);
        }
        objectives(details);
        cost(details);
        failures(details);
        details.removeIf(String::isEmpty);
        return new Passage("Did scaling help?", answer, details);
    }

    private String effect(Effect effect, List<String> details) {
        double worst = effect.worstTtftP95Seconds();
        double settled = effect.settledTtftP95Seconds();
        details.add(queue());
        if (!(worst > 0) || !(settled > 0)) {
            return "It cannot be told: TTFT was not measured under load before and after.";
        }
        double factor = worst / settled;
        String figures =
                "in the worst five seconds 95 %% of the requests had their first token within %s, at the end of the high load within %s"
                        .formatted(Figures.latency(worst), Figures.latency(settled));
        if (factor >= HELPED) {
            return "Yes: %s, %s times sooner, with %d replicas instead of %d."
                    .formatted(
                            figures,
                            Figures.number(factor),
                            facts.mostReady(),
                            facts.scaleOuts().getFirst().from());
        }
        return factor > 1 / HELPED
                ? "Hardly: " + figures + "."
                : "No, it got worse: " + figures + ".";
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
                "%s of the scheduled requests were within every limit"
                        .formatted(Figures.percent(slo.attainment()));
        details.add(
                missed.isEmpty()
                        ? "The objectives were %s: %s."
                                .formatted(
                                        Boolean.TRUE.equals(slo.met()) ? "met" : "not all measured",
                                        within)
                        : "An objective was missed: %s. Still, %s.".formatted(missed, within));
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
                "It paid for %s replica-seconds; %d replicas all along would have been %s."
                        .formatted(
                                Figures.number(replicas.paidSeconds()),
                                replicas.max(),
                                Figures.number(fixed)));
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

    private Passage replicaTook() {
        List<StartTimes> starts = facts.starts();
        double mean = facts.meanStartSeconds();
        var details = new ArrayList<String>();
        int told = Math.min(4, starts.size());
        for (StartTimes start : starts.subList(0, told)) {
            details.add(oneReplica(start));
        }
        if (starts.size() > told) {
            details.add("%d more are in the picture below.".formatted(starts.size() - told));
        }
        String answer =
                Double.isNaN(mean)
                        ? "No replica that was asked for became ready."
                        : "%s from %s until it was ready%s."
                                .formatted(
                                        capitalised(Figures.span(mean)),
                                        starts.getFirst().isScaleOut()
                                                ? "the first sign of overload"
                                                : "being asked for",
                                        starts.size() > 1
                                                ? ", the mean of %d replicas"
                                                        .formatted(starts.size())
                                                : "");
        return new Passage("How long did a replica take, and why?", answer, details);
    }

    private static String capitalised(String text) {
        return text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
    }

    private static String oneReplica(StartTimes start) {
        String spans =
                start.spans().stream()
                        .filter(span -> span.seconds() >= 0.05)
                        .map(span -> "%s %s".formatted(span.words(), Figures.span(span.seconds())))
                        .collect(Collectors.joining(", "));
        String longest =
                start.longest()
                        .map(
                                span ->
                                        " Most of it was %s (%s)."
                                                .formatted(
                                                        span.words(),
                                                        Figures.percent(
                                                                span.seconds()
                                                                        / start.wholeSeconds())))
                        .orElse("");
        return "%s, from %s: %s.%s"
                .formatted(
                        start.replica(),
                        Figures.at(start.fromSeconds()),
                        spans.isEmpty() ? "at once" : spans,
                        longest);
    }

    private Passage sound() {
        RunSummary.Validity validity = summary.validity();
        var details = new ArrayList<String>();
        for (Verdict verdict : validity.verdicts()) {
            if (verdict.rule().equals("V1")) {
                details.add(sentence(verdict.text()));
            }
        }
        validity.doubts().forEach(doubt -> details.add("But " + sentence(doubt, false)));
        facts.data.problems().forEach(problem -> details.add("Files: " + problem + "."));
        long failed =
                validity.verdicts().stream()
                        .filter(verdict -> verdict.level() == Verdict.Level.FAIL)
                        .count();
        if (failed > 0) {
            details.add(
                    "%s failed; they are listed under verdicts."
                            .formatted(Figures.count(failed, "rule")));
        }
        if (summary.identity().clock() == RunSummary.Clock.VIRTUAL) {
            details.add(
                    "It ran on the virtual clock: the servers are a model of an engine, the same seed gives the same figures.");
        }
        String answer =
                !validity.valid()
                        ? "No, these figures must not be used."
                        : validity.doubts().isEmpty()
                                ? "Yes, nothing speaks against it."
                                : "Yes, with a reservation.";
        return new Passage("Was the measurement sound?", answer, details);
    }

    static String sentence(String text) {
        return sentence(text, true);
    }

    private static String sentence(String text, boolean capital) {
        String begun = capital ? capitalised(text) : text;
        return begun.endsWith(".") ? begun : begun + ".";
    }
}
