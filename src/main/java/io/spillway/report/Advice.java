package io.spillway.report;

import io.spillway.analysis.Judgement;
import io.spillway.analysis.RunSummary;
import io.spillway.analysis.Verdict;
import io.spillway.record.SecondRow;

import java.util.ArrayList;
import java.util.List;

/** What to do after a run, most important first. Each sentence follows from figures it names. */
final class Advice {
    private static final double SLOW_TO_DECIDE = 0.3;
    private static final double WASTEFUL = 0.35;

    private final RunFacts facts;
    private final RunSummary summary;
    private final List<String> sentences = new ArrayList<>();

    private Advice(RunData data) {
        this.facts = new RunFacts(data);
        this.summary = data.summary();
    }

    static Passage of(RunData data) {
        return new Advice(data).passage();
    }

    private Passage passage() {
        failures();
        ceiling();
        reserve();
        oneByOne();
        deciding();
        calmer();
        waste();
        capacity();
        boolean improvable = !sentences.isEmpty();
        String answer = answer();
        if (summary.scaling() != null) {
            sentences.add(
                    "One run is one sample: spillway evaluate plays the same load to several settings and seeds and names the best.");
        }
        return new Passage(
                "Which setting should I use?",
                mood(improvable),
                headline(improvable),
                answer,
                sentences);
    }

    private Passage.Mood mood(boolean improvable) {
        RunSummary.Slo slo = summary.slo();
        if (!summary.validity().valid() || slo == null) {
            return Passage.Mood.PLAIN;
        }
        Boolean met = slo.met();
        if (met == null) {
            return Passage.Mood.MIXED;
        }
        if (!met) {
            return Passage.Mood.BAD;
        }
        return improvable ? Passage.Mood.MIXED : Passage.Mood.GOOD;
    }

    private String headline(boolean improvable) {
        RunSummary.Slo slo = summary.slo();
        if (!summary.validity().valid()) {
            return "Measure again";
        }
        if (slo == null) {
            return "Set objectives first";
        }
        Boolean met = slo.met();
        if (met == null) {
            return "Not all was measured";
        }
        if (!met) {
            return "Not this one";
        }
        return improvable ? "This one will do" : "This one";
    }

    private String answer() {
        RunSummary.Slo slo = summary.slo();
        if (!summary.validity().valid()) {
            return "Measure again before changing anything: the figures of this run are not valid.";
        }
        if (slo == null) {
            return "Set objectives (slo: {ttft_p95: 2s, …}): without them no setting is better than another.";
        }
        if (Boolean.TRUE.equals(slo.met())) {
            return sentences.isEmpty()
                    ? "%s met every objective.".formatted(policy())
                    : "%s met every objective. It can still be made better:".formatted(policy());
        }
        return sentences.isEmpty()
                ? "Look at the stages below: an objective was missed, and scaling is not the reason."
                : sentences.removeFirst();
    }

    private String policy() {
        RunSummary.Scaling scaling = summary.scaling();
        return scaling == null
                ? Figures.count(facts.mostReady(), "replica")
                : PolicyText.of(scaling.policy(), facts.data.config());
    }

    private void failures() {
        RunSummary.Requests requests = summary.requests();
        if (requests.failed() * 100 > requests.scheduled()) {
            sentences.add(
                    "Find out first why %s of the requests failed (%s)."
                            .formatted(
                                    Figures.percent(
                                            (double) requests.failed() / requests.scheduled()),
                                    String.join(", ", requests.failuresByCause().keySet())));
        }
    }

    /** Full size and still too slow: more replicas, not another threshold. */
    private void ceiling() {
        List<SecondRow> full = facts.secondsAtFullSize();
        SloLine objective = facts.ttftObjective();
        if (objective == null || full.size() < 10) {
            return;
        }
        long slow =
                full.stream()
                        .skip(full.size() / 2)
                        .filter(row -> RunFacts.isSlow(row, objective) && row.waiting() > 0)
                        .count();
        if (slow * 4 > full.size()) {
            sentences.add(
                    "Allow more than %s (fleet.max_replicas): at full size requests still queued and %s stayed above %s."
                            .formatted(
                                    Figures.count(facts.mostReady(), "replica"),
                                    objective.name(),
                                    objective.limitText()));
        }
    }

    /** Starting takes longer than requests may wait. */
    private void reserve() {
        double limit = facts.ttftLimit();
        double start = facts.meanStartSeconds();
        if (!facts.slowSeconds().isEmpty() && start > limit) {
            sentences.add(
                    "Keep a replica in reserve (fleet.min_replicas: %d) or make starting faster: a new one takes %s, requests may wait %s, so no threshold can save those that arrive in between."
                            .formatted(lowest() + 1, Figures.span(start), Figures.latency(limit)));
        }
    }

    private int lowest() {
        RunSummary.Replicas replicas = summary.replicas();
        return replicas == null ? 1 : Math.max(1, replicas.min());
    }

    /** Several scale-outs in a row, each only after the one before was ready. */
    private void oneByOne() {
        List<RunSummary.ScalingEvent> events = facts.scalings();
        int inRow = 0;
        int most = 0;
        double from = 0;
        double took = 0;
        for (RunSummary.ScalingEvent event : events) {
            if (event.isOut() && event.to() == event.from() + 1) {
                inRow++;
                from = inRow == 1 ? event.atSeconds() : from;
                if (inRow > most) {
                    most = inRow;
                    took = event.atSeconds() - from;
                }
            } else {
                inRow = 0;
            }
        }
        if (most >= 2 && took > 0 && !facts.slowSeconds().isEmpty()) {
            sentences.add(
                    "Try larger steps (scaling.scale_out.step: %d): %d replicas were added one by one over %s while requests waited."
                            .formatted(Math.min(most, 4), most, Figures.span(took)));
        }
    }

    private void deciding() {
        List<StartTimes> starts = facts.starts();
        double deciding =
                starts.stream().mapToDouble(StartTimes::decidingSeconds).average().orElse(0);
        double whole = facts.meanStartSeconds();
        if (!facts.slowSeconds().isEmpty() && deciding > SLOW_TO_DECIDE * whole) {
            sentences.add(
                    "Look more often (scaling.check_interval): %s of the %s to a ready replica passed before the policy had decided."
                            .formatted(Figures.span(deciding), Figures.span(whole)));
        }
    }

    private void calmer() {
        int regrets = facts.regrets();
        if (regrets > 0) {
            sentences.add(
                    "Scale in later (scaling.scale_in.quiet): %s taken back shortly after."
                            .formatted(
                                    regrets == 1 ? "a scale-in was" : regrets + " scale-ins were"));
        }
    }

    private void waste() {
        Judgement judgement = facts.data.judgement();
        RunSummary.Slo slo = summary.slo();
        boolean met = slo != null && Boolean.TRUE.equals(slo.met());
        if (judgement != null && met && judgement.cost().wasteShare() > WASTEFUL) {
            sentences.add(
                    "Scale in sooner (scaling.scale_in.quiet) or start with less: the objectives were met, but %s of the paid replica-seconds were beyond demand."
                            .formatted(Figures.percent(judgement.cost().wasteShare())));
        }
    }

    private void capacity() {
        for (Verdict verdict : summary.verdicts("V4")) {
            if (summary.scaling() == null) {
                sentences.add(Story.sentence(verdict.text()));
            }
        }
    }
}
