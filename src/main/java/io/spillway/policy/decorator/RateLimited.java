package io.spillway.policy.decorator;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.ScalingDecision.Hold;
import io.spillway.fleet.ScalingDecision.ScaleTo;
import io.spillway.policy.Parameters;
import io.spillway.policy.ScalingPolicy;
import io.spillway.policy.kubernetes.RateLimit;
import io.spillway.policy.kubernetes.ScalingRules;
import io.spillway.policy.kubernetes.ScalingRules.Rate;
import io.spillway.policy.kubernetes.ScalingRules.Unit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The scaling policies of the HPA; a direction without any is not limited. */
final class RateLimited extends Decorated {
    private final RateLimit limit;

    RateLimited(ScalingPolicy inner, Parameters parameters) {
        super(inner);
        limit = new RateLimit(rules(parameters, "out"), rules(parameters, "in"));
    }

    private static ScalingRules rules(Parameters parameters, String direction) {
        long periodNanos = parameters.nanos("period");
        List<Rate> rates = new ArrayList<>();
        if (parameters.has(direction + "_pods")) {
            rates.add(new Rate(Unit.PODS, parameters.integer(direction + "_pods"), periodNanos));
        }
        if (parameters.has(direction + "_percent")) {
            int percent = parameters.integer(direction + "_percent");
            rates.add(new Rate(Unit.PERCENT, percent, periodNanos));
        }
        if (rates.isEmpty()) {
            rates.add(new Rate(Unit.PODS, Short.MAX_VALUE, periodNanos));
        }
        String select = parameters.text("select").toUpperCase(Locale.ROOT);
        return new ScalingRules(0, ScalingRules.Select.valueOf(select), rates);
    }

    @Override
    ScalingDecision change(ScalingDecision decision, FleetObservation observation) {
        if (!(decision instanceof ScaleTo(int n, var reason))) {
            return decision;
        }
        int target = observation.target();
        int allowed = limit.limit(observation.atNanos(), target, n);
        if (allowed == target) {
            return new Hold(reason + " (rate limit)");
        }
        limit.changed(observation.atNanos(), allowed - target);
        return allowed == n ? decision : new ScaleTo(allowed, reason + " (rate limit)");
    }
}
