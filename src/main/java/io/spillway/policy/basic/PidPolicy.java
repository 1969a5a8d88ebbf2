package io.spillway.policy.basic;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.ScalingDecision.Abstain;
import io.spillway.fleet.ScalingDecision.Hold;
import io.spillway.fleet.ScalingDecision.ScaleTo;
import io.spillway.fleet.Signal;
import io.spillway.policy.Parameter;
import io.spillway.policy.Parameters;
import io.spillway.policy.PolicyContext;
import io.spillway.policy.PolicyType;
import io.spillway.policy.ScalingPolicy;
import io.spillway.policy.Text;
import io.spillway.policy.formula.Metric;
import io.spillway.policy.formula.Reading;

import java.util.List;

/**
 * A PID controller in velocity form on the relative error e = value / set point − 1:
 *
 * <pre>
 * x += kp·(e − e₁) + ki·e·Δt + kd·(e − 2e₁ + e₂)/Δt,  kept within the bounds
 * </pre>
 *
 * <p>x is a number of replicas that need not be whole; the target follows when it is more than half
 * a replica and the dead band away. Keeping x within the bounds keeps the integral from winding up;
 * it stands still while a replica starts.
 */
public final class PidPolicy implements ScalingPolicy {
    private static final double NANOS_PER_SECOND = 1e9;

    public static final PolicyType TYPE =
            new PolicyType(
                    "pid",
                    "A PID controller on the relative error of a metric.",
                    parameters(),
                    List.of(Signal.WAITING, Signal.RUNNING),
                    PidPolicy::new);

    private final Metric metric;
    private final double setPoint;
    private final double kp;
    private final double ki;
    private final double kd;
    private final double deadBand;
    private final double errorLimit;
    private final PolicyContext context;
    private double output = Double.NaN;
    private double error1;
    private double error2;
    private long lastNanos;
    private double signal = Double.NaN;

    private PidPolicy(Parameters parameters, PolicyContext context) {
        this.context = context;
        metric = Metric.fleet(parameters, "metric");
        setPoint = parameters.number("set_point");
        kp = parameters.number("kp");
        ki = parameters.number("ki");
        kd = parameters.number("kd");
        deadBand = parameters.number("dead_band");
        errorLimit = parameters.number("error_limit");
    }

    private static List<Parameter> parameters() {
        return List.of(
                Parameter.text(
                        "metric",
                        "avg(" + Signal.WAITING + " + " + Signal.RUNNING + ")",
                        "A value for the fleet; a formula."),
                Parameter.number("set_point", 10, "The value that is aimed for.")
                        .above(0)
                        .asSetPoint(),
                Parameter.number("kp", 0.5, "Replicas per unit of change of the error.").atLeast(0),
                Parameter.number("ki", 0.02, "Replicas per unit of error and second.").atLeast(0),
                Parameter.number("kd", 0, "Replica-seconds per unit of change of its change.")
                        .atLeast(0),
                Parameter.number(
                                "dead_band",
                                0.1,
                                "Replicas beyond one half that the output must be off.")
                        .atLeast(0),
                Parameter.number("error_limit", 5, "The most that the error may be.").above(0));
    }

    @Override
    public double signal() {
        return signal;
    }

    @Override
    public ScalingDecision decide(FleetObservation observation) {
        Reading reading = metric.read(observation);
        signal = reading.value();
        if (!reading.isKnown()) {
            return new Abstain(reading.lacking(metric.toString()));
        }
        long now = observation.atNanos();
        double error = Math.clamp(signal / setPoint - 1, -1, errorLimit);
        int target = observation.target();
        if (Double.isNaN(output)) {
            output = target;
            error1 = error;
            error2 = error;
            lastNanos = now;
        }
        if (observation.starting() == 0) {
            move(error, (now - lastNanos) / NANOS_PER_SECOND);
        }
        lastNanos = now;
        String reason =
                "error " + Text.number(error) + ", output " + Text.number(output) + " replicas";
        return Math.abs(output - target) > 0.5 + deadBand
                ? new ScaleTo((int) Math.rint(output), reason)
                : new Hold(reason);
    }

    private void move(double error, double seconds) {
        double change = kp * (error - error1) + ki * error * seconds;
        if (seconds > 0) {
            change += kd * (error - 2 * error1 + error2) / seconds;
        }
        output = Math.clamp(output + change, context.minReplicas(), context.maxReplicas());
        error2 = error1;
        error1 = error;
    }
}
