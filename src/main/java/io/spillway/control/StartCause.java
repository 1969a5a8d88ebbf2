package io.spillway.control;

import java.util.OptionalLong;

/**
 * Why a replica is started.
 *
 * @param detectedNanos time of the first sample that led to it; empty when no sample did
 * @param decidedNanos when the target grew; empty for the first replicas of a run
 */
record StartCause(OptionalLong detectedNanos, OptionalLong decidedNanos, String reason) {

    static StartCause initial(String reason) {
        return new StartCause(OptionalLong.empty(), OptionalLong.empty(), reason);
    }

    static StartCause decided(long nanos, String reason) {
        return new StartCause(OptionalLong.empty(), OptionalLong.of(nanos), reason);
    }

    static StartCause detected(long detectedNanos, long decidedNanos, String reason) {
        return new StartCause(
                OptionalLong.of(detectedNanos), OptionalLong.of(decidedNanos), reason);
    }
}
