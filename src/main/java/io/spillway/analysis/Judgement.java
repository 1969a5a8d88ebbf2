package io.spillway.analysis;

import io.spillway.record.Measurements;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What scaling was worth in one run: supply against demand, cost, and the distance from the best
 * possible, second by second while the load ran.
 *
 * @param ready elasticity of ready replicas: what requests felt
 * @param paid elasticity of paid replicas: what was spent
 * @param oracle the bounds for this demand
 * @param shortages when ready replicas began to be too few, in seconds of run time: where each
 *     scale-out's clock starts
 * @param regret paid replica-seconds above the bound with start-up, as a share of it
 */
public record Judgement(
        Elasticity ready,
        Elasticity paid,
        Cost cost,
        Oracle oracle,
        List<Double> shortages,
        double regret,
        ScalingBehaviour behaviour) {

    public Judgement {
        shortages = List.copyOf(shortages);
    }

    /**
     * What a judgement needs to know.
     *
     * @param demand the capacity of the replicas
     * @param smoothingSeconds window over which arrivals are averaged, about a service time
     * @param startUpSeconds from ordering a replica to its readiness
     * @param gpu what a replica takes
     * @param pricePerReplicaHour NaN when unknown
     */
    public record Settings(
            DemandCurve demand,
            int smoothingSeconds,
            double startUpSeconds,
            GpuShare gpu,
            double pricePerReplicaHour) {}

    /** Of a run with a fleet; at least two seconds of load. */
    public static Judgement of(Measurements measured, Settings settings) {
        long from = measured.clock().loadStartNanos();
        int first = (int) (from / 1_000_000_000L);
        int seconds = lastArrival(measured) + 1 - first;
        if (seconds < 2) {
            throw new IllegalArgumentException("less than two seconds of load to judge");
        }
        int[] demand =
                settings.demand()
                        .demand(
                                measured.offeredPerSecond().subList(first, first + seconds),
                                settings.smoothingSeconds());
        FleetTimeline fleet = FleetTimeline.of(measured.events());
        int[] ready = fleet.ready().sampled(from, 1_000_000_000L, seconds);
        int[] paid = fleet.paid().sampled(from, 1_000_000_000L, seconds);
        double paidSeconds = fleet.paid().integralSeconds(from, from + seconds * 1_000_000_000L);
        Oracle oracle = Oracle.of(demand, 1, (int) Math.ceil(settings.startUpSeconds()), 1);
        return new Judgement(
                Elasticity.of(demand, ready, 1),
                Elasticity.of(demand, paid, 1),
                Cost.of(
                        Cost.Supply.of(paidSeconds, paid, demand, 1),
                        settings.gpu(),
                        settings.pricePerReplicaHour(),
                        measured.total().goodOutputTokens()),
                oracle,
                shortages(demand, ready, from),
                oracle.regret(paidSeconds),
                ScalingBehaviour.of(
                        measured.events(),
                        settings.startUpSeconds(),
                        new ScalingBehaviour.Span(max(ready), max(demand), seconds)));
    }

    private static List<Double> shortages(int[] demand, int[] ready, long fromNanos) {
        var onsets = new ArrayList<Double>();
        boolean before = false;
        for (int i = 0; i < demand.length; i++) {
            boolean isShort = demand[i] > ready[i];
            if (isShort && !before) {
                onsets.add(fromNanos / 1e9 + i);
            }
            before = isShort;
        }
        return onsets;
    }

    private static int lastArrival(Measurements measured) {
        for (int i = measured.offeredPerSecond().size() - 1; i >= 0; i--) {
            if (measured.offeredPerSecond().get(i) > 0) {
                return i;
            }
        }
        return -1;
    }

    private static int max(int[] values) {
        return Arrays.stream(values).max().orElse(0);
    }
}
