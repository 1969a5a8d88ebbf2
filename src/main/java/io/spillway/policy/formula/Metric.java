package io.spillway.policy.formula;

import io.spillway.fleet.FleetObservation;
import io.spillway.policy.Parameters;

import java.util.List;

/**
 * A metric that a policy decides on, given by a formula. It keeps the history of its own rates: use
 * one instance per policy and read it once per observation.
 */
public final class Metric {
    private final String text;
    private final Expression expression;
    private final List<RateTracker> trackers;

    private Metric(String text) {
        var parser = new FormulaParser(text);
        this.text = text;
        this.expression = parser.parse();
        this.trackers = parser.trackers();
    }

    /**
     * Reads a formula.
     *
     * @throws FormulaException when it cannot be read
     */
    public static Metric parse(String text) {
        return new Metric(text);
    }

    /** The metric of a parameter, with one value for the fleet. */
    public static Metric fleet(Parameters parameters, String name) {
        Metric metric = from(parameters, name);
        if (metric.isPerReplica()) {
            throw parameters.refusal(
                    name,
                    metric.text,
                    "one value for the fleet: wrap it in sum(…), avg(…), max(…) or min(…)");
        }
        return metric;
    }

    /** The metric of a parameter, with one value per replica. */
    public static Metric perReplica(Parameters parameters, String name) {
        Metric metric = from(parameters, name);
        if (!metric.isPerReplica()) {
            throw parameters.refusal(
                    name, metric.text, "a value per replica, such as num_requests_waiting");
        }
        return metric;
    }

    /** The metric of a parameter, either way. */
    public static Metric from(Parameters parameters, String name) {
        try {
            return parse(parameters.text(name));
        } catch (FormulaException e) {
            throw parameters.refusal(
                    name, parameters.text(name), "a formula (" + e.getMessage() + ")");
        }
    }

    /** Whether it has one value per replica, and so none for the fleet. */
    public boolean isPerReplica() {
        return expression.perReplica();
    }

    /** Its value for the fleet; only for a metric that has one. */
    public Reading read(FleetObservation observation) {
        if (isPerReplica()) {
            throw new IllegalStateException(text + " has a value per replica");
        }
        trackers.forEach(tracker -> tracker.retain(observation));
        return new Evaluation(observation).fleet(expression);
    }

    /** Its value on each ready replica, in order of creation. */
    public List<ReplicaReading> readReplicas(FleetObservation observation) {
        trackers.forEach(tracker -> tracker.retain(observation));
        return new Evaluation(observation).replicas(expression);
    }

    /** The formula as written. */
    @Override
    public String toString() {
        return text;
    }
}
