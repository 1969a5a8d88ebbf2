package io.spillway.policy.external;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.LoadView;
import io.spillway.fleet.ReplicaView;
import io.spillway.fleet.ScalingDecision;
import io.spillway.policy.EngineFacts;
import io.spillway.policy.PolicyContext;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** The lines that are exchanged with a program: an observation out, a decision back. */
final class JsonLines {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonLines() {}

    /** A decision that came back for an observation. */
    record Answer(long sequence, ScalingDecision decision, double signal) {}

    static String observation(long sequence, FleetObservation seen, PolicyContext context) {
        ObjectNode line = JSON.createObjectNode();
        line.put("sequence", sequence);
        line.put("at_seconds", seconds(seen.atNanos()));
        line.put("target", seen.target());
        line.put("ready", seen.ready());
        line.put("starting", seen.starting());
        line.put("draining", seen.draining());
        context(line.putObject("context"), context);
        load(line.putObject("load"), seen.load());
        var replicas = line.putArray("replicas");
        seen.replicas().forEach(replica -> replica(replicas.addObject(), replica));
        return line.toString();
    }

    private static void context(ObjectNode node, PolicyContext context) {
        node.put("min_replicas", context.minReplicas());
        node.put("max_replicas", context.maxReplicas());
        node.put("check_interval_seconds", seconds(context.checkIntervalNanos()));
        node.put("seed", context.seed());
        EngineFacts engine = context.engine();
        node.put("max_num_seqs", engine.maxNumSeqs());
        node.put("max_num_batched_tokens", engine.maxBatchedTokens());
        node.put("kv_tokens", engine.kvTokens());
    }

    private static void load(ObjectNode node, LoadView load) {
        node.put("in_flight", load.inFlight());
        node.put("held", load.held());
        number(node, "offered_rate", load.offeredPerSecond());
        number(node, "sent_rate", load.sentPerSecond());
        number(node, "finished_rate", load.finishedPerSecond());
        number(node, "failed_rate", load.failedPerSecond());
        number(node, "input_token_rate", load.inputTokensPerSecond());
        number(node, "output_token_rate", load.outputTokensPerSecond());
        number(node, "ttft_p50", load.ttftP50Seconds());
        number(node, "ttft_p95", load.ttftP95Seconds());
        number(node, "itl_p50", load.itlP50Seconds());
        number(node, "itl_p95", load.itlP95Seconds());
    }

    private static void replica(ObjectNode node, ReplicaView replica) {
        node.put("id", replica.id().value());
        node.put("state", replica.state().name().toLowerCase(Locale.ROOT));
        node.put("since_seconds", seconds(replica.sinceNanos()));
        node.put("capacity", replica.capacity());
        node.put("in_flight", replica.inFlight());
        node.put("freshness", replica.sample().freshness().name().toLowerCase(Locale.ROOT));
        node.put("sampled_at_seconds", seconds(replica.sample().atNanos()));
        ObjectNode values = node.putObject("values");
        new TreeMap<>(replica.sample().values()).forEach((name, v) -> number(values, name, v));
    }

    /** A line from the program; throws with what is wrong with it. */
    static Answer answer(String line) throws BadAnswer {
        JsonNode node;
        try {
            node = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new BadAnswer(
                    "not JSON: " + abridged(line) + " (" + e.getOriginalMessage() + ")");
        }
        if (!node.path("sequence").isIntegralNumber()) {
            throw new BadAnswer("no sequence in " + abridged(line));
        }
        String reason = node.path("reason").asText("external");
        ScalingDecision decision =
                switch (node.path("decision").asText()) {
                    case "scale" -> new ScalingDecision.ScaleTo(replicas(node, line), reason);
                    case "hold" -> new ScalingDecision.Hold(reason);
                    case "abstain" -> new ScalingDecision.Abstain(missing(node));
                    default ->
                            throw new BadAnswer(
                                    "decision is none of scale, hold, abstain in "
                                            + abridged(line));
                };
        JsonNode signal = node.path("signal");
        return new Answer(
                node.path("sequence").asLong(),
                decision,
                signal.isNumber() ? signal.asDouble() : Double.NaN);
    }

    private static int replicas(JsonNode node, String line) throws BadAnswer {
        JsonNode replicas = node.path("replicas");
        if (!replicas.canConvertToInt() || !replicas.isIntegralNumber() || replicas.asInt() < 0) {
            throw new BadAnswer("replicas is not a whole number from 0 in " + abridged(line));
        }
        return replicas.asInt();
    }

    private static List<String> missing(JsonNode node) {
        List<String> missing = new ArrayList<>();
        node.path("missing").forEach(entry -> missing.add(entry.asText()));
        if (missing.isEmpty()) {
            missing.add("what the external policy needs");
        }
        return missing;
    }

    private static String abridged(String line) {
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }

    private static void number(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
    }

    private static double seconds(long nanos) {
        return nanos / NANOS_PER_SECOND;
    }

    /** A line that cannot be used. */
    static final class BadAnswer extends Exception {
        BadAnswer(String message) {
            super(message);
        }
    }
}
