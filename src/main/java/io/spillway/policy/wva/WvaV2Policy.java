package io.spillway.policy.wva;

import static io.spillway.policy.Parameter.Kind.INTEGER;
import static io.spillway.policy.Parameter.Kind.NUMBER;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.LoadView;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.ScalingDecision.Abstain;
import io.spillway.fleet.ScalingDecision.Hold;
import io.spillway.fleet.ScalingDecision.ScaleTo;
import io.spillway.fleet.Signal;
import io.spillway.policy.Parameter;
import io.spillway.policy.Parameters;
import io.spillway.policy.Period;
import io.spillway.policy.PolicyContext;
import io.spillway.policy.PolicyType;
import io.spillway.policy.ScalingPolicy;
import io.spillway.policy.Text;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * WVA version 2 for a fleet of one variant, in tokens:
 *
 * <pre>
 * demand   = Σ(tokens in use + queue · I) + held · (I + O)
 * required = demand / 0.85 − (ready + starting) · capacity   → up by ceil(required / capacity)
 * spare    = ready · capacity − demand / 0.70                → down by floor(spare / capacity)
 * </pre>
 */
public final class WvaV2Policy implements ScalingPolicy {
    public static final PolicyType TYPE =
            new PolicyType(
                    "wva-v2",
                    "llm-d WVA v2: token demand against the token capacity of a replica.",
                    Stream.concat(law().stream(), engine().stream()).toList(),
                    List.of(
                            Signal.KV_USAGE,
                            Signal.WAITING,
                            "held",
                            "input_token_rate",
                            "output_token_rate",
                            "finished_rate"),
                    WvaV2Policy::new);

    private final TokenCapacity capacity;
    private final double kvTokens;
    private final double upUtilization;
    private final double downUtilization;
    private final OptionalDouble fixedInput;
    private final OptionalDouble fixedOutput;
    private final double prefixHits;
    private final long windowNanos;
    private final Period interval;
    private final Map<ReplicaId, Peaks> peaks = new LinkedHashMap<>();
    private TokenCapacity.@Nullable RequestShape shape;
    private double signal = Double.NaN;

    private WvaV2Policy(Parameters parameters, PolicyContext context) {
        Long known = context.engine().kvTokens();
        if (!parameters.has("kv_tokens") && known == null) {
            throw parameters.refusal(
                    "kv_tokens", "unknown", "the KV cache of one replica in tokens");
        }
        kvTokens = parameters.number("kv_tokens", known == null ? 0 : known.doubleValue());
        capacity =
                new TokenCapacity(
                        new TokenCapacity.Engine(
                                kvTokens,
                                parameters.number("kv_cache_threshold"),
                                integer(
                                        parameters,
                                        "max_num_batched_tokens",
                                        context.engine().maxBatchedTokens()),
                                integer(parameters, "max_num_seqs", context.engine().maxNumSeqs()),
                                parameters.number("queue_length_threshold")));
        upUtilization = parameters.number("scale_up_utilization");
        downUtilization = parameters.number("scale_down_utilization");
        if (downUtilization > upUtilization) {
            throw parameters.refusal(
                    "scale_down_utilization",
                    downUtilization,
                    "at most scale_up_utilization " + upUtilization);
        }
        fixedInput = parameters.optionalNumber("average_input_tokens");
        fixedOutput = parameters.optionalNumber("average_output_tokens");
        prefixHits = parameters.number("prefix_hit_rate");
        windowNanos = parameters.nanos("peak_window");
        interval = new Period(parameters.nanos("interval"));
    }

    private static @Nullable Integer integer(
            Parameters parameters, String name, @Nullable Integer known) {
        return parameters.has(name) ? (Integer) parameters.integer(name) : known;
    }

    private static List<Parameter> law() {
        return List.of(
                Parameter.number("kv_cache_threshold", 0.80, "Usable share of the KV cache.")
                        .above(0)
                        .atMost(1),
                Parameter.number(
                                "queue_length_threshold",
                                5,
                                "Queue length from which a replica is full.")
                        .above(0),
                Parameter.number("scale_up_utilization", 0.85, "Demand over capacity, at most.")
                        .above(0)
                        .asSetPoint(),
                Parameter.number(
                                "scale_down_utilization",
                                0.70,
                                "Demand over capacity that is left after a scale-in, at most.")
                        .above(0),
                Parameter.duration("interval", "60s", "How often it evaluates."),
                Parameter.duration(
                        "peak_window", "60s", "The highest value of a series within it counts."));
    }

