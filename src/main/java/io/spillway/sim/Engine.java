package io.spillway.sim;

import io.spillway.sim.InferenceEngine.FinishReason;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * vLLM's v1 scheduler: running sequences first, then waiting ones in order, within a token budget
 * per step and the KV blocks there are. A prompt that exceeds the budget is computed in chunks;
 * when blocks run out, the sequence that was admitted last is preempted and later recomputed.
 *
 * <p>The engine has no clock: {@link #schedule} says how long the step takes, {@link #complete} is
 * told when it ended.
 */
final class Engine {
    /** There is nothing to compute. */
    static final long IDLE = -1;

    private final EngineLimits limits;
    private final StepTimer timer;
    private final KvCache kv;
    private final StepAccount account;
    private final ArrayDeque<Sequence> waiting = new ArrayDeque<>();
    private Sequence[] running = new Sequence[16];
    private int runningCount;
    private int pendingAborts;
    private long preemptions;

    private int budget;
    private long decodeContext;
    private long prefillWork;
    private int scheduledSequences;

    Engine(StepCost cost, EngineLimits limits, StepAccount account) {
        this.limits = limits;
        this.timer = new StepTimer(cost, limits.maxNumBatchedTokens());
        this.kv = new KvCache(limits);
        this.account = account;
    }

    int waiting() {
        return waiting.size();
    }

    int running() {
        return runningCount;
    }

    long preemptions() {
        return preemptions;
    }

    KvCache kv() {
        return kv;
    }

    int computedTokens() {
        return limits.maxNumBatchedTokens() - budget;
    }

    int scheduledSequences() {
        return scheduledSequences;
    }

    /** Queues a sequence; one that can never run ends at once with an error. */
    void add(Sequence sequence, long nowNanos) {
        sequence.queuedNanos = nowNanos;
        int room = limits.maxModelLen() - sequence.promptTokens;
        if (room < 1 && !sequence.aborted) {
            end(sequence, nowNanos, FinishReason.ERROR);
            return;
        }
        sequence.outputTokens = Math.max(1, Math.min(sequence.outputTokens, room));
        sequence.place = Sequence.Place.WAITING;
        waiting.addLast(sequence);
    }

    void abortRequested() {
        pendingAborts++;
    }

    /** Asks for the abort of everything queued or running. */
    void abortAll() {
        waiting.forEach(Sequence::abort);
        for (int i = 0; i < runningCount; i++) {
            running[i].abort();
        }
    }

    /** Ends the sequences whose clients have gone, and frees their blocks. */
    void reapAborted(long nowNanos) {
        if (pendingAborts == 0) {
            return;
        }
        for (var sequences = waiting.iterator(); sequences.hasNext(); ) {
            Sequence sequence = sequences.next();
            if (sequence.aborted) {
                sequences.remove();
                end(sequence, nowNanos, FinishReason.ABORT);
            }
        }
        int kept = 0;
        int count = runningCount;
        for (int i = 0; i < count; i++) {
            Sequence sequence = running[i];
            if (sequence.aborted) {
                kv.release(sequence);
                end(sequence, nowNanos, FinishReason.ABORT);
            } else {
                running[kept++] = sequence;
            }
        }
        keepRunning(kept);
    }

    /**
     * Chooses what the next step computes.
     *
     * @param startNanos when it starts
     * @return how long it takes in nanoseconds, or {@link #IDLE}
     */
    long schedule(long startNanos) {
        budget = limits.maxNumBatchedTokens();
        decodeContext = 0;
        prefillWork = 0;
        scheduledSequences = 0;
        if (scheduleRunning()) {
            admitWaiting(startNanos);
        }
        int tokens = computedTokens();
        return tokens == 0
                ? IDLE
                : timer.nanos(tokens, decodeContext, prefillWork, scheduledSequences);
    }

    /** Returns false when something was preempted: then nothing is admitted in this step. */
    private boolean scheduleRunning() {
        boolean fits = true;
        for (int i = 0; i < runningCount; i++) {
            Sequence sequence = running[i];
            int chunk = Math.min(sequence.tokens() - sequence.computed, budget);
            sequence.scheduled = 0;
            if (chunk == 0) {
                continue;
            }
            while (!kv.extend(sequence, chunk)) {
                fits = false;
                Sequence victim = preemptLast();
                if (victim == sequence) {
                    return false;
                }
            }
            include(sequence, chunk);
        }
        return fits;
    }

    private Sequence preemptLast() {
        Sequence victim = running[runningCount - 1];
        keepRunning(runningCount - 1);
        kv.preempt(victim);
        victim.scheduled = 0;
        victim.preemptions++;
        victim.place = Sequence.Place.WAITING;
        waiting.addFirst(victim);
        preemptions++;
        return victim;
    }

    /** In order of arrival; the first that does not fit blocks those behind it. */
    private void admitWaiting(long startNanos) {
        while (!waiting.isEmpty() && budget > 0 && runningCount < limits.maxNumSeqs()) {
            Sequence head = waiting.getFirst();
            if (head.blocks.length == 0) {
                kv.prepare(head);
            }
            int found = kv.findPrefix(head);
            int chunk = Math.min(head.tokens() - found * limits.blockTokens(), budget);
            if (!kv.admit(head, found, chunk)) {
                return;
            }
            waiting.removeFirst();
            run(head);
            if (head.scheduledNanos < 0) {
                head.scheduledNanos = startNanos;
            }
            include(head, chunk);
        }
    }

    private void run(Sequence sequence) {
        if (runningCount == running.length) {
            running = Arrays.copyOf(running, 2 * runningCount);
        }
        running[runningCount++] = sequence;
        sequence.place = Sequence.Place.RUNNING;
    }

    private void include(Sequence sequence, int chunk) {
        sequence.scheduled = chunk;
        budget -= chunk;
        scheduledSequences++;
        long context = (long) sequence.computed + chunk;
        if (chunk == 1) {
            decodeContext += context;
        } else {
            prefillWork += chunk * context;
        }
    }

    /** The step ended: sequences that have computed all they have give one token each. */
    void complete(long endNanos) {
        int kept = 0;
        int count = runningCount;
        for (int i = 0; i < count; i++) {
            Sequence sequence = running[i];
            sequence.computed += sequence.scheduled;
            boolean emits =
                    sequence.scheduled > 0
                            && sequence.computed == sequence.tokens()
                            && !sequence.aborted;
            if (emits && emit(sequence, endNanos)) {
                kv.release(sequence);
                end(sequence, endNanos, FinishReason.LENGTH);
            } else {
                running[kept++] = sequence;
            }
        }
        keepRunning(kept);
        account.flush();
    }

    /** Returns true when that was its last token. */
    private boolean emit(Sequence sequence, long endNanos) {
        account.token(sequence, endNanos);
        return sequence.generated == sequence.outputTokens;
    }

    private void keepRunning(int kept) {
        Arrays.fill(running, kept, runningCount, null);
        runningCount = kept;
    }

    private void end(Sequence sequence, long nowNanos, FinishReason reason) {
        sequence.place = Sequence.Place.ENDED;
        if (sequence.aborted) {
            pendingAborts--;
        }
        account.ended(sequence, nowNanos, reason);
    }
}
