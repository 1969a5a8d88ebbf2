package io.spillway.load;

import io.spillway.fleet.FailureCause;
import io.spillway.fleet.Outcome;
import io.spillway.fleet.ReplicaId;
import io.spillway.prompt.Prompt;
import io.spillway.record.RequestRecord;
import io.spillway.record.RequestRecorder;

import org.jspecify.annotations.Nullable;

/**
 * Follows one counted request from its intended time to its record. The driver's thread makes it;
 * from the hand-off on, the transport's thread owns it until {@link Owner#ended} hands it back.
 */
final class RequestTracker implements ResponseListener {

    /** Where a tracker's milestones go. Called on the transport's thread. */
    interface Owner {
        void firstText(RequestTracker tracker, long nanos);

        void ended(RequestTracker tracker, Outcome outcome);
    }

    final long index;
    final int stage;
    final long intendedNanos;
    final Prompt prompt;
    final @Nullable String model;
    private final RequestRecorder recorder;
    private final Owner owner;

    /** Set on the driver's thread before the hand-off. */
    @Nullable ReplicaId replica;

    RequestTransport.@Nullable Call call;

    private long sentNanos = -1;
    private long firstChunkNanos = -1;
    private long firstTextNanos = -1;
    private long firstSilentNanos = -1;
    private long lastTokenNanos = -1;
    private long maxGapNanos;
    private int tokenChunks;
    private boolean reconnected;

    RequestTracker(
            Identity identity, @Nullable String model, RequestRecorder recorder, Owner owner) {
        this.index = identity.index;
        this.stage = identity.stage;
        this.intendedNanos = identity.intendedNanos;
        this.prompt = identity.prompt;
        this.model = model;
        this.recorder = recorder;
        this.owner = owner;
    }

    /** What a request is, before anything happens to it. */
    record Identity(long index, int stage, long intendedNanos, Prompt prompt) {}

    @Override
    public void sent(long nanos) {
        sentNanos = nanos;
        recorder.sent(stage, replica(), intendedNanos, nanos);
    }

    @Override
    public void reconnected() {
        reconnected = true;
    }

    @Override
    public void firstChunk(long nanos) {
        firstChunkNanos = nanos;
    }

    @Override
    public void text(long nanos) {
        if (firstTextNanos < 0) {
            firstText(nanos);
        } else {
            gap(nanos);
        }
        tokenChunks++;
        lastTokenNanos = nanos;
    }

    private void firstText(long nanos) {
        firstTextNanos = nanos;
        if (firstChunkNanos < 0) {
            firstChunkNanos = nanos;
        }
        recorder.firstText(stage, intendedNanos, sentNanos, nanos);
        owner.firstText(this, nanos);
    }

    private void gap(long nanos) {
        long gap = nanos - lastTokenNanos;
        maxGapNanos = Math.max(maxGapNanos, gap);
        recorder.gap(stage, gap);
    }

    /** The first token is the first that can be read; the time between two counts either way. */
    @Override
    public void silentToken(long nanos) {
        if (firstTextNanos >= 0) {
            gap(nanos);
            tokenChunks++;
        } else if (firstSilentNanos < 0) {
            firstSilentNanos = nanos;
        }
        lastTokenNanos = nanos;
    }

    @Override
    public void texts(int count, long lastNanos, long widestGapNanos) {
        tokenChunks += count;
        lastTokenNanos = lastNanos;
        maxGapNanos = Math.max(maxGapNanos, widestGapNanos);
    }

    @Override
    public void completed(long nanos, Usage usage) {
        if (firstTextNanos < 0 && firstSilentNanos >= 0) {
            // Nothing of it can be read, as of one special token: its first token is all there is.
            firstText(firstSilentNanos);
            tokenChunks++;
        }
        finish(nanos, usage, null);
        long ttft = firstTextNanos < 0 ? -1 : firstTextNanos - sentNanos;
        owner.ended(
                this,
                new Outcome.Succeeded(
                        ttft, nanos - sentNanos, usage.promptTokens(), usage.outputTokens()));
    }

    @Override
    public void failed(long nanos, FailureCause cause) {
        finish(nanos, Usage.UNKNOWN, cause);
        owner.ended(this, new Outcome.Failed(cause));
    }

    private void finish(long nanos, Usage usage, @Nullable FailureCause failure) {
        int inputTokens = usage.promptTokens() >= 0 ? usage.promptTokens() : prompt.inputTokens();
        recorder.finished(
                new RequestRecord(
                        index,
                        stage,
                        replica,
                        model,
                        intendedNanos,
                        sentNanos,
                        firstChunkNanos,
                        firstTextNanos,
                        lastTokenNanos,
                        nanos,
                        tokenChunks,
                        maxGapNanos,
                        inputTokens,
                        usage.outputTokens(),
                        usage.cachedTokens(),
                        prompt.outputTokens(),
                        reconnected,
                        failure));
    }

    private ReplicaId replica() {
        if (replica == null) {
            throw new IllegalStateException("request " + index + " was sent to no replica");
        }
        return replica;
    }
}
