package io.spillway.policy.basic;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.ScalingDecision.Abstain;
import io.spillway.fleet.ScalingDecision.Hold;
import io.spillway.fleet.ScalingDecision.ScaleTo;
import io.spillway.policy.Parameter;
import io.spillway.policy.Parameters;
import io.spillway.policy.Period;
import io.spillway.policy.PolicyContext;
import io.spillway.policy.PolicyType;
import io.spillway.policy.ScalingPolicy;
import io.spillway.policy.Text;
import io.spillway.policy.formula.Metric;
import io.spillway.policy.formula.ReplicaReading;

import java.util.ArrayList;
import java.util.List;

/**
 * One replica more when <em>all</em> engines miss the TTFT or all miss the ITL; one less when all
 * are below a share of both: the load mode of NVIDIA Dynamo's planner for aggregated engines, on
 * measured instead of regressed latencies. An engine without a finished token in the window is
 * below.
 */
public final class SloStep implements ScalingPolicy {
    private static final String TTFT =
            "rate(time_to_first_token_seconds_sum, 30) / rate(time_to_first_token_seconds_count, 30)";
    private static final String ITL =
            "rate(inter_token_latency_seconds_sum, 30) / rate(inter_token_latency_seconds_count, 30)";

    public static final PolicyType TYPE =
            new PolicyType(
                    "slo-step",
                    "Dynamo load mode: ±1 when all engines miss, or all keep well within, an SLO.",
                    parameters(),
                    List.of(
                            "time_to_first_token_seconds_sum",
                            "time_to_first_token_seconds_count",
                            "inter_token_latency_seconds_sum",
                            "inter_token_latency_seconds_count"),
                    SloStep::new);

    private final Metric ttft;
    private final Metric itl;
    private final double ttftLimit;
    private final double itlLimit;
    private final double downShare;
    private final int minObservations;
    private final Period interval;
    private int observations;
    private double signal = Double.NaN;

    private SloStep(Parameters parameters, PolicyContext context) {
        ttft = Metric.perReplica(parameters, "ttft_metric");
        itl = Metric.perReplica(parameters, "itl_metric");
        ttftLimit = parameters.nanos("ttft") / 1e9;
        itlLimit = parameters.nanos("itl") / 1e9;
        downShare = parameters.number("load_scaling_down_sensitivity") / 100;
        minObservations = parameters.integer("load_min_observations");
        interval = new Period(parameters.nanos("load_adjustment_interval"));
    }

    private static List<Parameter> parameters() {
        return List.of(
                Parameter.duration("ttft", "500ms", "Time to first token of an engine.")
                        .above(0)
                        .asSetPoint(),
                Parameter.duration("itl", "50ms", "Gap between tokens of an engine.").above(0),
                Parameter.number(
                                "load_scaling_down_sensitivity",
                                80,
                                "Percentage of both below which one is too many.")
                        .atLeast(0)
                        .atMost(100),
                Parameter.duration("load_adjustment_interval", "5s", "How often it evaluates."),
                Parameter.integer(
                        "load_min_observations", 5, "Evaluations with data before it acts."),
                Parameter.text("ttft_metric", TTFT, "Seconds per replica; a formula."),
                Parameter.text("itl_metric", ITL, "Seconds per replica; a formula."));
    }

    /** The worst engine's latency as a share of its limit. */
    @Override
    public double signal() {
        return signal;
    }

    @Override
    public ScalingDecision decide(FleetObservation observation) {
        long now = observation.atNanos();
        if (!interval.due(now)) {
            return new Hold(interval.notDue(now));
        }
        Engines first = engines(ttft, ttftLimit, observation);
        Engines gaps = engines(itl, itlLimit, observation);
        List<String> missing = new ArrayList<>(first.missing);
        missing.addAll(gaps.missing);
        signal = Double.NaN;
        if (observation.ready() == 0) {
            return new Abstain(List.of("a ready replica"));
        }
        if (!missing.isEmpty()) {
            return new Abstain(missing);
        }
        signal = Math.max(first.worst, gaps.worst);
        observations++;
        String worst = "worst engine at " + Text.number(signal) + " of its limit";
        if (observations < minObservations) {
            return new Hold(worst + ", observation " + observations + "/" + minObservations);
        }
        if (observation.starting() > 0 || observation.draining() > 0) {
            return new Hold(worst + ", waiting for the last step to complete");
        }
        if (first.best > 1 || gaps.best > 1) {
            return new ScaleTo(
                    observation.target() + 1,
                    "all engines miss the " + (first.best > 1 ? "TTFT" : "ITL") + ": " + worst);
        }
        boolean spare = signal < downShare && observation.target() > 1;
        return spare
                ? new ScaleTo(observation.target() - 1, "all engines keep well within: " + worst)
                : new Hold(worst);
    }

    private static Engines engines(Metric metric, double limit, FleetObservation observation) {
        double best = Double.POSITIVE_INFINITY;
        double worst = 0;
        List<String> missing = new ArrayList<>();
        for (ReplicaReading reading : metric.readReplicas(observation)) {
            if (reading.missing()) {
                missing.add(metric + " of " + reading.replica().id());
            }
            double share = Double.isNaN(reading.value()) ? 0 : reading.value() / limit;
            best = Math.min(best, share);
            worst = Math.max(worst, share);
        }
        return new Engines(best, worst, missing);
    }

    /** Shares of the limit, over all engines. */
    private record Engines(double best, double worst, List<String> missing) {}
}
