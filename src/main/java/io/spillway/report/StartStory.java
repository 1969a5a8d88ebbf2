package io.spillway.report;

import io.spillway.fleet.StartPhase;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How long replicas took to be ready, and what the time went into. */
final class StartStory {
    private static final String QUESTION = "How long did a replica take, and why?";
    private static final int TOLD = 4;
    private static final int PARTS = 3;

    private StartStory() {}

    /** Of a run with at least one start. */
    static Passage of(RunFacts facts) {
        List<StartTimes> starts = facts.starts();
        var details = new ArrayList<String>();
        int told = Math.min(TOLD, starts.size());
        starts.subList(0, told).forEach(start -> details.add(oneReplica(start)));
        if (starts.size() > told) {
            details.add("%d more are in the picture below.".formatted(starts.size() - told));
        }
        List<StartTimes> ready =
                starts.stream().filter(start -> Double.isFinite(start.totalSeconds())).toList();
        if (ready.isEmpty()) {
            return new Passage(
                    QUESTION,
                    Passage.Mood.BAD,
                    "None became ready",
                    "No replica that was asked for became ready.",
                    details);
        }
        String since =
                ready.getFirst().isScaleOut() ? "the first sign of overload" : "being asked for";
        String mean = ready.size() > 1 ? ", the mean of %d replicas".formatted(ready.size()) : "";
        String answer =
                "From %s until it was ready%s: %s.".formatted(since, mean, largestParts(ready));
        return new Passage(
                QUESTION,
                Passage.Mood.PLAIN,
                Figures.span(facts.meanStartSeconds()),
                answer,
                details);
    }

    /**
     * {@code "loading the model 3 s, getting ready 2 s, deciding 1 s"}: means, the largest first.
     */
    private static String largestParts(List<StartTimes> ready) {
        Map<StartPhase, Double> sums = new EnumMap<>(StartPhase.class);
        Map<StartPhase, String> words = new EnumMap<>(StartPhase.class);
        for (StartTimes start : ready) {
            for (StartTimes.Span span : start.untilReady()) {
                sums.merge(span.until(), span.seconds(), Double::sum);
                words.put(span.until(), span.words());
            }
        }
        return sums.entrySet().stream()
                .sorted(Map.Entry.<StartPhase, Double>comparingByValue(Comparator.reverseOrder()))
                .limit(PARTS)
                .map(
                        part ->
                                words.get(part.getKey())
                                        + " "
                                        + Figures.span(part.getValue() / ready.size()))
                .collect(Collectors.joining(", "));
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
                                        " The longest part was %s (%s)."
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
}
