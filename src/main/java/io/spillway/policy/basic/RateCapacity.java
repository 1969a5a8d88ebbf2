package io.spillway.policy.basic;

import static io.spillway.policy.Parameter.Kind.NUMBER;

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
import io.spillway.policy.window.Trend;

import java.util.List;

/**
 * Replicas for the work to come: {@code ceil((predicted rate + backlog / drain horizon) / (capacity
 * · utilization))}, with a capacity measured beforehand. The throughput mode of NVIDIA Dynamo's
 * planner, with a simple predictor.
 */
public final class RateCapacity implements ScalingPolicy {
    public static final PolicyType TYPE =
            new PolicyType(
                    "rate-capacity",
                    "Replicas for the predicted rate at a measured capacity.",
                    parameters(),
                    List.of("offered_rate", "held"),
                    RateCapacity::new);

    private final Metric rate;
    private final Metric backlog;
    private final double capacity;
    private final double drainSeconds;
    private final String predictor;
    private final double horizonSeconds;
    private final Period interval;
    private final Trend trend;
    private double signal = Double.NaN;

    private RateCapacity(Parameters parameters, PolicyContext context) {
        rate = Metric.fleet(parameters, "rate_metric");
        backlog = Metric.fleet(parameters, "backlog_metric");
        capacity = parameters.number("capacity") * parameters.number("utilization");
        drainSeconds = parameters.nanos("drain_horizon") / 1e9;
        predictor = parameters.text("predictor");
        horizonSeconds = parameters.nanos("prediction_horizon") / 1e9;
        interval = new Period(parameters.nanos("interval"));
        trend = new Trend(parameters.nanos("window"));
    }

    private static List<Parameter> parameters() {
        return List.of(
                Parameter.of(
                                "capacity",
                                NUMBER,
                                "Work per second of one replica, in the unit of rate_metric.")
                        .required()
                        .above(0)
                        .asSetPoint(),
                Parameter.number("utilization", 1, "Share of the capacity that is planned with.")
                        .above(0)
                        .atMost(1),
                Parameter.text(
                        "rate_metric", "offered_rate", "Work per second; a formula for the fleet."),
                Parameter.text(
                        "backlog_metric",
                        "held",
                        "Work that waits, in the unit of the rate; a formula for the fleet."),
                Parameter.duration(
                                "drain_horizon", "60s", "Time in which the backlog is to be done.")
                        .above(0),
                Parameter.choice(
                        "predictor",
                        List.of("constant", "mean", "max", "linear"),
                        "constant: as it is; mean, max: of the window; linear: its trend, carried"
                                + " on over the horizon."),
                Parameter.duration("window", "60s", "What the predictor looks back on."),
                Parameter.duration(
                        "prediction_horizon",
                        "60s",
                        "How far the linear predictor looks ahead: the time that a start takes."),
                Parameter.duration("interval", "30s", "How often it evaluates."));
    }

    /** Replicas that a rate of work needs. */
    static int replicas(double workPerSecond, double capacityPerSecond) {
        // Decimal fractions are not exact: 1.1 / 0.1 must not be more than 11.
        return (int)
                Math.min(Integer.MAX_VALUE, Math.ceil(workPerSecond / capacityPerSecond - 1e-9));
    }

    @Override
    public double signal() {
        return signal;
    }

    @Override
    public ScalingDecision decide(FleetObservation observation) {
        long now = observation.atNanos();
        Reading arriving = rate.read(observation);
        if (arriving.isKnown()) {
            trend.record(now, arriving.value());
        }
        if (!interval.due(now)) {
            return new Hold(interval.notDue(now));
        }
        Reading waiting = backlog.read(observation);
        if (!arriving.isKnown() || !waiting.isKnown()) {
            signal = Double.NaN;
            return new Abstain(
                    arriving.isKnown()
                            ? waiting.lacking(backlog.toString())
                            : arriving.lacking(rate.toString()));
        }
        double predicted = Math.max(0, predict(arriving.value()));
        signal = predicted + waiting.value() / drainSeconds;
        int wanted = replicas(signal, capacity);
        String reason =
                "work "
                        + Text.number(signal)
                        + "/s, capacity "
                        + Text.number(capacity)
                        + "/s: wants "
                        + wanted;
        return wanted == observation.target() ? new Hold(reason) : new ScaleTo(wanted, reason);
    }

    private double predict(double now) {
        return switch (predictor) {
            case "mean" -> trend.mean();
            case "max" -> trend.max();
            case "linear" -> trend.ahead(horizonSeconds);
            default -> now;
        };
    }
}
