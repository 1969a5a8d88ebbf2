package io.spillway.report.compat;

import io.spillway.record.RequestRecord;

/** A limit of goodput, by inference-perf's name for what it limits. */
final class Constraint {
    private Constraint() {}

    /**
     * What a success is held against, in seconds; TTFT and latency from the intended send. What a
     * request does not have (TPOT of one token) is 0 and keeps any limit.
     *
     * @throws IllegalArgumentException for an unknown name
     */
    static double seconds(String name, RequestRecord request) {
        return switch (name) {
            case "ttft" -> request.hasFirstText() ? request.ttftFromIntendedNanos() / 1e9 : 0;
            case "tpot" -> Math.max(0, request.tpotNanos()) / 1e9;
            case "itl" -> request.meanGapNanos() / 1e9;
            case "ntpot" ->
                    request.outputTokens() > 0
                            ? request.latencyFromIntendedNanos() / 1e9 / request.outputTokens()
                            : 0;
            case "request_latency" -> request.latencyFromIntendedNanos() / 1e9;
            default -> throw new IllegalArgumentException("not a goodput constraint: " + name);
        };
    }
}
