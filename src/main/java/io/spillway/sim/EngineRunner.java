package io.spillway.sim;

import io.spillway.load.GapSink;
import io.spillway.time.Cancellable;
import io.spillway.time.Scheduler;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;

/**
 * vLLM's engine on a clock: requests pass the front-end, then a step follows the other while there
 * is work, one scheduled task per step.
 *
 * <p>Steps keep an absolute schedule. A step starts where the last one was due to end (or, after
 * idleness, where its first request was due to leave the front-end), so that late timers do not add
 * up; listeners are told the scheduled times.
 *
 * <p>As in vLLM, {@link #stats} are those of the end of the last step: requests in the front-end,
 * or that came during a step, are in no gauge.
 *
 * <p>Threading: confined to the owner thread of its scheduler. Listeners may submit and abort.
 */
public final class EngineRunner implements InferenceEngine, AutoCloseable {

    /**
     * Who else listens.
     *
     * @param observer sees inside the engine
     * @param gaps takes the gaps between tokens in bulk, with the submission's tag as the stage;
     *     requests with a negative tag are left out
     */
    public record Taps(@Nullable EngineObserver observer, @Nullable GapSink gaps) {
        public static final Taps NONE = new Taps(null, null);
    }

    private final Scheduler scheduler;
    private final long frontEndNanos;
    private final @Nullable EngineObserver observer;
    private final StepAccount account;
    private final Engine engine;

    /** Requests in the front-end, or through it since the step began, in order of arrival. */
    private final ArrayDeque<Sequence> arriving = new ArrayDeque<>();

    private final Runnable stepTask = this::onStepEnd;
    private final Runnable wakeTask = this::onWake;
    private @Nullable Cancellable pending;
    private boolean idle = true;
    private boolean inStep;
    private boolean closed;
    private long startNanos;
    private long dueNanos;
    private long nextId;
    private int waiting;
    private int running;
    private double kvUsage;
    private long preemptions;

    public EngineRunner(Scheduler scheduler, EngineProfile profile, EngineLimits limits) {
        this(scheduler, profile, limits, Taps.NONE);
    }

    public EngineRunner(
            Scheduler scheduler, EngineProfile profile, EngineLimits limits, Taps taps) {
        this.scheduler = scheduler;
        this.frontEndNanos = profile.frontEndNanos();
        this.observer = taps.observer();
        this.account = new StepAccount(taps);
        this.engine = new Engine(profile.cost(), limits, account);
    }

    @Override
    public Handle submit(Submission submission, TokenListener listener) {
        return submit(submission, listener, null);
    }

    /** Queues a request, now, that is accounted in bulk. */
    public BulkHandle submit(Submission submission, BulkListener listener) {
        return submit(submission, null, listener);
    }

    private Sequence submit(
            Submission submission, @Nullable TokenListener tokens, @Nullable BulkListener bulk) {
        if (closed) {
            throw new IllegalStateException("the engine is closed");
        }
        var sequence = new Sequence(engine, nextId++, submission, scheduler.nanos(), tokens, bulk);
        arriving.addLast(sequence);
        if (idle) {
            idle = false;
            wakeAt(queuedAt(sequence));
        }
        return sequence;
    }

    /** The gauges at the end of the last step, and the counters. */
    @Override
    public EngineStats stats() {
        return new EngineStats(
                waiting,
                running,
                kvUsage,
                preemptions,
                account.promptTokens(),
                account.generatedTokens(),
                engine.kv().queryTokens(),
                engine.kv().hitTokens());
    }

    /** Requests submitted that have not ended, wherever they are. */
    public int unfinished() {
        return arriving.size() + engine.waiting() + engine.running();
    }

    /** Stops at once. Every request that has not ended hears of its abort; nothing may follow. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (!inStep) {
            abortAll();
        }
    }

    private void abortAll() {
        if (pending != null) {
            pending.cancel();
            pending = null;
        }
        long now = scheduler.nanos();
        arriving.forEach(Sequence::abort);
        arriving.forEach(sequence -> engine.add(sequence, now));
        arriving.clear();
        engine.abortAll();
        engine.reapAborted(now);
        takeGauges();
    }

    private long queuedAt(Sequence sequence) {
        return sequence.arrivedNanos + frontEndNanos;
    }

    private void wakeAt(long nanos) {
        dueNanos = nanos;
        pending = scheduler.at(nanos, wakeTask);
    }

    private void onWake() {
        runStep(false);
    }

    private void onStepEnd() {
        runStep(true);
    }

    /** Ends the step that was due, if one was, and begins the next. */
    private void runStep(boolean ending) {
        pending = null;
        inStep = true;
        if (ending) {
            complete();
        }
        if (!closed) {
            begin(dueNanos);
        }
        inStep = false;
        if (closed) {
            abortAll();
        }
    }

    private void complete() {
        long promptsBefore = account.promptTokens();
        long generatedBefore = account.generatedTokens();
        engine.complete(dueNanos);
        takeGauges();
        if (observer != null) {
            observer.stepped(
                    new EngineObserver.Step(
                            startNanos,
                            dueNanos,
                            engine.scheduledSequences(),
                            engine.computedTokens(),
                            account.promptTokens() - promptsBefore,
                            (int) (account.generatedTokens() - generatedBefore)));
        }
    }

    private void begin(long nanos) {
        while (!arriving.isEmpty() && queuedAt(arriving.getFirst()) <= nanos) {
            Sequence sequence = arriving.removeFirst();
            engine.add(sequence, queuedAt(sequence));
        }
        engine.reapAborted(nanos);
        long duration = engine.schedule(nanos);
        if (duration != Engine.IDLE) {
            startNanos = nanos;
            dueNanos = nanos + duration;
            pending = scheduler.at(dueNanos, stepTask);
            return;
        }
        takeGauges();
        if (arriving.isEmpty()) {
            idle = true;
        } else {
            wakeAt(queuedAt(arriving.getFirst()));
        }
    }

    private void takeGauges() {
        waiting = engine.waiting();
        running = engine.running();
        kvUsage = engine.kv().usage();
        preemptions = engine.preemptions();
    }
}
