package io.spillway.report;

import io.spillway.analysis.RunSummary;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.StartPhase;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A replica's way to its first token, as spans between the phases that were seen.
 *
 * @param from first phase seen
 * @param fromSeconds its run time
 */
public record StartTimes(ReplicaId replica, StartPhase from, double fromSeconds, List<Span> spans) {

    public StartTimes {
        spans = List.copyOf(spans);
    }

    /** What was going on from one phase that was seen to the next. */
    public record Span(StartPhase from, StartPhase until, double seconds) {

        /** {@code loading the model}. */
        public String words() {
            return switch (until) {
                case DETECT -> "noticing";
                case DECIDE -> "deciding";
                case CREATE -> "creating it";
                case SCHEDULE -> "finding a node";
                case PULL -> "pulling the image";
                case START -> "starting the process";
                case INIT -> "starting the engine";
                case LOAD ->
                        from == StartPhase.INIT
                                ? "loading the model"
                                : "starting the engine and loading the model";
                case READY ->
                        from == StartPhase.LOAD
                                ? "preparing to serve"
                                : "loading the model and preparing to serve";
                case FIRST_ROUTED -> "getting its first request";
                case FIRST_TOKEN -> "making its first token";
            };
        }

        /** The same for where there is little room. */
        public String label() {
            return until.label();
        }
    }

    /** Null with fewer than two phases. */
    public static @Nullable StartTimes of(RunSummary.Waterfall waterfall) {
        List<RunSummary.Phase> phases =
                waterfall.phases().stream()
                        .sorted(
                                Comparator.comparingDouble(RunSummary.Phase::atSeconds)
                                        .thenComparing(RunSummary.Phase::phase))
                        .toList();
        if (phases.size() < 2) {
            return null;
        }
        var spans = new ArrayList<Span>();
        for (int i = 1; i < phases.size(); i++) {
            RunSummary.Phase phase = phases.get(i);
            RunSummary.Phase before = phases.get(i - 1);
            spans.add(
                    new Span(
                            before.phase(), phase.phase(), phase.atSeconds() - before.atSeconds()));
        }
        return new StartTimes(
                waterfall.replica(),
                phases.getFirst().phase(),
                phases.getFirst().atSeconds(),
                spans);
    }

    /** Whether a policy asked for it; the first replicas of a run were asked for by nobody. */
    public boolean isScaleOut() {
        return from == StartPhase.DETECT || from == StartPhase.DECIDE;
    }

    /** From the first phase to the last one seen. */
    public double wholeSeconds() {
        return spans.stream().mapToDouble(Span::seconds).sum();
    }

    /** From the first phase to readiness; NaN when it never was ready. */
    public double totalSeconds() {
        List<Span> before = untilReady();
        return before.isEmpty() ? Double.NaN : before.stream().mapToDouble(Span::seconds).sum();
    }

    /** The spans up to readiness; none when it never was ready. */
    List<Span> untilReady() {
        for (int i = 0; i < spans.size(); i++) {
            if (spans.get(i).until() == StartPhase.READY) {
                return spans.subList(0, i + 1);
            }
        }
        return List.of();
    }

    /** From the first sign until the policy acted; 0 when it was not seen. */
    double decidingSeconds() {
        return spans.stream()
                .filter(span -> span.until() == StartPhase.DECIDE)
                .mapToDouble(Span::seconds)
                .sum();
    }

    /** The spans after readiness; none when it never was ready. */
    List<Span> afterReady() {
        return spans.subList(untilReady().size(), untilReady().isEmpty() ? 0 : spans.size());
    }

    /** Readiness in run time; NaN when it never was ready. */
    double readyAtSeconds() {
        return fromSeconds + totalSeconds();
    }

    /**
     * The same without the time it waited for the load to begin: the first replicas of a run are
     * ready before anything is sent.
     */
    public StartTimes withoutWaitingForLoad() {
        List<Span> before = untilReady();
        return isScaleOut() || before.isEmpty()
                ? this
                : new StartTimes(replica, from, fromSeconds, before);
    }

    /** The longest of the spans up to readiness. */
    Optional<Span> longest() {
        return untilReady().stream().max(Comparator.comparingDouble(Span::seconds));
    }
}
