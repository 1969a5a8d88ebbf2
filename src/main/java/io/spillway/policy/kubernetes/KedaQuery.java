package io.spillway.policy.kubernetes;

import io.spillway.fleet.FleetObservation;
import io.spillway.policy.Parameters;
import io.spillway.policy.formula.Metric;
import io.spillway.policy.formula.Reading;
import io.spillway.policy.formula.ReplicaReading;

import java.util.List;

/**
 * A metric read as KEDA's Prometheus scaler reads a query: an empty answer or one that is not a
 * number is zero, or an error when nulls are not ignored; several series are an error.
 */
final class KedaQuery {
    private final Metric metric;
    private final boolean ignoreNullValues;

    KedaQuery(Parameters parameters) {
        metric = Metric.from(parameters, "metric");
        ignoreNullValues = parameters.flag("ignore_null_values");
    }

    /** A value, or the problems that kept it away. */
    record Answer(double value, List<String> problems) {
        boolean isError() {
            return !problems.isEmpty();
        }
    }

    Answer ask(FleetObservation observation) {
        return metric.isPerReplica() ? series(observation) : total(observation);
    }

    private Answer total(FleetObservation observation) {
        Reading reading = metric.read(observation);
        return reading.isKnown()
                ? new Answer(reading.value(), List.of())
                : nothing(reading.lacking(metric.toString()));
    }

    private Answer series(FleetObservation observation) {
        List<Double> values =
                metric.readReplicas(observation).stream()
                        .filter(reading -> !reading.missing())
                        .map(ReplicaReading::value)
                        .toList();
        if (values.size() > 1) {
            return new Answer(
                    Double.NaN,
                    List.of("one series: " + metric + " returned " + values.size() + " elements"));
        }
        return values.isEmpty() || Double.isNaN(values.getFirst())
                ? nothing(List.of(metric.toString()))
                : new Answer(values.getFirst(), List.of());
    }

    private Answer nothing(List<String> missing) {
        return ignoreNullValues ? new Answer(0, List.of()) : new Answer(Double.NaN, missing);
    }
}
