package io.spillway.sim.cluster;

import io.spillway.fleet.FailureCause;
import io.spillway.load.InferenceRequest;
import io.spillway.load.RequestOptions;
import io.spillway.load.RequestTransport.Call;
import io.spillway.load.ResponseListener;
import io.spillway.load.ResponseListener.Usage;
import io.spillway.sim.BulkHandle;
import io.spillway.sim.BulkListener;
import io.spillway.sim.InferenceEngine.Submission;
import io.spillway.sim.RequestTimeline;
import io.spillway.time.Cancellable;
import io.spillway.time.Scheduler;

import org.jspecify.annotations.Nullable;

/** One request on its way to a replica, in its engine, and back. */
final class VirtualCall implements Call, BulkListener {
    /** vLLM's {@code max_tokens} for completions that do not say. */
    private static final int COMPLETION_OUTPUT_TOKENS = 16;

    /** An ordinary answer's length, for chats that do not say: a model would stop by itself. */
    private static final int CHAT_OUTPUT_TOKENS = 256;

    private final Scheduler scheduler;
    private final long latencyNanos;
    private final InferenceRequest request;
    private final ResponseListener listener;
    private @Nullable VirtualReplica replica;
    private @Nullable BulkHandle handle;
    private @Nullable Cancellable deadline;
    private boolean firstDelivered;
    private boolean over;

    VirtualCall(
            Scheduler scheduler,
            long latencyNanos,
            InferenceRequest request,
            ResponseListener listener) {
        this.scheduler = scheduler;
        this.latencyNanos = latencyNanos;
        this.request = request;
        this.listener = listener;
    }

    /** The request leaves the client. */
    void depart() {
        if (over) {
            return;
        }
        long now = scheduler.nanos();
        long timeout = request.options().timeoutNanos();
        if (timeout != Long.MAX_VALUE) {
            deadline = scheduler.at(now + timeout, this::timeOut);
        }
        listener.sent(now);
    }

    /** The request reaches the replica, or the place where it was. */
    void arrive(@Nullable VirtualReplica server) {
        if (over) {
            return;
        }
        if (server == null || !server.serves()) {
            failLater(FailureCause.CONNECTION_REFUSED, "nothing listens there");
            return;
        }
        int promptTokens = Math.max(1, request.prompt().inputTokens());
        if (promptTokens >= server.maxModelLen()) {
            failLater(
                    "http-400",
                    "prompt of %d tokens exceeds the context of %d"
                            .formatted(promptTokens, server.maxModelLen()));
            return;
        }
        // Warm-up requests and responses in one piece have no gaps to account.
        int tag = request.index() < 0 || !request.options().streaming() ? -1 : request.stage();
        var submission =
                new Submission(promptTokens, outputTokens(), request.prompt().prefixHashes(), tag);
        replica = server;
        handle = server.submit(submission, this);
    }

    private int outputTokens() {
        int asked = request.prompt().outputTokens();
        if (asked > 0) {
            return asked;
        }
        return switch (request.options().api()) {
            case COMPLETION -> COMPLETION_OUTPUT_TOKENS;
            case CHAT -> CHAT_OUTPUT_TOKENS;
        };
    }

    @Override
    public void firstToken(long nanos) {
        if (!over && request.options().streaming()) {
            Cancellable _ = scheduler.at(nanos + latencyNanos, this::deliverFirst);
        }
    }

    private void deliverFirst() {
        if (!over) {
            firstDelivered = true;
            long now = scheduler.nanos();
            listener.firstChunk(now);
            listener.text(now);
        }
    }

    @Override
    public void ended(RequestTimeline timeline) {
        if (replica != null) {
            replica.left();
        }
        if (over) {
            return;
        }
        switch (timeline.reason()) {
            case LENGTH, STOP -> {
                Cancellable _ =
                        scheduler.at(
                                timeline.endNanos() + latencyNanos, () -> deliverEnd(timeline));
            }
            case ABORT -> failLater(FailureCause.CONNECTION_RESET, "the replica went away");
            case ERROR -> failLater(FailureCause.ERROR_EVENT, "the engine refused the request");
        }
    }

    private void deliverEnd(RequestTimeline timeline) {
        if (over) {
            return;
        }
        finish();
        deliverTexts();
        long now = scheduler.nanos();
        int asked = request.prompt().outputTokens();
        int got = timeline.generatedTokens();
        RequestOptions options = request.options();
        if (options.ignoreEos() && got < asked) {
            String detail = "%d output tokens, %d were asked for".formatted(got, asked);
            listener.failed(now, new FailureCause(FailureCause.SHORT_USAGE, detail));
            return;
        }
        boolean counted = options.includeUsage() || !options.streaming();
        listener.completed(
                now,
                counted
                        ? new Usage(timeline.promptTokens(), got, timeline.cachedTokens())
                        : Usage.UNKNOWN);
    }

    /** The tokens after the first, in one go. */
    private void deliverTexts() {
        if (firstDelivered && handle != null && handle.generatedTokens() > 1) {
            long last = Math.min(handle.lastTokenNanos() + latencyNanos, scheduler.nanos());
            listener.texts(handle.generatedTokens() - 1, last, handle.maxGapNanos());
        }
    }

    private void timeOut() {
        giveUp(new FailureCause(FailureCause.TIMEOUT, "no end within the request's timeout"));
    }

    @Override
    public void cancel(FailureCause cause) {
        if (!over) {
            scheduler.execute(() -> giveUp(cause));
        }
    }

    /** The client closes the connection; the replica sees that a little later. */
    private void giveUp(FailureCause cause) {
        if (over) {
            return;
        }
        if (handle != null) {
            Cancellable _ = scheduler.at(scheduler.nanos() + latencyNanos, handle::abort);
        }
        fail(cause);
    }

    private void failLater(String kind, String detail) {
        var cause = new FailureCause(kind, detail);
        Cancellable _ =
                scheduler.at(
                        scheduler.nanos() + latencyNanos,
                        () -> {
                            if (!over) {
                                fail(cause);
                            }
                        });
    }

    private void fail(FailureCause cause) {
        finish();
        deliverTexts();
        listener.failed(scheduler.nanos(), cause);
    }

    private void finish() {
        over = true;
        if (deadline != null) {
            deadline.cancel();
        }
    }
}
