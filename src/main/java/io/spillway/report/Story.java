package io.spillway.report;

import io.spillway.analysis.LimitCycle;
import io.spillway.analysis.RunSummary;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A run told in sentences: what was asked, whether scaling helped, how long a replica took and why,
 * which setting to use, and whether the measurement was sound. Every figure is from the summary or
 * the one-second series.
 */
public final class Story {
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
        passages.add(EffectStory.of(data));
        LimitCycle cycle = RunFindings.cycle(data);
        if (cycle != null) {
            passages.add(unsettled(cycle));
        }
        if (!story.facts.starts().isEmpty()) {
            passages.add(StartStory.of(story.facts));
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
                "%s in %s: %s."
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

    private Passage sound() {
        RunSummary.Validity validity = summary.validity();
        List<String> reservations = Reservations.of(facts.data);
        String question = "Was the measurement sound?";
        String of = whose();
        if (!validity.valid()) {
            return new Passage(
                    question,
                    Passage.Mood.BAD,
                    "No",
                    "These figures%s must not be used.".formatted(of),
                    reservations);
        }
        return reservations.isEmpty()
                ? new Passage(
                        question,
                        Passage.Mood.GOOD,
                        "Yes",
                        "Nothing speaks against the figures%s.".formatted(of),
                        reservations)
                : new Passage(
                        question,
                        Passage.Mood.MIXED,
                        "Yes, with " + Figures.count(reservations.size(), "reservation"),
                        "The figures%s can be used. What to keep in mind:".formatted(of),
                        reservations);
    }

    /** What the figures are of, where that is not real servers. */
    private String whose() {
        if (!FleetText.of(facts.data).isSimulated()) {
            return "";
        }
        return summary.identity().clock() == RunSummary.Clock.VIRTUAL
                ? ", of a model of an engine on the virtual clock and of no GPU,"
                : ", of simulated replicas and of no GPU,";
    }

    static String sentence(String text) {
        String begun = capitalised(text);
        return begun.endsWith(".") ? begun : begun + ".";
    }

    static String capitalised(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