    private static List<Parameter> engine() {
        return List.of(
                Parameter.of("kv_tokens", NUMBER, "KV cache of one replica in tokens.")
                        .from("from the engine")
                        .above(0),
                Parameter.of("max_num_batched_tokens", INTEGER, "Tokens per step.")
                        .from("from the engine")
                        .atLeast(1),
                Parameter.of("max_num_seqs", INTEGER, "Requests per batch.")
                        .from("from the engine")
                        .atLeast(1),
                Parameter.of("average_input_tokens", NUMBER, "Input tokens of a request.")
                        .from("from the driver's view")
                        .above(0),
                Parameter.of("average_output_tokens", NUMBER, "Output tokens of a request.")
                        .from("from the driver's view")
                        .above(0),
                Parameter.number(
                                "prefix_hit_rate",
                                0,
                                "Share of held input tokens that the prefix cache will serve.")
                        .atLeast(0)
                        .atMost(1));
    }

    @Override
    public double signal() {
        return signal;
    }

    @Override
    public ScalingDecision decide(FleetObservation observation) {
        long now = observation.atNanos();
        List<String> missing = new ArrayList<>();
        List<Saturation.Load> loads = Peaks.collect(peaks, observation, windowNanos, missing);
        updateShape(observation.load());
        if (!interval.due(now)) {
            return new Hold(interval.notDue(now));
        }
        if (loads.isEmpty()) {
            signal = Double.NaN;
            return new Abstain(missing);
        }
        boolean queued =
                observation.load().held() > 0 || loads.stream().anyMatch(load -> load.queue() > 0);
        if (queued && shape == null) {
            signal = Double.NaN;
            return new Abstain(List.of("average tokens of a request"));
        }
        return decide(observation, loads);
    }

    private ScalingDecision decide(FleetObservation observation, List<Saturation.Load> loads) {
        double input = shape == null ? 0 : shape.input();
        double output = shape == null ? 0 : shape.output();
        int held = observation.load().held();
        double demand = held * (input * (1 - prefixHits) + output);
        List<Double> capacities = new ArrayList<>();
        // What is remembered must not depend on the order of replicas.
        List<Saturation.Load> sorted = new ArrayList<>(loads);
        sorted.sort(
                Comparator.comparingDouble(Saturation.Load::kv)
                        .thenComparingDouble(Saturation.Load::queue));
        for (Saturation.Load load : sorted) {
            double inUse = load.kv() * kvTokens;
            demand += inUse + load.queue() * input;
            capacities.add(capacity.of(inUse, load.queue(), shape));
        }
        double each = TokenCapacity.median(capacities);
        int ready = observation.ready();
        signal = demand / (each * ready);
        double required = demand / upUtilization - observation.current() * each;
        double spare = ready * each - demand / downUtilization;
        String reason = "demand " + Text.number(demand) + " tokens, capacity " + Text.number(each);
        String transition = Transition.of(observation, loads.size());
        if (!transition.isEmpty()) {
            return new Hold(transition + "; " + reason);
        }
        int target = observation.target();
        if (required > 0) {
            return new ScaleTo(
                    target + (int) Math.ceil(required / each),
                    reason + ": short of " + Text.number(required));
        }
        int surplus = (int) Math.floor(spare / each);
        int fewer = Math.max(1, target - Math.max(0, surplus));
        return fewer < target
                ? new ScaleTo(fewer, reason + ": " + Text.number(spare) + " to spare")
                : new Hold(reason);
    }

    /** Mean tokens of the requests that finished last; kept while none finish. */
    private void updateShape(LoadView load) {
        double finished = load.finishedPerSecond();
        boolean seen = finished > 0;
        if (!seen && (fixedInput.isEmpty() || fixedOutput.isEmpty())) {
            return;
        }
        shape =
                new TokenCapacity.RequestShape(
                        fixedInput.orElse(load.inputTokensPerSecond() / finished),
                        fixedOutput.orElse(load.outputTokensPerSecond() / finished));
    }
}
