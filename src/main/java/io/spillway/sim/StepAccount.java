package io.spillway.sim;

import io.spillway.load.GapSink;
import io.spillway.sim.InferenceEngine.FinishReason;

import org.jspecify.annotations.Nullable;

/**
 * Counts the tokens of an engine and tells those who listen. Gaps between tokens are gathered in
 * runs of equal ones, since the sequences that decode together share them.
 */
final class StepAccount {
    private final @Nullable EngineObserver observer;
    private final @Nullable GapSink gaps;
    private long promptTokens;
    private long generatedTokens;
    private long runGapNanos;
    private int runTag;
    private long runLength;

    StepAccount(EngineRunner.Taps taps) {
        this.observer = taps.observer();
        this.gaps = taps.gaps();
    }

    long promptTokens() {
        return promptTokens;
    }

    long generatedTokens() {
        return generatedTokens;
    }

    /** The sequence gives one more token. */
    void token(Sequence sequence, long nanos) {
        int index = sequence.generated++;
        generatedTokens++;
        if (index == 0) {
            first(sequence, nanos);
        } else {
            later(sequence, nanos - sequence.lastTokenNanos);
        }
        sequence.lastTokenNanos = nanos;
        if (sequence.tokenListener != null) {
            sequence.tokenListener.token(nanos, index);
        }
    }

    private void first(Sequence sequence, long nanos) {
        promptTokens += sequence.promptTokens;
        sequence.firstTokenNanos = nanos;
        if (observer != null) {
            observer.firstToken(nanos - sequence.arrivedNanos);
        }
        if (sequence.bulkListener != null) {
            sequence.bulkListener.firstToken(nanos);
        }
    }

    private void later(Sequence sequence, long gapNanos) {
        if (gapNanos > sequence.maxGapNanos) {
            sequence.maxGapNanos = gapNanos;
        }
        if (gapNanos != runGapNanos || sequence.tag != runTag) {
            flush();
            runGapNanos = gapNanos;
            runTag = sequence.tag;
        }
        runLength++;
    }

    /** Hands on what has been gathered. */
    void flush() {
        if (runLength == 0) {
            return;
        }
        if (gaps != null && runTag >= 0) {
            gaps.gaps(runTag, runGapNanos, runLength);
        }
        if (observer != null) {
            observer.laterTokens(runGapNanos, runLength);
        }
        runLength = 0;
    }

    void ended(Sequence sequence, long nanos, FinishReason reason) {
        if (sequence.bulkListener == null && observer == null) {
            tell(sequence, nanos, reason);
            return;
        }
        RequestTimeline timeline = sequence.timeline(nanos, reason);
        if (observer != null) {
            observer.ended(timeline);
        }
        if (sequence.bulkListener != null) {
            sequence.bulkListener.ended(timeline);
        }
        tell(sequence, nanos, reason);
    }

    private static void tell(Sequence sequence, long nanos, FinishReason reason) {
        if (sequence.tokenListener != null) {
            sequence.tokenListener.finished(nanos, reason);
        }
    }
}
