package io.spillway.record;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSample;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.ReplicaView;
import io.spillway.fleet.Signal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One second of a run, as {@code timeseries.csv} has it. NaN is what was not measured.
 *
 * @param atNanos end of the second
 * @param counts what happened in it
 * @param ttft from the intended send time, of first tokens in this second
 * @param itl of gaps that ended in this second
 * @param replicas those that were not gone at its end, and those that received requests in it
 * @param loopLagP99Seconds lateness of the driver's own timers
 */
public record SecondRow(
        long atNanos,
        Counts counts,
        Quantiles ttft,
        Quantiles itl,
        List<Replica> replicas,
        double loopLagP99Seconds) {

    public SecondRow {
        replicas = List.copyOf(replicas);
    }

    /** Counts of the second, and the driver's gauges at its end. Tokens of finished successes. */
    public record Counts(
            long offered,
            long sent,
            long finished,
            long errors,
            int inFlight,
            int held,
            long inputTokens,
            long outputTokens) {}

    /**
     * A replica at the end of the second.
     *
     * @param sent requests sent to it in this second
     * @param weight share of new requests it should have, NaN when it is not routed
     */
    public record Replica(
            ReplicaId id,
            ReplicaState state,
            double waiting,
            double running,
            double kvUsage,
            long sent,
            double weight) {}

    static SecondRow of(Interval second, Tick tick) {
        var counts =
                new Counts(
                        second.offered,
                        second.sent,
                        second.succeeded,
                        second.failed,
                        tick.inFlight(),
                        tick.held(),
                        second.inputTokens,
                        second.outputTokens);
        return new SecondRow(
                tick.atNanos(),
                counts,
                Quantiles.of(second.ttftNanos),
                second.gaps.quantiles(),
                replicas(second.sentByReplica, tick),
                tick.loopLagP99Seconds());
    }

    private static List<Replica> replicas(Map<ReplicaId, long[]> sent, Tick tick) {
        var rows = new ArrayList<Replica>();
        for (ReplicaView view : tick.replicas()) {
            ReplicaSample sample = view.sample();
            long[] count = sent.get(view.id());
            rows.add(
                    new Replica(
                            view.id(),
                            view.state(),
                            fresh(sample, Signal.WAITING),
                            fresh(sample, Signal.RUNNING),
                            fresh(sample, Signal.KV_USAGE),
                            count == null ? 0 : count[0],
                            tick.expectedShares().getOrDefault(view.id(), Double.NaN)));
        }
        sent.keySet().stream()
                .filter(id -> tick.replicas().stream().noneMatch(view -> view.id().equals(id)))
                .sorted()
                .forEach(id -> rows.add(gone(id, sent)));
        return rows;
    }

    private static Replica gone(ReplicaId id, Map<ReplicaId, long[]> sent) {
        long[] count = sent.get(id);
        return new Replica(
                id,
                ReplicaState.GONE,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                count == null ? 0 : count[0],
                Double.NaN);
    }

    /** Only a fresh sample says something about this second. */
    private static double fresh(ReplicaSample sample, String signal) {
        return sample.isFresh() ? sample.value(signal).orElse(Double.NaN) : Double.NaN;
    }

    /** Over the replicas that answered; NaN when none did. */
    public double waiting() {
        return replicas.stream()
                .mapToDouble(Replica::waiting)
                .filter(value -> !Double.isNaN(value))
                .reduce(Double::sum)
                .orElse(Double.NaN);
    }

    /** Over the replicas that answered; NaN when none did. */
    public double running() {
        return replicas.stream()
                .mapToDouble(Replica::running)
                .filter(value -> !Double.isNaN(value))
                .reduce(Double::sum)
                .orElse(Double.NaN);
    }

    /** The fullest cache; NaN when no replica answered. */
    public double kvUsage() {
        return replicas.stream()
                .mapToDouble(Replica::kvUsage)
                .filter(value -> !Double.isNaN(value))
                .max()
                .orElse(Double.NaN);
    }

    public int count(ReplicaState state) {
        return (int) replicas.stream().filter(replica -> replica.state() == state).count();
    }
}
