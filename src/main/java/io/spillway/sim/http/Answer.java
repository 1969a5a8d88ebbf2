package io.spillway.sim.http;

import io.spillway.sim.InferenceEngine.FinishReason;
import io.spillway.sim.InferenceEngine.Handle;
import io.spillway.sim.http.Admission.PlannedChoice;
import io.spillway.sim.http.FixedEngine.BurstListener;

import org.jspecify.annotations.Nullable;

/** One answer of a {@link Generation}: a choice, as it grows. Confined to the server's loop. */
final class Answer implements BurstListener {

    private final Generation generation;
    private final PlannedChoice planned;
    private final int index;
    private int generated;
    private int sent;
    private @Nullable FinishReason reason;
    private @Nullable Handle handle;

    Answer(Generation generation, PlannedChoice planned, int index) {
        this.generation = generation;
        this.planned = planned;
        this.index = index;
    }

    PlannedChoice planned() {
        return planned;
    }

    int index() {
        return index;
    }

    /** Tokens the engine has produced. */
    int generated() {
        return generated;
    }

    /** Of those, sent. */
    int sent() {
        return sent;
    }

    void sentUpTo(int tokens) {
        sent = tokens;
    }

    /** Why it ended; null while it grows. */
    @Nullable FinishReason reason() {
        return reason;
    }

    boolean isOnLastToken() {
        return generated == planned.submission().outputTokens();
    }

    int cachedTokens() {
        return handle == null ? 0 : handle.cachedTokens();
    }

    void submitted(Handle engineHandle) {
        handle = engineHandle;
    }

    void abort() {
        if (handle != null && reason == null) {
            handle.abort();
        }
    }

    @Override
    public void token(long nanos, int tokenIndex) {
        generated = tokenIndex + 1;
        generation.grew(this);
    }

    @Override
    public void finished(long nanos, FinishReason engineReason) {
        reason = engineReason == FinishReason.LENGTH ? planned.reason() : engineReason;
        generation.ended(this, reason);
    }

    @Override
    public boolean isReady() {
        return generation.isReady();
    }

    @Override
    public void tokens(int from, int to) {
        if (generation.mayBreak()) {
            for (int i = from; i < to; i++) {
                token(0, i);
            }
        } else {
            generated = to;
            generation.grewBlock(this);
        }
    }
}
