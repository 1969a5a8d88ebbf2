package io.spillway.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.sim.InferenceEngine.FinishReason;
import io.spillway.sim.Sequence.Place;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What must hold after every step, whatever the load. */
class EnginePropertyTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void invariantsHoldAfterEveryStep(long seed) {
        checkEnd(run(seed));
    }

    @Test
    void theLoadsPreemptAndHitTheCache() {
        long preemptions = 0;
        long hitTokens = 0;
        for (long seed = 1; seed <= 20; seed++) {
            EngineRig rig = run(seed);
            preemptions += rig.engine.preemptions();
            hitTokens += rig.engine.kv().hitTokens();
        }

        assertTrue(preemptions > 100 && hitTokens > 1000, preemptions + ", " + hitTokens);
    }

    private static EngineRig run(long seed) {
        var random = new SplittableRandom(seed);
        var rig = new EngineRig(randomLimits(random));
        int requests = 150;
        while (rig.all.size() < requests) {
            int arrivals = random.nextInt(4);
            for (int i = 0; i < arrivals && rig.all.size() < requests; i++) {
                addRandom(rig, random);
            }
            if (random.nextInt(10) == 0 && !rig.all.isEmpty()) {
                rig.all.get(random.nextInt(rig.all.size())).abort();
            }
            stepAndCheck(rig);
        }
        int steps = 0;
        while (stepAndCheck(rig)) {
            assertTrue(steps++ < 100_000, "livelock");
        }
        return rig;
    }

    private static EngineLimits randomLimits(SplittableRandom random) {
        int blocks = random.nextInt(8, 60);
        return EngineRig.limits(blocks)
                .withMaxNumSeqs(random.nextInt(1, 12))
                .withMaxNumBatchedTokens(random.nextInt(8, 200))
                .withPrefixCaching(random.nextInt(4) > 0)
                .withReserveFullIsl(random.nextInt(4) > 0);
    }

    private static void addRandom(EngineRig rig, SplittableRandom random) {
        // Some exceed the model's length; prefixes come from three families.
        int prompt = random.nextInt(1, rig.limits.maxModelLen() + 20);
        int output = random.nextInt(1, 60);
        List<Long> hashes = new ArrayList<>();
        long family = random.nextLong(3);
        int known = random.nextInt(prompt / 16 + 1);
        for (long i = 0; i < known; i++) {
            hashes.add(family * 1000 + i);
        }
        rig.add(prompt, output, hashes.toArray(Long[]::new));
    }

    private static boolean stepAndCheck(EngineRig rig) {
        rig.engine.reapAborted(rig.nowNanos);
        long preemptedBefore = rig.engine.preemptions();
        int waitingBefore = rig.engine.waiting();
        int tokens = rig.schedule();
        assertTrue(tokens <= rig.limits.maxNumBatchedTokens(), "budget");
        assertTrue(rig.engine.running() <= rig.limits.maxNumSeqs(), "running");
        long preempted = rig.engine.preemptions() - preemptedBefore;
        if (preempted > 0) {
            assertEquals(waitingBefore + preempted, rig.engine.waiting(), "nothing is admitted");
        }
        int scheduled = 0;
        for (Sequence sequence : rig.all) {
            if (sequence.place == Place.RUNNING) {
                scheduled += sequence.scheduled;
                int needed = rig.limits.blocksFor(sequence.computed + sequence.scheduled);
                assertTrue(sequence.blockCount >= needed, "blocks of a running sequence");
            } else {
                assertEquals(0, sequence.blockCount, "blocks of a sequence that does not run");
            }
        }
        assertEquals(tokens, scheduled);
        checkBlocks(rig);
        if (tokens > 0) {
            rig.complete();
            checkBlocks(rig);
        } else {
            assertEquals(0, rig.engine.running() + rig.engine.waiting(), "idle with work left");
        }
        checkOrder(rig);
        return tokens > 0;
    }

    private static void checkBlocks(EngineRig rig) {
        var used = rig.usedBlocks();
        assertFalse(used.contains(BlockPool.NONE), "the null block is in use");
        int usable = rig.limits.kvBlocks() - 1;
        assertEquals(usable, used.size() + rig.freeBlocks(), "blocks are conserved");
        assertEquals((double) used.size() / usable, rig.engine.kv().usage(), 1e-9);
    }

    /** First come, first scheduled. */
    private static void checkOrder(EngineRig rig) {
        long last = -1;
        boolean someoneWaits = false;
        for (Sequence sequence : rig.all) {
            if (sequence.scheduledNanos >= 0) {
                assertFalse(someoneWaits, "overtook a waiting sequence");
                assertTrue(sequence.scheduledNanos >= last);
                last = sequence.scheduledNanos;
            } else if (sequence.place == Place.WAITING) {
                someoneWaits = true;
            }
        }
    }

    private static void checkEnd(EngineRig rig) {
        assertEquals(rig.all.size(), rig.ended.size(), "every request ends exactly once");
        assertEquals(rig.limits.kvBlocks() - 1, rig.freeBlocks());
        for (Sequence sequence : rig.all) {
            boolean possible = sequence.promptTokens < rig.limits.maxModelLen();
            FinishReason reason = EngineRig.reason(sequence);
            if (reason == FinishReason.LENGTH) {
                assertTrue(possible);
                int room = rig.limits.maxModelLen() - sequence.promptTokens;
                assertEquals(Math.min(sequence.requestedTokens, room), sequence.generated);
            } else if (reason == FinishReason.ERROR) {
                assertFalse(possible);
            } else {
                assertEquals(FinishReason.ABORT, reason);
                assertTrue(sequence.aborted);
            }
        }
    }
}
