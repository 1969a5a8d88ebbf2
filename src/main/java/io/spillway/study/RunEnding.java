package io.spillway.study;

/** How a run ended. Measurements exist in every case. */
public sealed interface RunEnding {

    /** Everything that was to be sent was sent and ended. */
    record Completed() implements RunEnding {}

    /** Somebody stopped it. */
    record Stopped() implements RunEnding {}

    /** It could not go on; the reason is one sentence for people. */
    record Failed(String reason) implements RunEnding {}
}
