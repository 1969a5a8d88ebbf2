package io.spillway.record;

import io.spillway.fleet.FailureCause;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts and distributions of a set of requests: a stage, or a whole run. Adding two is associative
 * and commutative. Not thread-safe; what leaves a recorder is a copy.
 */
public final class RequestStats {

    /** What is measured. Times in nanoseconds; over successes unless said otherwise. */
    public enum Metric {
        TTFT_FROM_SENT,
        TTFT_FROM_INTENDED,
        /** Every gap between two events with text, pooled over requests, failures included. */
        ITL,
        TPOT,
        E2E_FROM_SENT,
        E2E_FROM_INTENDED,
        /** Of every request that was sent. */
        SCHEDULE_DELAY,
        /** Latency from sent over output tokens. */
        NTPOT,
        /** Tokens. */
        INPUT_TOKENS,
        /** Tokens. */
        OUTPUT_TOKENS,
        /** Latency from sent of failed requests that were sent. */
        FAILED_LATENCY,
        /** Tokens, of failed requests. */
        FAILED_INPUT_TOKENS
    }

    private static final LatencyHistogram EMPTY = LatencyHistogram.ofRequests();

    private final Map<Metric, LatencyHistogram> metrics = new EnumMap<>(Metric.class);
    private @Nullable LatencyHistogram gaps;
    private final SortedMap<String, Long> failuresByCause = new TreeMap<>();
    private long offered;
    private long sent;
    private long succeeded;
    private long failed;
    private long excluded;
    private long capped;
    private long reconnects;
    private long measured;
    private long measuredSuccesses;
    private long inputTokens;
    private long outputTokens;
    private long good;
    private long goodOutputTokens;
    private long firstIntendedNanos = Long.MAX_VALUE;
    private long lastSentNanos = -1;
    private long lastEndNanos = -1;

    void countOffered() {
        offered++;
    }

    void countSent(long intendedNanos, long sentNanos, boolean counts) {
        sent++;
        lastSentNanos = Math.max(lastSentNanos, sentNanos);
        if (counts) {
            metric(Metric.SCHEDULE_DELAY).record(sentNanos - intendedNanos);
        }
    }

    void countGaps(long gapNanos, long count) {
        LatencyHistogram known = gaps;
        if (known == null) {
            known = metric(Metric.ITL);
            gaps = known;
        }
        known.record(gapNanos, count);
    }

    void countCapped() {
        capped++;
    }

    void countFinished(RequestRecord request, boolean counts, SloLimits limits) {
        FailureCause failure = request.failure();
        if (failure == null) {
            succeeded++;
        } else {
            failed++;
            failuresByCause.merge(failure.kind(), 1L, Long::sum);
        }
        if (request.reconnected()) {
            reconnects++;
        }
        if (!counts) {
            excluded++;
            return;
        }
        measured++;
        firstIntendedNanos = Math.min(firstIntendedNanos, request.intendedNanos());
        lastEndNanos = Math.max(lastEndNanos, request.endNanos());
        if (failure == null) {
            success(request, limits);
        } else {
            failure(request);
        }
    }

    /** Requests that were due, and of whose end nothing is known. */
    void countUnfinished(long requests, long ofThemSent) {
        offered += requests;
        sent += ofThemSent;
        failed += requests;
        measured += requests;
        failuresByCause.merge(FailureCause.CANCELLED, requests, Long::sum);
    }

    private void success(RequestRecord request, SloLimits limits) {
        measuredSuccesses++;
        inputTokens += Math.max(0, request.inputTokens());
        outputTokens += Math.max(0, request.outputTokens());
        if (limits.isGood(request)) {
            good++;
            goodOutputTokens += Math.max(0, request.outputTokens());
        }
        if (request.hasFirstText()) {
            metric(Metric.TTFT_FROM_SENT).record(request.ttftFromSentNanos());
            metric(Metric.TTFT_FROM_INTENDED).record(request.ttftFromIntendedNanos());
        }
        long tpot = request.tpotNanos();
        if (tpot >= 0) {
            metric(Metric.TPOT).record(tpot);
        }
        metric(Metric.E2E_FROM_SENT).record(request.latencyFromSentNanos());
        metric(Metric.E2E_FROM_INTENDED).record(request.latencyFromIntendedNanos());
        metric(Metric.INPUT_TOKENS).record(request.inputTokens());
        if (request.outputTokens() >= 0) {
            metric(Metric.OUTPUT_TOKENS).record(request.outputTokens());
        }
        if (request.outputTokens() > 0) {
            metric(Metric.NTPOT).record(request.latencyFromSentNanos() / request.outputTokens());
        }
    }

