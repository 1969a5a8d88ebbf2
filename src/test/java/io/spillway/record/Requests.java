package io.spillway.record;

import io.spillway.fleet.FailureCause;
import io.spillway.fleet.ReplicaId;

import org.jspecify.annotations.Nullable;

/** Request records for tests; times in milliseconds. */
final class Requests {
    static final ReplicaId FIRST = new ReplicaId("sim-1");
    static final ReplicaId SECOND = new ReplicaId("sim-2");
    static final long MS = 1_000_000L;
    static final long SECOND_NANOS = 1_000_000_000L;

    private Requests() {}

    /** A success sent on time whose tokens come at a steady pace. */
    static RequestRecord success(long index, long intendedMs, long ttftMs, long itlMs, int tokens) {
        return at(index, 0, intendedMs, ttftMs, itlMs, tokens, null);
    }

    static RequestRecord failure(long index, long intendedMs, String kind) {
        return at(index, 0, intendedMs, 0, 0, 0, new FailureCause(kind, "it broke: \"é\\\n\u0001"));
    }

    static RequestRecord at(
            long index,
            int stage,
            long intendedMs,
            long ttftMs,
            long itlMs,
            int tokens,
            @Nullable FailureCause failure) {
        long sent = intendedMs * MS;
        boolean text = tokens > 0;
        long first = text ? sent + ttftMs * MS : -1;
        long last = text ? first + (tokens - 1) * itlMs * MS : -1;
        return new RequestRecord(
                index,
                stage,
                FIRST,
                "m",
                sent,
                sent,
                first,
                first,
                last,
                text ? last : sent + MS,
                tokens,
                tokens > 1 ? itlMs * MS : -1,
                100,
                failure == null ? tokens : -1,
                -1,
                tokens,
                false,
                failure);
    }

    /** Reports the whole life of a request, as a driver and a transport would. */
    static void play(RequestRecorder recorder, RequestRecord request) {
        recorder.offered(request.stage(), request.intendedNanos());
        if (request.replica() != null && request.sentNanos() >= 0) {
            recorder.sent(
                    request.stage(),
                    request.replica(),
                    request.intendedNanos(),
                    request.sentNanos());
        }
        if (request.hasFirstText()) {
            recorder.firstText(
                    request.stage(),
                    request.intendedNanos(),
                    request.sentNanos(),
                    request.firstTextNanos());
        }
        if (request.tokenChunks() > 1) {
            recorder.gaps(request.stage(), request.maxGapNanos(), request.tokenChunks() - 1);
        }
        recorder.finished(request);
    }
}
