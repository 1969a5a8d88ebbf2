package io.spillway.balance;

import io.spillway.fleet.Outcome;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSample;
import io.spillway.fleet.Signal;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * gRPC's weighted round-robin (A58): weights from what each replica gets done and how busy it is,
 * renewed every update period, and spread by a {@link StaticStride}. With fewer than two known
 * weights it is plain round-robin; a replica of unknown weight gets the mean of the known ones.
 *
 * <p>Queries per second are the requests that ended here; utilization is the larger of KV-cache
 * usage and (running + waiting) / {@code max_num_seqs}.
 */
final class OrcaWeighted implements Chooser {

    private final OrcaWeight.Rules rules;
    private final long periodNanos;
    private final double maxNumSeqs;

    private final Map<ReplicaId, Gauge> gauges = new LinkedHashMap<>();
    private List<Member> scheduled = List.of();
    private @Nullable StaticStride stride;
    private double[] weights = new double[0];
    private long renewedNanos = Long.MIN_VALUE;

    /** What ended on one member since the last renewal. */
    private static final class Gauge {
        final OrcaWeight weight;
        long ended;
        long failed;

        Gauge(OrcaWeight weight) {
            this.weight = weight;
        }
    }

    OrcaWeighted(Parameters parameters) {
        this.rules =
                new OrcaWeight.Rules(
                        parameters.nanos("blackout_period"),
                        parameters.nanos("weight_expiration_period"),
                        parameters.get("error_utilization_penalty"));
        this.periodNanos = Math.max(100_000_000, parameters.nanos("weight_update_period"));
        this.maxNumSeqs = parameters.get("max_num_seqs");
        if (!(maxNumSeqs > 0)) {
            throw new IllegalArgumentException("max_num_seqs is not above 0: " + maxNumSeqs);
        }
    }

    @Override
    public void update(List<Member> members) {
        var next = new LinkedHashMap<ReplicaId, Gauge>();
        for (Member member : members) {
            Gauge known = gauges.get(member.id);
            next.put(member.id, known == null ? new Gauge(new OrcaWeight(rules)) : known);
        }
        gauges.clear();
        gauges.putAll(next);
    }

    @Override
    public void finished(Member member, Outcome outcome) {
        Gauge gauge = gauges.get(member.id);
        if (gauge != null) {
            gauge.ended++;
            if (outcome instanceof Outcome.Failed) {
                gauge.failed++;
            }
        }
    }

    @Override
    public Member choose(List<Member> eligible, Pick pick) {
        long now = pick.nowNanos();
        boolean due = renewedNanos == Long.MIN_VALUE || now - renewedNanos >= periodNanos;
        if (due) {
            report(eligible, now);
        }
        StaticStride current = stride;
        if (due || current == null || !scheduled.equals(eligible)) {
            scheduled = List.copyOf(eligible);
            weights = weights(eligible, now);
            current = new StaticStride(weights, current == null ? 0 : current.counter());
            stride = current;
        }
        return scheduled.get(current.next());
    }

    private void report(List<Member> members, long nowNanos) {
        double seconds = (nowNanos - renewedNanos) / 1e9;
        boolean first = renewedNanos == Long.MIN_VALUE;
        renewedNanos = nowNanos;
        for (Member member : members) {
            Gauge gauge = gauges.get(member.id);
            if (gauge == null) {
                continue;
            }
            double utilization = utilization(member.sample);
            if (!first && utilization > 0) {
                var report =
                        new OrcaWeight.Report(
                                gauge.ended / seconds, gauge.failed / seconds, utilization);
                gauge.weight.report(report, nowNanos);
            }
            gauge.ended = 0;
            gauge.failed = 0;
        }
    }

    private double utilization(@Nullable ReplicaSample sample) {
        if (sample == null || !sample.isFresh()) {
            return 0;
        }
        double kv = sample.value(Signal.KV_USAGE).orElse(0);
        double running = sample.value(Signal.RUNNING).orElse(0);
        double waiting = sample.value(Signal.WAITING).orElse(0);
        return Math.max(kv, (running + waiting) / maxNumSeqs);
    }

    /** Known weights, the mean for the others, times where each is in its slow start. */
    private double[] weights(List<Member> members, long nowNanos) {
        double[] result = new double[members.size()];
        double sum = 0;
        int known = 0;
        for (int i = 0; i < result.length; i++) {
            Gauge gauge = gauges.get(members.get(i).id);
            result[i] = gauge == null ? 0 : gauge.weight.weight(nowNanos);
            if (result[i] > 0) {
                sum += result[i];
                known++;
            }
        }
        double mean = known < 2 ? 1 : sum / known;
        for (int i = 0; i < result.length; i++) {
            Member member = members.get(i);
            double weight = known < 2 || result[i] == 0 ? mean : result[i];
            result[i] = weight * member.effective / member.weight;
        }
        return result;
    }

    @Override
    public double[] shares(List<Member> eligible) {
        double[] current =
                scheduled.equals(eligible) ? weights : weights(eligible, Math.max(0, renewedNanos));
        return new StaticStride(current, 0).shares();
    }
}
