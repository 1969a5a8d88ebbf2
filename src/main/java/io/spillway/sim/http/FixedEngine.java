package io.spillway.sim.http;

import io.spillway.sim.EngineObserver;
import io.spillway.sim.EngineStats;
import io.spillway.sim.InferenceEngine;
import io.spillway.sim.RequestTimeline;
import io.spillway.time.Cancellable;
import io.spillway.time.Scheduler;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;

/**
 * An engine whose token times are known: token {@code k} of a request is due at {@code start + ttft
 * + k·itl}, where the start is its arrival, or the due end of the request whose slot it took.
 * Lateness of a timer never moves a later token.
 *
 * <p>Confined to the owner thread of its scheduler.
 */
final class FixedEngine implements InferenceEngine {

    /** Blocks of tokens a flooding request may emit before the others get their turn. */
    private static final int BURST_BLOCKS = 8;

    /** How long a flooding request waits for a full socket. */
    private static final long FULL_SOCKET_NANOS = 200_000;

    private final Scheduler scheduler;
    private final EngineObserver observer;
    private final long ttftNanos;
    private final long itlNanos;
    private final int slots;
    private final ArrayDeque<Run> waiting = new ArrayDeque<>();
    private int running;
    private long promptTokens;
    private long generatedTokens;

    FixedEngine(Scheduler scheduler, FixedTiming timing, EngineObserver observer) {
        this.scheduler = scheduler;
        this.observer = observer;
        this.ttftNanos = timing.ttft().toNanos();
        this.itlNanos = timing.itl().toNanos();
        this.slots = timing.slots();
    }

    @Override
    public Handle submit(Submission submission, TokenListener listener) {
        Run run = new Run(submission, listener);
        if (running < slots) {
            run.start(run.arrivalNanos);
        } else {
            waiting.add(run);
        }
        return run;
    }

    @Override
    public EngineStats stats() {
        return new EngineStats(
                waiting.size(), running, 0, 0, promptTokens, generatedTokens, promptTokens, 0);
    }

    /** A listener that can take many tokens at once. */
    interface BurstListener extends TokenListener {
        /** False while the socket is full. */
        boolean isReady();

        /** The tokens from this index up to, not including, the other are all due. */
        void tokens(int from, int to);
    }

    private final class Run implements Handle {
        private final Submission submission;
        private final TokenListener listener;
        private final long arrivalNanos = scheduler.nanos();
        private long startNanos = -1;
        private int next;
        private boolean ended;
        private @Nullable Cancellable timer;

        Run(Submission submission, TokenListener listener) {
            this.submission = submission;
            this.listener = listener;
        }

        void start(long nanos) {
            startNanos = nanos;
            running++;
            arm(dueNanos(0));
        }

        private void arm(long nanos) {
            timer = scheduler.at(nanos, this::fire);
        }

        private long dueNanos(int index) {
            return startNanos + ttftNanos + index * itlNanos;
        }

        private void fire() {
            if (itlNanos == 0 && listener instanceof BurstListener bursts) {
                flood(bursts);
            } else {
                emit();
                if (!ended) {
                    arm(dueNanos(next));
                }
            }
        }

        private void flood(BurstListener bursts) {
            for (int i = 0; i < BURST_BLOCKS && !ended; i++) {
                if (!bursts.isReady()) {
                    arm(scheduler.nanos() + FULL_SOCKET_NANOS);
                    return;
                }
                emitBlock(bursts);
            }
            if (!ended) {
                arm(scheduler.nanos());
            }
        }

        /** Up to the next multiple of the words' period: one step for all. */
        private void emitBlock(BurstListener bursts) {
            int from = next;
            int wanted = from - from % Words.PERIOD + Words.PERIOD;
            int to = Math.min(wanted, submission.outputTokens());
            next = to;
            long dueNanos = dueNanos(from);
            generatedTokens += to - from;
            int prompt = from == 0 ? submission.promptTokens() : 0;
            if (from == 0) {
                promptTokens += prompt;
                observer.firstToken(dueNanos - arrivalNanos);
            }
            observer.laterTokens(0, from == 0 ? to - 1 : to - from);
            int count = to - from;
            observer.stepped(
                    new EngineObserver.Step(dueNanos, dueNanos, 1, prompt + count, prompt, count));
            bursts.tokens(from, to);
            if (to == submission.outputTokens() && !ended) {
                finish(dueNanos, FinishReason.LENGTH);
            }
        }

        private void emit() {
            int index = next++;
            long dueNanos = dueNanos(index);
            generatedTokens++;
            observe(index, dueNanos);
            listener.token(dueNanos, index);
            if (next == submission.outputTokens() && !ended) {
                finish(dueNanos, FinishReason.LENGTH);
            }
        }

        /** Each token is a step of its own. */
        private void observe(int index, long dueNanos) {
            int prompt = index == 0 ? submission.promptTokens() : 0;
            if (index == 0) {
                promptTokens += prompt;
                observer.firstToken(dueNanos - arrivalNanos);
            } else {
                observer.laterTokens(itlNanos, 1);
            }
            long stepStart = index == 0 ? startNanos : dueNanos - itlNanos;
            int computed = Math.max(prompt, 1);
            observer.stepped(new EngineObserver.Step(stepStart, dueNanos, 1, computed, prompt, 1));
        }

        private void finish(long nanos, FinishReason reason) {
            ended = true;
            if (startNanos >= 0) {
                running--;
                Run head = waiting.poll();
                if (head != null) {
                    head.start(Math.max(nanos, head.arrivalNanos));
                }
            } else {
                waiting.remove(this);
            }
            observer.ended(timeline(nanos, reason));
            listener.finished(nanos, reason);
        }

        private RequestTimeline timeline(long endNanos, FinishReason reason) {
            return new RequestTimeline(
                    submission.promptTokens(),
                    submission.outputTokens(),
                    next,
                    0,
                    0,
                    arrivalNanos,
                    arrivalNanos,
                    startNanos,
                    next > 0 ? dueNanos(0) : -1,
                    next > 0 ? dueNanos(next - 1) : -1,
                    endNanos,
                    next > 1 ? itlNanos : 0,
                    reason);
        }

        @Override
        public void abort() {
            if (!ended) {
                if (timer != null) {
                    timer.cancel();
                }
                finish(scheduler.nanos(), FinishReason.ABORT);
            }
        }

        @Override
        public int cachedTokens() {
            return 0;
        }
    }
}
