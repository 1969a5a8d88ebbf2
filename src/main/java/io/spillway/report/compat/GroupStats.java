package io.spillway.report.compat;

import io.spillway.fleet.FailureCause;
import io.spillway.record.LatencyHistogram;
import io.spillway.record.RequestRecord;
import io.spillway.record.RequestStats;
import io.spillway.record.RequestStats.Metric;

import java.util.EnumMap;
import java.util.Map;

/**
 * Counts and distributions of a group of ended requests: a run, a stage, an adapter. Not
 * thread-safe.
 */
final class GroupStats {
    private static final LatencyHistogram EMPTY = LatencyHistogram.ofRequests();

    private final Map<Metric, LatencyHistogram> metrics = new EnumMap<>(Metric.class);
    private long count;
    private long successes;
    private long sent;
    private long inputTokens;
    private long outputTokens;
    private long firstNanos = Long.MAX_VALUE;
    private long lastSentNanos = -1;
    private long lastEndNanos = -1;

    /** What a recorder counted, pooled gaps included. */
    static GroupStats of(RequestStats stats) {
        var group = new GroupStats();
        for (Metric metric : Metric.values()) {
            group.metrics.put(metric, stats.of(metric));
        }
        group.count = stats.measured();
        group.successes = stats.measuredSuccesses();
        group.sent = stats.sent();
        group.inputTokens = stats.inputTokens();
        group.outputTokens = stats.outputTokens();
        group.firstNanos = stats.firstIntendedNanos();
        group.lastSentNanos = stats.lastSentNanos();
        group.lastEndNanos = stats.lastEndNanos();
        return group;
    }

    /** Counts one request; gaps between its tokens are not known one by one and stay out. */
    void add(RequestRecord request) {
        count++;
        firstNanos = Math.min(firstNanos, request.intendedNanos());
        lastEndNanos = Math.max(lastEndNanos, request.endNanos());
        if (request.sentNanos() >= 0) {
            sent++;
            lastSentNanos = Math.max(lastSentNanos, request.sentNanos());
            record(Metric.SCHEDULE_DELAY, request.scheduleDelayNanos());
        }
        FailureCause failure = request.failure();
        if (failure != null) {
            if (request.sentNanos() >= 0) {
                record(Metric.FAILED_LATENCY, request.latencyFromSentNanos());
            }
            record(Metric.FAILED_INPUT_TOKENS, request.inputTokens());
            return;
        }
        success(request);
    }

    private void success(RequestRecord request) {
        successes++;
        inputTokens += Math.max(0, request.inputTokens());
        outputTokens += Math.max(0, request.outputTokens());
        if (request.hasFirstText()) {
            record(Metric.TTFT_FROM_SENT, request.ttftFromSentNanos());
        }
        if (request.tpotNanos() >= 0) {
            record(Metric.TPOT, request.tpotNanos());
        }
        record(Metric.E2E_FROM_SENT, request.latencyFromSentNanos());
        record(Metric.INPUT_TOKENS, request.inputTokens());
        if (request.outputTokens() >= 0) {
            record(Metric.OUTPUT_TOKENS, request.outputTokens());
        }
        if (request.outputTokens() > 0) {
            record(Metric.NTPOT, request.latencyFromSentNanos() / request.outputTokens());
        }
    }

    private void record(Metric metric, long value) {
        metrics.computeIfAbsent(metric, _ -> LatencyHistogram.ofRequests()).record(value);
    }

    LatencyHistogram values(Metric metric) {
        LatencyHistogram known = metrics.get(metric);
        return known == null ? EMPTY : known;
    }

    long count() {
        return count;
    }

    long successes() {
        return successes;
    }

    long failures() {
        return count - successes;
    }

    long inputTokens() {
        return inputTokens;
    }

    long outputTokens() {
        return outputTokens;
    }

    /** From the first intended send to the last end; NaN without requests. */
    double totalSeconds() {
        double seconds = (lastEndNanos - firstNanos) / 1e9;
        return count == 0 || seconds <= 0 ? Double.NaN : seconds;
    }

    /** From the first intended send to the last actual one; NaN for fewer than two. */
    double sendSeconds() {
        double seconds = (lastSentNanos - firstNanos) / 1e9;
        return sent < 2 || seconds <= 0 ? Double.NaN : seconds;
    }

    /** Requests sent a second while sending. */
    double sendRate() {
        return sent / sendSeconds();
    }
}
