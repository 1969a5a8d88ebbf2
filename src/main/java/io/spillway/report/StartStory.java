package io.spillway.report;

import io.spillway.fleet.RunEvent;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.StartPhase;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long replicas took to be ready, and what the time went into. */
final class StartStory {
    private static final String QUESTION = "How long did a replica take, and why?";
    private static final int TOLD = 4;
    private static final int PARTS = 3;

    /** Shorter than this since requests began to wait is at once. */
    private static final double AT_ONCE = 1.5;

    private final RunFacts facts;
    private final FleetText fleet;

    private StartStory(RunFacts facts) {
        this.facts = facts;
        this.fleet = FleetText.of(facts.data);
    }

    /** Of a run with at least one start. */
    static Passage of(RunFacts facts) {
        return new StartStory(facts).passage();
    }

    private Passage passage() {
        List<StartTimes> starts = facts.starts();
        var details = new ArrayList<String>();
        List<StartTimes> ready =
                starts.stream().filter(start -> Double.isFinite(start.totalSeconds())).toList();
        if (!fleet.startNote().isEmpty()) {
            details.add(fleet.startNote());
        }
        int told = Math.min(TOLD, starts.size());
        starts.subList(0, told).forEach(start -> details.add(oneReplica(start)));
        if (starts.size() > told) {
            details.add("%d more are in the picture below.".formatted(starts.size() - told));
        }
        if (ready.isEmpty()) {
            return new Passage(
                    QUESTION,
                    Passage.Mood.BAD,
                    "None became ready",
                    "No replica that was asked for became ready.",
                    details);
        }
        if (ready.stream().anyMatch(StartStory::isPrepared)) {
            details.add(
                    "Preparing to serve is what follows the loading of the weights, until the health check answers: memory for the KV cache, compilation, warm-up.");
        }
        boolean scaled = ready.getFirst().isScaleOut();
        String mean = ready.size() > 1 ? ", the mean of %d replicas".formatted(ready.size()) : "";
        String answer =
                "From %s until it was ready%s: %s."
                        .formatted(
                                scaled ? "the check that saw an overload" : "being asked for",
                                mean,
                                parts(ready));
        return new Passage(
                QUESTION,
                Passage.Mood.PLAIN,
                Figures.span(facts.meanStartSeconds())
                        + (fleet.isSimulated() ? " (simulated)" : ""),
                answer,
                details);
    }

    private static boolean isPrepared(StartTimes start) {
        return start.spans().stream()
                .anyMatch(
                        span -> span.until() == StartPhase.READY && span.from() == StartPhase.LOAD);
    }

    /**
     * {@code "preparing to serve 2.9 s, loading the model 1.9 s, deciding 1 s, the rest 0.3 s"}:
     * means, the largest first; they add up to the whole.
     */
    private static String parts(List<StartTimes> ready) {
        Map<StartPhase, Double> sums = new EnumMap<>(StartPhase.class);
        Map<StartPhase, String> words = new EnumMap<>(StartPhase.class);
        for (StartTimes start : ready) {
            for (StartTimes.Span span : start.untilReady()) {
                sums.merge(span.until(), span.seconds() / ready.size(), Double::sum);
                words.put(span.until(), span.words());
            }
        }
        var parts = new LinkedHashMap<String, Double>();
        sums.entrySet().stream()
                .sorted(Map.Entry.<StartPhase, Double>comparingByValue(Comparator.reverseOrder()))
                .forEach(
                        part ->
                                parts.merge(
                                        words.get(part.getKey()), part.getValue(), Double::sum));
        return sum(parts);
    }

    /** The parts in order, the last ones as a rest, so that what is shown adds up. */
    static String sum(Map<String, Double> parts) {
        double whole = parts.values().stream().mapToDouble(Double::doubleValue).sum();
        var shown = new ArrayList<String>();
        double told = 0;
        for (Map.Entry<String, Double> part : parts.entrySet()) {
            if (shown.size() == PARTS || tenths(part.getValue()) == 0) {
                break;
            }
            shown.add(part.getKey() + " " + Figures.span(part.getValue()));
            told += tenths(part.getValue());
        }
        double rest = tenths(whole) - told;
        if (shown.isEmpty()) {
            return "at once";
        }
        if (rest >= 0.05 && shown.size() < parts.size()) {
            shown.add("the rest " + Figures.span(rest));
        }
        return String.join(", ", shown);
    }

    /** As {@link Figures#span} shows it. */
    private static double tenths(double seconds) {
        return seconds < 9.95 ? Math.round(seconds * 10) / 10.0 : Math.round(seconds);
    }

    private String oneReplica(StartTimes start) {
        double total = start.totalSeconds();
        if (!Double.isFinite(total)) {
            return "%s was asked for at %s and never became ready."
                    .formatted(start.replica(), Figures.at(start.fromSeconds()));
        }
        String longest =
                start.longest()
                        .map(
                                span ->
                                        "; the longest part was %s (%s of it)"
                                                .formatted(
                                                        span.words(),
                                                        Figures.percent(span.seconds() / total)))
                        .orElse("");
        return "%s: %s, from %s to %s%s.%s%s"
                .formatted(
                        start.replica(),
                        Figures.span(total),
                        Figures.at(start.fromSeconds()),
                        Figures.at(start.readyAtSeconds()),
                        longest,
                        start.isScaleOut() ? sinceOverload(start) : "",
                        start.isScaleOut() ? firstToken(start) : "");
    }

    private static String firstToken(StartTimes start) {
        List<StartTimes.Span> after = start.afterReady();
        return after.isEmpty() || after.getLast().until() != StartPhase.FIRST_TOKEN
                ? ""
                : " Its first token came %s after it was ready."
                        .formatted(
                                Figures.part(
                                        after.stream()
                                                .mapToDouble(StartTimes.Span::seconds)
                                                .sum()));
    }

    /** Where requests had been waiting for long: since when, and what the policy did meanwhile. */
    private String sinceOverload(StartTimes start) {
        Overload overload =
                Overload.in(facts.data.seconds()).stream()
                        .filter(each -> each.contains(start.fromSeconds()))
                        .findFirst()
                        .orElse(null);
        if (overload == null || start.fromSeconds() - overload.fromSeconds() < AT_ONCE) {
            return "";
        }
        String held = mostHeld(overload.fromSeconds(), start.fromSeconds());
        return " By then requests had been waiting for %s, since %s%s."
                .formatted(
                        Figures.span(start.readyAtSeconds() - overload.fromSeconds()),
                        Figures.at(overload.fromSeconds()),
                        held.isEmpty() ? "" : "; " + held);
    }

    /** What most checks in between said when they did nothing: a reason without its figures. */
    private String mostHeld(double fromSeconds, double toSeconds) {
        var reasons = new LinkedHashMap<String, Integer>();
        for (RunEvent event : facts.data.events()) {
            double at = event.atNanos() / 1e9;
            if (event instanceof RunEvent.Checked check
                    && check.decision() instanceof ScalingDecision.Hold hold
                    && at > fromSeconds
                    && at < toSeconds) {
                reasons.merge(hold.reason(), 1, Integer::sum);
            }
        }
        return reasons.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .filter(most -> most.getValue() > 1)
                .map(
                        most ->
                                "%s did nothing: %s"
                                        .formatted(
                                                Figures.count(most.getValue(), "check"),
                                                most.getKey()))
                .orElse("");
    }
}
