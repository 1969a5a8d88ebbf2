package io.spillway.report;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.ScalingDecision;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/** Events of a run as lines for people, time first. */
public final class EventText {
    private EventText() {}

    /** {@code " 12.0 s scale-out 1 → 2: waiting 7.0 > 1.0, twice in a row"}. */
    public static String line(RunEvent event, Style style) {
        String time = Figures.say("%8s  ", Figures.at(event.atNanos() / 1e9));
        return style.faint(time) + painted(event, style);
    }

    private static String painted(RunEvent event, Style style) {
        String words = Printable.line(words(event));
        return switch (event) {
            case RunEvent.Scaled _ -> style.strong(words);
            case RunEvent.LoadCut _ -> style.bad(words);
            case RunEvent.Note note ->
                    switch (note.level()) {
                        case INFO -> words;
                        case WARN -> style.warn(words);
                        case FAIL -> style.bad(words);
                    };
            case RunEvent.Checked _,
                    RunEvent.PhaseReached _,
                    RunEvent.StateChanged _,
                    RunEvent.Rebalanced _,
                    RunEvent.StageStarted _ ->
                    words;
        };
    }

    /** The same without its time: what happened, and why. */
    public static String words(RunEvent event) {
        return switch (event) {
            case RunEvent.Checked checked -> checked(checked);
            case RunEvent.Scaled scaled ->
                    "%s %d → %d: %s"
                            .formatted(
                                    scaled.isOut() ? "scale-out" : "scale-in",
                                    scaled.from(),
                                    scaled.to(),
                                    scaled.reason());
            case RunEvent.PhaseReached phase ->
                    "%s: %s%s"
                            .formatted(
                                    phase.replica(),
                                    phase.phase().label(),
                                    bracketed(phase.detail()));
            case RunEvent.StateChanged state ->
                    "%s is %s%s"
                            .formatted(
                                    state.replica(),
                                    SummaryJson.label(state.to()),
                                    bracketed(state.reason()));
            case RunEvent.Rebalanced rebalanced -> "traffic: " + weights(rebalanced.weights());
            case RunEvent.StageStarted stage ->
                    Double.isFinite(stage.requestedRate())
                            ? "stage %d: %s requests/s"
                                    .formatted(stage.stage(), Figures.number(stage.requestedRate()))
                            : "stage %d".formatted(stage.stage());
            case RunEvent.LoadCut cut -> "the load ends: " + cut.reason();
            case RunEvent.Note note -> note.text();
        };
    }

    private static String checked(RunEvent.Checked checked) {
        String decision =
                switch (checked.decision()) {
                    case ScalingDecision.Hold hold -> "hold: " + hold.reason();
                    case ScalingDecision.ScaleTo scale ->
                            "scale to %d: %s".formatted(scale.replicas(), scale.reason());
                    case ScalingDecision.Abstain abstain -> abstain.reason();
                };
        return "check (signal %s, %d ready, target %d): %s"
                .formatted(
                        Figures.number(checked.signal()),
                        checked.ready(),
                        checked.target(),
                        decision);
    }

    private static String bracketed(@Nullable String detail) {
        return detail == null || detail.isBlank() ? "" : " (" + detail + ")";
    }

    /** Shares of the traffic that follow from the weights. */
    private static String weights(Map<ReplicaId, Double> weights) {
        double sum = weights.values().stream().mapToDouble(Double::doubleValue).sum();
        var out = new StringBuilder();
        weights.forEach(
                (id, weight) ->
                        out.append(out.isEmpty() ? "" : ", ")
                                .append(id)
                                .append(' ')
                                .append(Figures.percent(sum == 0 ? Double.NaN : weight / sum)));
        return out.isEmpty() ? "no replica" : out.toString();
    }
}
