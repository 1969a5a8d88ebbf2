package io.spillway.record;

import io.spillway.fleet.ReplicaId;

import java.util.LinkedHashMap;
import java.util.Map;

/** What happened between two ticks. Reused, not thread-safe. */
final class Interval {
    final SampleBuffer ttftIntendedNanos = new SampleBuffer();
    final SampleBuffer ttftNanos = new SampleBuffer();
    final SampleBuffer e2eNanos = new SampleBuffer();
    final GapHistograms gaps;
    final Map<ReplicaId, long[]> sentByReplica = new LinkedHashMap<>();
    long offered;
    long sent;
    long succeeded;
    long failed;
    long inputTokens;
    long outputTokens;

    /** Set on merged intervals only. */
    long fromNanos;

    /** Set on merged intervals only. */
    long toNanos;

    Interval(boolean gapsByStage) {
        this.gaps = new GapHistograms(gapsByStage);
    }

    void sent(ReplicaId replica) {
        sent++;
        sentByReplica.computeIfAbsent(replica, _ -> new long[1])[0]++;
    }

    void firstText(long intendedNanos, long firstTextNanos) {
        ttftIntendedNanos.add(intendedNanos);
        ttftNanos.add(Math.max(0, firstTextNanos - intendedNanos));
    }

    void finished(RequestRecord request) {
        if (request.succeeded()) {
            succeeded++;
            inputTokens += Math.max(0, request.inputTokens());
            outputTokens += Math.max(0, request.outputTokens());
            e2eNanos.add(Math.max(0, request.latencyFromIntendedNanos()));
        } else {
            failed++;
        }
    }

    void add(Interval other) {
        ttftIntendedNanos.addAll(other.ttftIntendedNanos);
        ttftNanos.addAll(other.ttftNanos);
        e2eNanos.addAll(other.e2eNanos);
        gaps.add(other.gaps);
        other.sentByReplica.forEach(
                (id, n) -> sentByReplica.computeIfAbsent(id, _ -> new long[1])[0] += n[0]);
        offered += other.offered;
        sent += other.sent;
        succeeded += other.succeeded;
        failed += other.failed;
        inputTokens += other.inputTokens;
        outputTokens += other.outputTokens;
    }

    void clear() {
        ttftIntendedNanos.clear();
        ttftNanos.clear();
        e2eNanos.clear();
        gaps.clear();
        sentByReplica.clear();
        offered = 0;
        sent = 0;
        succeeded = 0;
        failed = 0;
        inputTokens = 0;
        outputTokens = 0;
    }
}
