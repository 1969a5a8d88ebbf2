package io.spillway.policy.kubernetes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/**
 * What one metric proposes, step A of the autoscaler. For a metric of pods:
 *
 * <pre>
 * r = average / target, over pods that are ready and have a sample
 * r within tolerance               : as it is
 * nobody ignored on the way up, nobody missing : ceil(r · ready)
 * otherwise                        : missing pods are on target when r &lt; 1 and at zero when r ≥ 1,
 *                                    ignored pods are at zero when r &gt; 1; r is taken again, and
 *                                    when it changes sides, nothing is done
 * </pre>
 */
final class ReplicaCalculator {
    private static final double MILLI = 1000;

    private ReplicaCalculator() {}

    static long milli(double value) {
        return Math.round(value * MILLI);
    }

    /** A Pods metric or a resource's AverageValue. Empty when no pod has a sample. */
    static OptionalInt plain(PodUsage pods, long targetMilli, int current, Tolerance tolerance) {
        return pods(pods, new PlainRatio(targetMilli), current, tolerance);
    }

    /** A resource's Utilization, all pods requesting the same. Empty when no pod has a sample. */
    static OptionalInt resource(PodUsage pods, Utilization target, int current, Tolerance tol) {
        return pods(pods, target, current, tol);
    }

    private static OptionalInt pods(PodUsage pods, Ratio ratio, int current, Tolerance tolerance) {
        if (pods.readyMilli().isEmpty()) {
            return OptionalInt.empty();
        }
        double first = ratio.of(pods.readyMilli());
        boolean fillIgnored = pods.ignored() > 0 && first > 1;
        if (!fillIgnored && pods.missing() == 0) {
            return OptionalInt.of(
                    tolerance.covers(first) ? current : ceil(first * pods.readyMilli().size()));
        }
        List<Long> filled = new ArrayList<>(pods.readyMilli());
        filled.addAll(ratio.missing(first, pods.missing()));
        if (fillIgnored) {
            filled.addAll(Collections.nCopies(pods.ignored(), 0L));
        }
        double second = ratio.of(filled);
        boolean changedSides = (first < 1 && second > 1) || (first > 1 && second < 1);
        if (changedSides || tolerance.covers(second)) {
            return OptionalInt.of(current);
        }
        int proposed = ceil(second * filled.size());
        boolean wrongWay = (second < 1 && proposed > current) || (second > 1 && proposed < current);
        return OptionalInt.of(wrongWay ? current : proposed);
    }

    /** An external or object metric with a Value target. */
    static int externalValue(long sumMilli, long targetMilli, int readyPods, ExternalState state) {
        double ratio = (double) sumMilli / targetMilli;
        if (state.tolerance.covers(ratio)) {
            return state.replicas;
        }
        return ceil(state.replicas == 0 ? ratio : ratio * readyPods);
    }

    /** An external or object metric with an AverageValue target. */
    static int externalAverage(long sumMilli, long targetMilli, ExternalState state) {
        double ratio = sumMilli / ((double) targetMilli * state.replicas);
        if (state.tolerance.covers(ratio)) {
            return state.replicas;
        }
        return ceil((double) sumMilli / targetMilli);
    }

    static int ceil(double value) {
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(value));
    }

    /**
     * The replicas that an external metric starts from.
     *
     * @param replicas those of the spec for a Value, of the status for an AverageValue
     */
    record ExternalState(int replicas, Tolerance tolerance) {}

    /** How samples become a ratio to the target. */
    sealed interface Ratio {
        double of(List<Long> milli);

        List<Long> missing(double ratio, int count);
    }

    private record PlainRatio(long targetMilli) implements Ratio {
        @Override
        public double of(List<Long> milli) {
            long average = milli.stream().mapToLong(Long::longValue).sum() / milli.size();
            return (double) average / targetMilli;
        }

        @Override
        public List<Long> missing(double ratio, int count) {
            return Collections.nCopies(count, ratio < 1 ? targetMilli : 0L);
        }
    }

    /** Usage as a percentage of what each pod requests. */
    record Utilization(long requestMilli, int targetPercent) implements Ratio {
        @Override
        public double of(List<Long> milli) {
            long usage = milli.stream().mapToLong(Long::longValue).sum();
            long percent = usage * 100 / (requestMilli * milli.size());
            return (double) percent / targetPercent;
        }

        @Override
        public List<Long> missing(double ratio, int count) {
            // At exactly the target a resource leaves missing pods out.
            if (ratio == 1) {
                return List.of();
            }
            return Collections.nCopies(count, ratio < 1 ? requestMilli : 0L);
        }
    }
}
