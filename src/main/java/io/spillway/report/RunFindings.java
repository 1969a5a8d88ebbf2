package io.spillway.report;

import io.spillway.analysis.LimitCycle;
import io.spillway.analysis.RunSummary;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.ScalingDecision;
import io.spillway.record.SecondRow;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What happened to the fleet of a run, in sentences; only what did happen is said. */
public final class RunFindings {
    private static final int TOLD_CHANGES = 12;

    private final RunData data;
    private final RunFacts facts;

    private RunFindings(RunData data) {
        this.data = data;
        this.facts = new RunFacts(data);
    }

    public static List<String> of(RunData data) {
        var findings = new RunFindings(data);
        var lines = new ArrayList<String>();
        findings.changes(lines);
        findings.cycle(lines);
        findings.neverReady(lines);
        findings.abstained(lines);
        findings.drained(lines);
        findings.backlog(lines);
        findings.failures(lines);
        return lines;
    }

    /** Requests due in each second. */
    static @Nullable LimitCycle cycle(RunData data) {
        List<Long> due = data.seconds().stream().map(row -> row.counts().offered()).toList();
        return LimitCycle.in(new RunFacts(data).scalings(), due);
    }

    /** The sentence about a fleet that never settles. */
    static String sentence(LimitCycle cycle) {
        return "A limit cycle: the fleet swung between %d and %d replicas %d times, every %s, while"
                        .formatted(
                                cycle.low(),
                                cycle.high(),
                                cycle.cycles(),
                                Figures.span(cycle.periodSeconds()))
                + " the load stayed the same (a sawtooth).";
    }

    /** The target after each check of the policy, beginning with what the run began with. */
    public static List<Integer> targets(RunData data) {
        var targets = new ArrayList<Integer>();
        for (RunEvent event : data.events()) {
            if (event instanceof RunEvent.Checked check) {
                if (targets.isEmpty()) {
                    targets.add(check.ready());
                }
                targets.add(check.target());
            }
        }
        return targets;
    }

    private void changes(List<String> lines) {
        List<RunSummary.ScalingEvent> changes = facts.scalings();
        if (data.summary().scaling() == null) {
            return;
        }
        if (changes.isEmpty()) {
            lines.add("The target never changed.");
            return;
        }
        var path = new StringBuilder("Replicas asked for: " + changes.getFirst().from());
        for (RunSummary.ScalingEvent change :
                changes.subList(0, Math.min(TOLD_CHANGES, changes.size()))) {
            path.append(" → %d at %s".formatted(change.to(), Figures.at(change.atSeconds())));
        }
        int untold = changes.size() - TOLD_CHANGES;
        lines.add(path + (untold > 0 ? ", and %d changes more.".formatted(untold) : "."));
    }

    private void cycle(List<String> lines) {
        LimitCycle cycle = cycle(data);
        if (cycle != null) {
            lines.add(sentence(cycle));
        }
    }

    private void neverReady(List<String> lines) {
        Set<ReplicaId> asked = new HashSet<>();
        Set<ReplicaId> ready = new HashSet<>();
        for (RunEvent event : data.events()) {
            if (event instanceof RunEvent.StateChanged change) {
                asked.add(change.replica());
                if (change.to() == ReplicaState.READY) {
                    ready.add(change.replica());
                }
            }
        }
        int never = asked.size() - ready.size();
        if (never > 0) {
            lines.add(
                    "%s asked for and never became ready."
                            .formatted(
                                    Figures.count(never, "replica")
                                            + (never == 1 ? " was" : " were")));
        }
    }

    private void drained(List<String> lines) {
        int drained = 0;
        for (RunSummary.ScalingEvent change : facts.scalings()) {
            drained += Math.max(0, change.from() - change.to());
        }
        if (drained > 0 && data.summary().requests().failed() == 0) {
            lines.add(
                    "%s let go while the run went on; no answer was cut off."
                            .formatted(
                                    Figures.count(drained, "replica")
                                            + (drained == 1 ? " was" : " were")));
        }
    }

    private void abstained(List<String> lines) {
        long checks = 0;
        long abstained = 0;
        Set<String> missing = new TreeSet<>();
        for (RunEvent event : data.events()) {
            if (event instanceof RunEvent.Checked check) {
                checks++;
                if (check.decision() instanceof ScalingDecision.Abstain abstain) {
                    abstained++;
                    for (String input : abstain.missing()) {
                        missing.add(input.replaceFirst(" of \\S+$", ""));
                    }
                }
            }
        }
        if (abstained > 0) {
            lines.add(
                    "In %s of %s the policy decided nothing, for want of %s."
                            .formatted(
                                    Figures.count(abstained),
                                    Figures.count(checks, "check"),
                                    String.join(", ", missing)));
        }
    }

    /** From the moment at which the fleet was largest: how long until nothing waited any more. */
    private void backlog(List<String> lines) {
        SecondRow longest = facts.longestQueue();
        double most = 0;
        SecondRow worst = null;
        for (SecondRow row : data.seconds()) {
            double waits = waits(row);
            if (waits > most) {
                most = waits;
                worst = row;
            }
        }
        if (worst == null || longest == null) {
            return;
        }
        SecondRow gone = null;
        for (SecondRow row : data.seconds()) {
            if (row.atNanos() > worst.atNanos() && waits(row) <= 0) {
                gone = row;
                break;
            }
        }
        String where =
                worst.counts().held() == 0
                        ? "in the engines"
                        : "%s of them at the router"
                                .formatted(Figures.count(worst.counts().held()));
        lines.add(
                "At %s the most requests waited, as the engines say: %s, %s; %s."
                        .formatted(
                                Figures.at(worst.atNanos() / 1e9),
                                Figures.count((long) most),
                                where,
                                gone == null
                                        ? "the queue was never empty again"
                                        : "%s later none did"
                                                .formatted(
                                                        Figures.span(
                                                                (gone.atNanos() - worst.atNanos())
                                                                        / 1e9))));
    }

    private static double waits(SecondRow row) {
        return Math.max(0, row.waiting()) + row.counts().held();
    }

    private void failures(List<String> lines) {
        RunSummary.Requests requests = data.summary().requests();
        if (requests.failed() > 0) {
            var causes = new ArrayList<String>();
            requests.failuresByCause()
                    .forEach((cause, count) -> causes.add(Figures.count(count) + " " + cause));
            lines.add(
                    "%s failed: %s."
                            .formatted(
                                    Figures.count(requests.failed(), "request"),
                                    String.join(", ", causes)));
        }
    }
}