    private void failure(RequestRecord request) {
        if (request.sentNanos() >= 0) {
            metric(Metric.FAILED_LATENCY).record(request.latencyFromSentNanos());
        }
        metric(Metric.FAILED_INPUT_TOKENS).record(request.inputTokens());
    }

    private LatencyHistogram metric(Metric metric) {
        LatencyHistogram known = metrics.get(metric);
        if (known != null) {
            return known;
        }
        LatencyHistogram created =
                metric == Metric.ITL ? LatencyHistogram.ofGaps() : LatencyHistogram.ofRequests();
        metrics.put(metric, created);
        return created;
    }

    /** Adds what the other has seen. */
    void add(RequestStats other) {
        other.metrics.forEach((metric, values) -> metric(metric).add(values));
        other.failuresByCause.forEach((kind, n) -> failuresByCause.merge(kind, n, Long::sum));
        offered += other.offered;
        sent += other.sent;
        succeeded += other.succeeded;
        failed += other.failed;
        excluded += other.excluded;
        capped += other.capped;
        reconnects += other.reconnects;
        measured += other.measured;
        measuredSuccesses += other.measuredSuccesses;
        inputTokens += other.inputTokens;
        outputTokens += other.outputTokens;
        good += other.good;
        goodOutputTokens += other.goodOutputTokens;
        firstIntendedNanos = Math.min(firstIntendedNanos, other.firstIntendedNanos);
        lastSentNanos = Math.max(lastSentNanos, other.lastSentNanos);
        lastEndNanos = Math.max(lastEndNanos, other.lastEndNanos);
    }

    /** Gaps from an interval log, whose histograms carry no exact sums. */
    void addGaps(org.HdrHistogram.AbstractHistogram gaps) {
        metric(Metric.ITL).addCounts(gaps);
    }

    /** The distribution; empty when nothing of the kind was seen. Not to be written to. */
    public LatencyHistogram of(Metric metric) {
        LatencyHistogram known = metrics.get(metric);
        return known == null ? EMPTY : known;
    }

    /** Requests that were due. */
    public long offered() {
        return offered;
    }

    /** Requests handed to a socket. */
    public long sent() {
        return sent;
    }

    public long succeeded() {
        return succeeded;
    }

    public long failed() {
        return failed;
    }

    /** Ended requests outside the statistics window; they are in no distribution. */
    public long excluded() {
        return excluded;
    }

    /** Requests delayed because the in-flight cap was reached. */
    public long capped() {
        return capped;
    }

    /** Requests re-sent once because a reused connection had died. */
    public long reconnects() {
        return reconnects;
    }

    /** Ended requests inside the statistics window, failures included. */
    public long measured() {
        return measured;
    }

    /** Successes inside the statistics window. */
    public long measuredSuccesses() {
        return measuredSuccesses;
    }

    /** Of measured successes. */
    public long inputTokens() {
        return inputTokens;
    }

    /** Of measured successes. */
    public long outputTokens() {
        return outputTokens;
    }

    /** Measured successes within every limit. */
    public long good() {
        return good;
    }

    /** Output tokens of the good ones. */
    public long goodOutputTokens() {
        return goodOutputTokens;
    }

    /** By kind, in alphabetical order. */
    public SortedMap<String, Long> failuresByCause() {
        return Collections.unmodifiableSortedMap(failuresByCause);
    }

    /** Earliest intended time among the measured, {@link Long#MAX_VALUE} when there is none. */
    public long firstIntendedNanos() {
        return firstIntendedNanos;
    }

    /** When the last request was sent, -1 when none was. */
    public long lastSentNanos() {
        return lastSentNanos;
    }

    /** Latest end among the measured, -1 when there is none. */
    public long lastEndNanos() {
        return lastEndNanos;
    }
}
