package io.spillway.record;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.ScalingDecision;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Map;

/** An event as a line of {@code events.jsonl}. */
public final class EventJson {
    private EventJson() {}

    /** The JSON object of one event, without a line end. */
    public static String of(RunEvent event) {
        var out = new LineBuffer();
        write(out, event);
        return out.toString().stripTrailing();
    }

    static void write(LineBuffer out, RunEvent event) {
        out.clear().ascii("{\"at_seconds\":").seconds(event.atNanos()).ascii(",\"type\":");
        switch (event) {
            case RunEvent.Checked checked -> checked(out, checked);
            case RunEvent.Scaled scaled -> {
                out.ascii("\"scale\",\"action\":");
                out.ascii(scaled.isOut() ? "\"scale-out\"" : "\"scale-in\"");
                out.ascii(",\"from\":").number(scaled.from());
                out.ascii(",\"to\":").number(scaled.to());
                out.ascii(",\"reason\":").quoted(scaled.reason());
            }
            case RunEvent.PhaseReached phase -> {
                out.ascii("\"phase\",\"replica\":").quoted(phase.replica().value());
                out.ascii(",\"phase\":").quoted(phase.phase().label());
                text(out.ascii(",\"detail\":"), phase.detail());
            }
            case RunEvent.StateChanged state -> state(out, state);
            case RunEvent.Rebalanced rebalanced -> weights(out, rebalanced.weights());
            case RunEvent.StageStarted stage -> {
                out.ascii("\"stage\",\"stage\":").number(stage.stage());
                value(out.ascii(",\"requested_rate\":"), stage.requestedRate());
            }
            case RunEvent.LoadCut cut -> out.ascii("\"cut\",\"reason\":").quoted(cut.reason());
            case RunEvent.Note note -> {
                out.ascii("\"note\",\"level\":");
                out.quoted(note.level().name().toLowerCase(Locale.ROOT));
                out.ascii(",\"text\":").quoted(note.text());
            }
        }
        out.ascii("}").endLine();
    }

    private static void checked(LineBuffer out, RunEvent.Checked checked) {
        String decision =
                switch (checked.decision()) {
                    case ScalingDecision.Hold _ -> "hold";
                    case ScalingDecision.ScaleTo _ -> "scale";
                    case ScalingDecision.Abstain _ -> "abstain";
                };
        out.ascii("\"check\",\"decision\":").quoted(decision);
        value(out.ascii(",\"signal\":"), checked.signal());
        out.ascii(",\"ready\":").number(checked.ready());
        out.ascii(",\"target\":").number(checked.target());
        out.ascii(",\"reason\":").quoted(checked.decision().reason());
    }

    private static void state(LineBuffer out, RunEvent.StateChanged state) {
        out.ascii("\"state\",\"replica\":").quoted(state.replica().value());
        ReplicaState from = state.from();
        text(out.ascii(",\"from\":"), from == null ? null : TimeseriesCsv.label(from));
        out.ascii(",\"to\":").quoted(TimeseriesCsv.label(state.to()));
        out.ascii(",\"reason\":").quoted(state.reason());
    }

    private static void weights(LineBuffer out, Map<ReplicaId, Double> weights) {
        out.ascii("\"weights\",\"weights\":{");
        String separator = "";
        for (Map.Entry<ReplicaId, Double> entry : weights.entrySet()) {
            out.ascii(separator).quoted(entry.getKey().value());
            value(out.ascii(":"), entry.getValue());
            separator = ",";
        }
        out.ascii("}");
    }

    private static void text(LineBuffer out, @Nullable String text) {
        if (text == null) {
            out.ascii("null");
        } else {
            out.quoted(text);
        }
    }

    private static void value(LineBuffer out, double value) {
        out.ascii(Double.isFinite(value) ? Double.toString(value) : "null");
    }
}
