package io.spillway.report;

import io.spillway.analysis.Judgement;
import io.spillway.analysis.RunSummary;
import io.spillway.analysis.Verdict;
import io.spillway.fleet.ReplicaState;
import io.spillway.record.SecondRow;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What to do after a run: one first choice, with the lines of an experiment file where there are
 * such, then what comes after it. Each sentence follows from figures it names.
 */
final class Advice {
    private static final double SLOW_TO_DECIDE = 0.3;
    private static final double WASTEFUL = 0.35;
    private static final int MOST_STEP = 4;

    private final RunFacts facts;
    private final RunSummary summary;
    private final List<Tip> tips = new ArrayList<>();

    /**
     * Something to do.
     *
     * @param headline in a few words
     * @param sentences why, what it brings, what it costs
     * @param yaml for an experiment file; empty where a setting is not what helps
     */
    private record Tip(String headline, String sentences, String yaml) {}

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
        unevenQueues();
        oneByOne();
        deciding();
        calmer();
        waste();
        var details = new ArrayList<String>();
        tips.stream().skip(1).forEach(tip -> details.add(then(tip.sentences())));
        capacity(details);
        if (summary.scaling() != null) {
            details.add(
                    "One run is one sample: spillway evaluate plays the same load to several settings and seeds and names the best.");
        }
        String question = "Which setting should I use?";
        RunSummary.Slo slo = summary.slo();
        if (!summary.validity().valid()) {
            return new Passage(
                    question,
                    Passage.Mood.PLAIN,
                    "Measure again",
                    "Measure again before changing anything: the figures of this run are not valid.",
                    details);
        }
        if (slo == null) {
            return new Passage(
                    question,
                    Passage.Mood.PLAIN,
                    "Set objectives first",
                    "Set objectives (slo: {ttft_p95: 2s, …}): without them no setting is better than another.",
                    details);
        }
        return choice(question, slo, details);
    }

    private static String then(String sentences) {
        return "Then "
                + sentences.substring(0, 1).toLowerCase(Locale.ROOT)
                + sentences.substring(1);
    }

    private Passage choice(String question, RunSummary.Slo slo, List<String> details) {
        var objectives = new Objectives(slo);
        if (tips.isEmpty()) {
            return new Passage(
                    question,
                    mood(objectives, slo),
                    headline(objectives, slo),
                    plain(slo),
                    details);
        }
        Tip first = tips.getFirst();
        return new Passage(
                question,
                objectives.areMet() ? Passage.Mood.MIXED : mood(objectives, slo),
                first.headline(),
                first.sentences(),
                first.yaml(),
                withStanding(objectives, details));
    }

    private static Passage.Mood mood(Objectives objectives, RunSummary.Slo slo) {
        if (slo.met() == null) {
            return Passage.Mood.MIXED;
        }
        if (!objectives.areMet()) {
            return Passage.Mood.BAD;
        }
        return objectives.areMetByNearlyAll() ? Passage.Mood.GOOD : Passage.Mood.MIXED;
    }

    private static String headline(Objectives objectives, RunSummary.Slo slo) {
        if (slo.met() == null) {
            return "Not all was measured";
        }
        if (!objectives.areMet()) {
            return "Not this one";
        }
        return objectives.areMetByNearlyAll() ? "This one" : "Not yet";
    }

    private String plain(RunSummary.Slo slo) {
        if (!Boolean.TRUE.equals(slo.met())) {
            return "Look at the stages below: an objective was missed, and scaling is not the reason.";
        }
        var objectives = new Objectives(slo);
        return objectives.areMetByNearlyAll()
                ? "%s met every objective.".formatted(policy())
                : "%s met every objective, but %s missed a limit: set a p95 as an objective where every request matters."
                        .formatted(policy(), objectives.missed());
    }

    /** What the run came to with the setting that it had, first among the details. */
    private List<String> withStanding(Objectives objectives, List<String> details) {
        var all = new ArrayList<String>();
        all.add("As it is: %s; objectives %s.".formatted(policy(), objectives.words()));
        all.addAll(details);
        return all;
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
            tips.add(
                    new Tip(
                            "First the failures",
                            "Find out first why %s of the requests failed (%s)."
                                    .formatted(
                                            Figures.percent(
                                                    (double) requests.failed()
                                                            / requests.scheduled()),
                                            String.join(", ", requests.failuresByCause().keySet())),
                            ""));
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
            int more = facts.mostReady() + 1;
            tips.add(
                    new Tip(
                            "Allow %d replicas".formatted(more),
                            "Allow more than %s (fleet.max_replicas): in the second half of the time at full size requests still queued and %s was above %s for %s."
                                    .formatted(
                                            Figures.count(facts.mostReady(), "replica"),
                                            objective.name(),
                                            objective.limitText(),
                                            Figures.count(slow, "second")),
                            "fleet:\n  max_replicas: %d".formatted(more)));
        }
    }

    /** Starting takes longer than requests may wait. */
    private void reserve() {
        double limit = facts.ttftLimit();
        double start = facts.meanStartSeconds();
        if (facts.slowSeconds().isEmpty() || !(start > limit)) {
            return;
        }
        int keep = lowest() + 1;
        long waited = dueWhileStarting();
        String gain =
                waited > 0
                        ? " %s of %s requests were due while a replica was starting and others waited."
                                .formatted(
                                        Figures.count(waited),
                                        Figures.count(summary.requests().scheduled()))
                        : "";
        tips.add(
                new Tip(
                        "Keep %d replicas ready".formatted(keep),
                        "Keep a replica in reserve (fleet.min_replicas: %d) or make starting faster: a new one takes %s, requests may wait %s, so no threshold can save those that arrive in between.%s It costs at most %s replica-seconds more under such a load."
                                .formatted(
                                        keep,
                                        Figures.span(start),
                                        Figures.latency(limit),
                                        gain,
                                        Figures.replicaSeconds(secondsBelow(keep))),
                        "fleet:\n  min_replicas: %d".formatted(keep)));
    }

    private int lowest() {
        RunSummary.Replicas replicas = summary.replicas();
        return replicas == null ? 1 : Math.max(1, replicas.min());
    }

    private long dueWhileStarting() {
        return facts.data.seconds().stream()
                .filter(row -> row.count(ReplicaState.STARTING) > 0 && Overload.waits(row) >= 1)
                .mapToLong(row -> row.counts().offered())
                .sum();
    }

    /** Replica-seconds under load that at least so many would have been paid beyond these. */
    private double secondsBelow(int keep) {
        return facts.rowsUnderLoad().stream()
                .mapToInt(
                        row ->
                                Math.max(
                                        0,
                                        keep
                                                - row.count(ReplicaState.READY)
                                                - row.count(ReplicaState.STARTING)
                                                - row.count(ReplicaState.DRAINING)))
                .sum();
    }

    /** Work for one that another could have done at once: the balancer's affair. */
    private void unevenQueues() {
        UnevenQueues uneven = UnevenQueues.in(facts.data.seconds());
        if (uneven == null || RoutingText.looksAtQueues(facts.data.config())) {
            return;
        }
        tips.add(
                new Tip(
                        "Send requests where none wait",
                        "Choose a balancer that looks at queues (routing.type: queue-aware): in %s between %s and %s one replica had requests waiting, up to %s at %s, while another that was ready had none. It needs no further replica."
                                .formatted(
                                        Figures.count(uneven.seconds(), "second"),
                                        Figures.at(uneven.fromSeconds()),
                                        Figures.at(uneven.toSeconds()),
                                        Figures.count((long) uneven.most()),
                                        uneven.replica()),
                        "routing:\n  type: queue-aware"));
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
            int step = Math.min(most, MOST_STEP);
            tips.add(
                    new Tip(
                            "Add %d replicas at once".formatted(step),
                            "Try larger steps (scaling.scale_out.step: %d): %d replicas were added one by one over %s while requests waited; the last could have come so much sooner, and be paid for so much longer."
                                    .formatted(step, most, Figures.span(took)),
                            "scaling:\n  scale_out:\n    step: %d".formatted(step)));
        }
    }

    private void deciding() {
        List<StartTimes> starts = facts.starts();
        double deciding =
                starts.stream().mapToDouble(StartTimes::decidingSeconds).average().orElse(0);
        double whole = facts.meanStartSeconds();
        if (!facts.slowSeconds().isEmpty() && deciding > SLOW_TO_DECIDE * whole) {
            tips.add(
                    new Tip(
                            "Look more often",
                            "Look more often (scaling.check_interval): %s of the %s to a ready replica passed before the policy had decided."
                                    .formatted(Figures.span(deciding), Figures.span(whole)),
                            ""));
        }
    }

    private void calmer() {
        int regrets = facts.regrets();
        if (regrets > 0) {
            tips.add(
                    new Tip(
                            "Scale in later",
                            "Scale in later (scaling.scale_in.quiet): %s taken back shortly after."
                                    .formatted(
                                            regrets == 1
                                                    ? "a scale-in was"
                                                    : regrets + " scale-ins were"),
                            ""));
        }
    }

    private void waste() {
        Judgement judgement = facts.data.judgement();
        RunSummary.Slo slo = summary.slo();
        boolean met = slo != null && new Objectives(slo).areMetByNearlyAll();
        if (judgement != null && met && judgement.cost().wasteShare() > WASTEFUL) {
            tips.add(
                    new Tip(
                            "This one, for less",
                            "Scale in sooner (scaling.scale_in.quiet) or start with less: the objectives were met, but %s of the paid replica-seconds were beyond demand."
                                    .formatted(Figures.percent(judgement.cost().wasteShare())),
                            ""));
        }
    }

    private void capacity(List<String> details) {
        for (Verdict verdict : summary.verdicts("V4")) {
            if (summary.scaling() == null) {
                details.add(Story.sentence(verdict.text()));
            }
        }
    }
}
