package io.spillway.record;

import com.fasterxml.jackson.databind.JsonNode;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.StartPhase;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A line of {@code events.jsonl} as an event. */
final class EventLine {
    private EventLine() {}

    static RunEvent read(String line) throws IOException {
        JsonNode node = JsonLines.object(line);
        long at = JsonLines.nanos(node, "at_seconds");
        String type = JsonLines.string(node, "type");
        return switch (type) {
            case "check" -> checked(at, node);
            case "scale" ->
                    new RunEvent.Scaled(
                            at,
                            JsonLines.count(node, "from"),
                            JsonLines.count(node, "to"),
                            JsonLines.string(node, "reason"));
            case "phase" ->
                    new RunEvent.PhaseReached(
                            at,
                            replica(node),
                            constant(StartPhase.class, JsonLines.string(node, "phase")),
                            JsonLines.text(node, "detail"));
            case "state" -> state(at, node);
            case "weights" -> new RunEvent.Rebalanced(at, weights(node));
            case "stage" ->
                    new RunEvent.StageStarted(
                            at,
                            JsonLines.count(node, "stage"),
                            JsonLines.number(node, "requested_rate"));
            case "cut" -> new RunEvent.LoadCut(at, JsonLines.string(node, "reason"));
            case "note" ->
                    new RunEvent.Note(
                            at,
                            constant(RunEvent.Level.class, JsonLines.string(node, "level")),
                            JsonLines.string(node, "text"));
            default -> throw new IOException("unknown type of event: " + type);
        };
    }

    private static RunEvent checked(long at, JsonNode node) throws IOException {
        int target = JsonLines.count(node, "target");
        String reason = JsonLines.string(node, "reason");
        ScalingDecision decision =
                switch (JsonLines.string(node, "decision")) {
                    case "scale" -> new ScalingDecision.ScaleTo(target, reason);
                    case "abstain" -> new ScalingDecision.Abstain(missing(reason));
                    default -> new ScalingDecision.Hold(reason);
                };
        return new RunEvent.Checked(
                at,
                decision,
                JsonLines.number(node, "signal"),
                JsonLines.count(node, "ready"),
                target);
    }

    /** The inverse of {@link ScalingDecision.Abstain#reason()}. */
    private static List<String> missing(String reason) {
        String prefix = "no decision: missing ";
        return List.of(
                (reason.startsWith(prefix) ? reason.substring(prefix.length()) : reason)
                        .split(", "));
    }

    private static RunEvent state(long at, JsonNode node) throws IOException {
        String from = JsonLines.text(node, "from");
        return new RunEvent.StateChanged(
                at,
                replica(node),
                from == null ? null : constant(ReplicaState.class, from),
                constant(ReplicaState.class, JsonLines.string(node, "to")),
                JsonLines.string(node, "reason"));
    }

    private static Map<ReplicaId, Double> weights(JsonNode node) throws IOException {
        var weights = new LinkedHashMap<ReplicaId, Double>();
        for (Map.Entry<String, JsonNode> entry : JsonLines.required(node, "weights").properties()) {
            weights.put(new ReplicaId(entry.getKey()), entry.getValue().doubleValue());
        }
        return weights;
    }

    private static ReplicaId replica(JsonNode node) throws IOException {
        return new ReplicaId(JsonLines.string(node, "replica"));
    }

    static <E extends Enum<E>> E constant(Class<E> type, String label) {
        return Enum.valueOf(type, label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
