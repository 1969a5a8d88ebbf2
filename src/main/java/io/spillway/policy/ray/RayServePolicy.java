package io.spillway.policy.ray;

import static io.spillway.policy.Parameter.Kind.DURATION;

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
import io.spillway.policy.formula.Reading;
import io.spillway.policy.window.SlidingWindow;

import java.util.List;

/** Ray Serve: ongoing requests per replica, with a delay in each direction. */
public final class RayServePolicy implements ScalingPolicy {
    public static final PolicyType TYPE =
            new PolicyType(
                    "ray-serve",
                    "Ray Serve: ceil(ongoing requests / target) after a delay.",
                    parameters(),
                    List.of("in_flight", "held"),
                    RayServePolicy::new);

    private final Metric metric;
    private final RayAutoscaler autoscaler;
    private final double target;
    private final String aggregation;
    private final SlidingWindow window;
    private final Period reports;
    private double signal = Double.NaN;

    private RayServePolicy(Parameters parameters, PolicyContext context) {
        metric = Metric.fleet(parameters, "metric");
        target = parameters.number("target_ongoing_requests");
        long downNanos = parameters.nanos("downscale_delay_s");
        autoscaler =
                new RayAutoscaler(
                        new RayAutoscaler.Settings(
                                target,
                                parameters.number("upscaling_factor"),
                                parameters.number("downscaling_factor"),
                                new RayAutoscaler.Delays(
                                        parameters.nanos("upscale_delay_s"),
                                        downNanos,
                                        parameters.nanos("downscale_to_zero_delay_s", downNanos)),
                                context.minReplicas(),
                                context.maxReplicas()));
        aggregation = parameters.text("aggregation_function");
        window = new SlidingWindow(parameters.nanos("look_back_period_s"));
        reports = new Period(parameters.nanos("metrics_interval_s"));
    }

    private static List<Parameter> parameters() {
        return List.of(
                Parameter.text(
                        "metric", "in_flight + held", "Ongoing requests of the fleet; a formula."),
                Parameter.number("target_ongoing_requests", 2, "Ongoing requests per replica.")
                        .above(0)
                        .asSetPoint(),
                Parameter.duration("upscale_delay_s", "30", "How long more must be wanted."),
                Parameter.duration("downscale_delay_s", "600", "How long fewer must be wanted."),
                Parameter.of("downscale_to_zero_delay_s", DURATION, "How long none must be wanted.")
                        .from("from `downscale_delay_s`")
                        .atLeast(0),
                Parameter.number("upscaling_factor", 1, "Share of a rise that is taken.").above(0),
                Parameter.number("downscaling_factor", 1, "Share of a fall that is taken.")
                        .above(0),
                Parameter.duration("metrics_interval_s", "10", "How often requests are counted."),
                Parameter.duration("look_back_period_s", "30", "Window over the counts."),
                Parameter.choice(
                        "aggregation_function",
                        List.of("mean", "max", "min"),
                        "What the window comes to; the mean is over time."));
    }

    @Override
    public double signal() {
        return signal;
    }

    @Override
    public ScalingDecision decide(FleetObservation observation) {
        long now = observation.atNanos();
        window.expire(now);
        if (reports.due(now)) {
            Reading reading = metric.read(observation);
            if (reading.isKnown()) {
                window.record(now, reading.value());
            } else if (window.isEmpty()) {
                signal = Double.NaN;
                return new Abstain(reading.lacking(metric.toString()));
            }
        }
        if (window.isEmpty()) {
            signal = Double.NaN;
            return new Abstain(List.of(metric.toString()));
        }
        double requests =
                switch (aggregation) {
                    case "max" -> window.max();
                    case "min" -> window.min();
                    default -> window.timeWeightedMean(now);
                };
        signal = requests / Math.max(1, observation.ready());
        int next = autoscaler.next(now, observation.ready(), observation.target(), requests);
        String reason =
                "ongoing requests " + Text.number(requests) + ", target " + Text.number(target);
        return next == observation.target() ? new Hold(reason) : new ScaleTo(next, reason);
    }
}
