package io.spillway.policy.kubernetes;

import static io.spillway.policy.kubernetes.ReplicaCalculator.milli;

import io.spillway.fleet.FleetObservation;
import io.spillway.policy.Text;
import io.spillway.policy.formula.Metric;
import io.spillway.policy.formula.Reading;
import io.spillway.policy.formula.ReplicaReading;
import io.spillway.policy.kubernetes.ReplicaCalculator.ExternalState;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** The metric kinds of the autoscaler, over what a fleet observation holds. */
final class MetricSources {
    private MetricSources() {}

    /**
     * A Pods metric. A starting replica is a pod that is not ready, or, as it is when its container
     * runs but does not answer yet, one without a sample.
     */
    static MetricSource pods(
            Metric metric, double target, Tolerance tolerance, boolean startingIsMissing) {
        return observation -> {
            List<Long> samples = new ArrayList<>();
            List<String> lacking = new ArrayList<>();
            double sum = 0;
            for (ReplicaReading reading : metric.readReplicas(observation)) {
                if (Double.isNaN(reading.value())) {
                    lacking.add(metric + " of " + reading.replica().id());
                } else {
                    samples.add(milli(reading.value()));
                    sum += reading.value();
                }
            }
            int starting = observation.starting();
            var pods =
                    startingIsMissing
                            ? new PodUsage(samples, 0, lacking.size() + starting)
                            : new PodUsage(samples, starting, lacking.size());
            OptionalInt proposed =
                    ReplicaCalculator.plain(pods, milli(target), observation.target(), tolerance);
            if (proposed.isEmpty()) {
                return new Proposal.Unknown(lacking.isEmpty() ? nobody() : lacking);
            }
            double average = sum / samples.size();
            return new Proposal.Replicas(
                    proposed.getAsInt(), average, compared("average " + metric, average, target));
        };
    }

    static MetricSource externalAverage(Metric metric, double target, Tolerance tolerance) {
        return observation -> {
            Reading reading = metric.read(observation);
            return reading.isKnown()
                    ? average(reading.value(), target, tolerance, observation)
                    : new Proposal.Unknown(reading.lacking(metric.toString()));
        };
    }

    static MetricSource externalValue(Metric metric, double target, Tolerance tolerance) {
        return observation -> {
            Reading reading = metric.read(observation);
            return reading.isKnown()
                    ? value(reading.value(), target, tolerance, observation)
                    : new Proposal.Unknown(reading.lacking(metric.toString()));
        };
    }

    static Proposal.Replicas average(
            double total, double target, Tolerance tolerance, FleetObservation observation) {
        int proposed =
                ReplicaCalculator.externalAverage(
                        milli(total),
                        milli(target),
                        new ExternalState(observation.current(), tolerance));
        double each = total / Math.max(1, observation.current());
        return new Proposal.Replicas(proposed, each, compared("average", each, target));
    }

    static Proposal.Replicas value(
            double total, double target, Tolerance tolerance, FleetObservation observation) {
        int proposed =
                ReplicaCalculator.externalValue(
                        milli(total),
                        milli(target),
                        observation.ready(),
                        new ExternalState(observation.target(), tolerance));
        return new Proposal.Replicas(proposed, total, compared("value", total, target));
    }

    private static List<String> nobody() {
        return List.of("a ready replica");
    }

    private static String compared(String what, double usage, double target) {
        return what + " " + Text.number(usage) + ", target " + Text.number(target);
    }
}
