package io.spillway.record;

/**
 * What one request must keep to be a good one. Times in nanoseconds, {@link Long#MAX_VALUE} where
 * there is no limit. TTFT and end-to-end latency count from the intended send time; ITL is the
 * request's mean gap between events with a token. A limit that a request cannot be held against
 * (TPOT of a single token) is kept.
 */
public record SloLimits(long ttftNanos, long tpotNanos, long itlNanos, long e2eNanos) {

    /** Every success is good. */
    public static final SloLimits NONE =
            new SloLimits(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    /** Whether the request succeeded within every limit. */
    public boolean isGood(RequestRecord request) {
        return request.succeeded()
                && (!request.hasFirstText() || request.ttftFromIntendedNanos() <= ttftNanos)
                && request.tpotNanos() <= tpotNanos
                && request.meanGapNanos() <= itlNanos
                && request.latencyFromIntendedNanos() <= e2eNanos;
    }
}
