package io.spillway.sim;

import io.spillway.sim.InferenceEngine.FinishReason;
import io.spillway.sim.InferenceEngine.Submission;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** An engine stepped by hand: every step takes one nanosecond more than the number of steps. */
final class EngineRig {
    static final int BLOCK = 16;

    final EngineLimits limits;
    final Engine engine;
    final List<Sequence> all = new ArrayList<>();
    final List<RequestTimeline> ended = new ArrayList<>();
    long nowNanos;

    EngineRig(EngineLimits limits) {
        this.limits = limits;
        var observer =
                new EngineObserver() {
                    @Override
                    public void ended(RequestTimeline timeline) {
                        ended.add(timeline);
                    }
                };
        var account = new StepAccount(new EngineRunner.Taps(observer, null));
        this.engine = new Engine(new StepCost(1, 1, 2, 0, 0, 0, 0), limits, account);
    }

    /** Budget 64, 16 sequences, so many usable blocks of 16 tokens. */
    static EngineLimits limits(int usableBlocks) {
        int blocks = usableBlocks + 1;
        return new EngineLimits(16, 64, usableBlocks * BLOCK, blocks, BLOCK, true, true, BLOCK);
    }

    Sequence add(int prompt, int output, Long... hashes) {
        var submission = new Submission(prompt, output, List.of(hashes), 0);
        var sequence = new Sequence(engine, all.size(), submission, nowNanos, new TokenLog(), null);
        all.add(sequence);
        engine.add(sequence, nowNanos);
        return sequence;
    }

    /** Schedules without completing; returns the tokens of the step, 0 when idle. */
    int schedule() {
        engine.reapAborted(nowNanos);
        return engine.schedule(nowNanos) == Engine.IDLE ? 0 : engine.computedTokens();
    }

    void complete() {
        nowNanos++;
        engine.complete(nowNanos);
    }

    /** One whole step; returns its tokens, 0 when idle. */
    int step() {
        int tokens = schedule();
        if (tokens > 0) {
            complete();
        }
        return tokens;
    }

    void drain() {
        int steps = 0;
        while (step() > 0) {
            if (++steps > 1_000_000) {
                throw new AssertionError("livelock");
            }
        }
    }

    int freeBlocks() {
        return engine.kv().freeBlocks();
    }

    /** Blocks in use, each once however many sequences share it. */
    Set<Integer> usedBlocks() {
        Set<Integer> used = new HashSet<>();
        for (Sequence sequence : all) {
            for (int i = 0; i < sequence.blockCount; i++) {
                used.add(sequence.blocks[i]);
            }
        }
        return used;
    }

    static FinishReason reason(Sequence sequence) {
        return ((TokenLog) sequence.tokenListener).reason;
    }
}
