package io.spillway.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.sim.Sequence.Place;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The rules of vLLM's v1 scheduler, one by one. Block size 16 and a budget of 64 throughout. */
class EngineSchedulerTest {

    @Test
    void computesALongPromptInChunksOfTheBudget() {
        var rig = new EngineRig(EngineRig.limits(100));
        Sequence sequence = rig.add(150, 2);

        assertEquals(64, rig.step());
        assertEquals(64, rig.step());
        assertEquals(0, sequence.generated);
        assertEquals(22, rig.step());
        assertEquals(1, sequence.generated, "the step that completes the prompt gives a token");
        assertEquals(1, rig.step());
        assertEquals(Place.ENDED, sequence.place);
    }

    @Test
    void runningSequencesComeBeforeWaitingOnes() {
        var rig = new EngineRig(EngineRig.limits(100));
        Sequence decoding = rig.add(10, 50);
        rig.step();
        Sequence waiting = rig.add(100, 5);

        rig.schedule();

        assertEquals(1, decoding.scheduled);
        assertEquals(63, waiting.scheduled, "what the decode left of the budget");
    }

    @Test
    void onlyTheSequenceThatExhaustedTheBudgetIsPartlyComputed() {
        var rig = new EngineRig(EngineRig.limits(100));
        Sequence first = rig.add(50, 5);
        Sequence second = rig.add(50, 5);
        Sequence third = rig.add(50, 5);

        rig.step();
        assertEquals(List.of(50, 14, 0), List.of(first.computed, second.computed, third.computed));
        assertEquals(1, rig.engine.waiting());
        rig.step();
        assertEquals(List.of(51, 50, 27), List.of(first.computed, second.computed, third.computed));
    }

    @Test
    void runsAtMostMaxNumSeqs() {
        var rig = new EngineRig(EngineRig.limits(100).withMaxNumSeqs(2));
        rig.add(5, 2);
        rig.add(5, 3);
        Sequence third = rig.add(5, 2);

        rig.step();
        assertEquals(2, rig.engine.running());
        assertEquals(1, rig.engine.waiting());
        rig.step();
        assertEquals(0, third.computed, "the first ended with this step, not before it");
        rig.step();
        assertEquals(1, third.generated);
    }

    @Test
    void requestThatDoesNotFitBlocksThoseBehindIt() {
        var rig = new EngineRig(EngineRig.limits(6));
        rig.add(60, 10);
        rig.step();
        Sequence large = rig.add(60, 1);
        Sequence small = rig.add(5, 1);

        rig.step();

        assertEquals(Place.WAITING, large.place);
        assertEquals(Place.WAITING, small.place, "though two blocks are free");
        rig.drain();
        assertEquals(3, rig.ended.size());
    }

    @Test
    void admitsOnlyWhenTheWholePromptFits() {
        var rig = new EngineRig(EngineRig.limits(10));
        rig.add(60, 10);
        rig.step();
        Sequence prompt = rig.add(100, 1);

        rig.step();

        assertEquals(Place.WAITING, prompt.place, "7 blocks needed, 6 free");
    }

    @Test
    void admitsByChunkWhenTheWholePromptNeedNotFit() {
        var rig = new EngineRig(EngineRig.limits(10).withReserveFullIsl(false));
        rig.add(60, 10);
        rig.step();
        Sequence prompt = rig.add(100, 1);

        rig.step();

        assertEquals(Place.RUNNING, prompt.place);
        assertEquals(63, prompt.computed);
    }

    @Test
    void preemptsTheSequenceAdmittedLastAndQueuesItFirst() {
        // 4 blocks: two prompts of 31 take 2 each, and both need a third at 33 tokens.
        var rig = new EngineRig(EngineRig.limits(4).withPrefixCaching(false));
        Sequence first = rig.add(31, 4);
        Sequence second = rig.add(31, 10);
        rig.step();
        rig.step();
        Sequence behind = rig.add(5, 1);
        assertEquals(List.of(32, 32), List.of(first.computed, second.computed));

        rig.schedule();

        assertEquals(1, first.scheduled);
        assertEquals(Place.WAITING, second.place);
        assertEquals(0, second.computed, "it will be computed again");
        assertEquals(2, second.generated, "its tokens are kept");
        assertEquals(1, second.preemptions);
        assertEquals(1, rig.engine.preemptions());
        assertEquals(Place.WAITING, behind.place, "nothing is admitted in such a step");
        rig.complete();
        rig.drain();
        assertTrue(
                second.lastTokenNanos > first.lastTokenNanos, "the preempted one ran again later");
        rig.ended.forEach(end -> assertEquals(end.requestedTokens(), end.generatedTokens()));
        assertEquals(3, rig.ended.size());
    }

    @Test
    void recomputesPromptAndOutputAfterAPreemption() {
        var rig = new EngineRig(EngineRig.limits(4).withPrefixCaching(false));
        rig.add(31, 3);
        Sequence second = rig.add(31, 10);
        rig.step();
        rig.step();
        rig.step();
        assertEquals(Place.WAITING, second.place);

        assertEquals(33, rig.step(), "31 of the prompt, 2 of the output");
        assertEquals(3, second.generated);
    }

    @Test
    void findsItsOwnBlocksAgainAfterAPreemption() {
        var rig = new EngineRig(EngineRig.limits(4));
        rig.add(31, 3);
        Sequence second = rig.add(31, 10);
        rig.step();
        rig.step();
        rig.step();
        assertEquals(Place.WAITING, second.place);

        // The first took the second's tail block for its third; the other full block is left.
        assertEquals(33 - 16, rig.step());
        assertEquals(0, rig.engine.kv().hitTokens(), "not a hit of the prefix cache");
    }

    @Test
    void severalVictimsKeepTheirOrder() {
        // 2 + 2 + 3 + 1 blocks, all taken; the first two need one more each in the same step.
        var rig =
                new EngineRig(
                        EngineRig.limits(8).withPrefixCaching(false).withMaxNumBatchedTokens(128));
        rig.add(31, 10);
        rig.add(31, 10);
        Sequence large = rig.add(40, 10);
        Sequence small = rig.add(10, 10);
        rig.step();
        rig.step();
        rig.step();
        assertEquals(List.of(1, 1), List.of(large.preemptions, small.preemptions));
        assertEquals(2, rig.freeBlocks());

        rig.step();

        assertEquals(Place.WAITING, large.place, "it needs 3 blocks");
        assertEquals(Place.WAITING, small.place, "it would fit, but is second");
        rig.drain();
        assertEquals(4, rig.ended.size());
    }

    @Test
    void takesWholeBlocksOfAKnownPrefixFromTheCache() {
        var rig = new EngineRig(EngineRig.limits(100));
        rig.add(60, 1, 7L, 8L, 9L);
        rig.step();
        Sequence second = rig.add(60, 1, 7L, 8L, 99L);

        assertEquals(60 - 32, rig.step());
        assertEquals(32, second.cachedTokens());
        assertEquals(120, rig.engine.kv().queryTokens());
        assertEquals(32, rig.engine.kv().hitTokens());
    }

    @Test
    void computesAtLeastOneTokenOfAWhollyKnownPrompt() {
        var rig = new EngineRig(EngineRig.limits(100));
        rig.add(48, 1, 7L, 8L, 9L);
        rig.step();
        Sequence same = rig.add(48, 1, 7L, 8L, 9L);
        Sequence longer = rig.add(49, 1, 7L, 8L, 9L);

        rig.step();

        assertEquals(32, same.cachedTokens(), "the last block would leave nothing to compute");
        assertEquals(48, longer.cachedTokens());
    }

    @Test
    void sharesBlocksThatAreBeingComputedInTheSameStep() {
        var rig = new EngineRig(EngineRig.limits(100));
        rig.add(33, 1, 7L, 8L);
        Sequence second = rig.add(33, 1, 7L, 8L);

        assertEquals(34, rig.step());
        assertEquals(32, second.cachedTokens());
    }

    @Test
    void sharedBlocksCountOnce() {
        var rig = new EngineRig(EngineRig.limits(100));
        rig.add(33, 5, 7L, 8L);
        rig.add(33, 5, 7L, 8L);
        rig.step();

        assertEquals(100 - 4, rig.freeBlocks());
        assertEquals(0.04, rig.engine.kv().usage(), 1e-12);
    }

    @Test
    void ignoresHashesOfABlockThatIsNotFull() {
        var rig = new EngineRig(EngineRig.limits(100));
        rig.add(40, 1, 7L, 8L, 9L);
        rig.step();
        Sequence second = rig.add(60, 1, 7L, 8L, 9L);
        rig.step();

        assertEquals(32, second.cachedTokens());
    }

    @Test
    void oneHashCanCoverSeveralBlocks() {
        var rig = new EngineRig(EngineRig.limits(100).withHashTokens(32));
        rig.add(60, 1, 7L, 8L);
        rig.step();
        Sequence second = rig.add(60, 1, 7L, 99L);
        Sequence third = rig.add(60, 1, 7L, 8L);
        rig.step();

        assertEquals(32, second.cachedTokens());
        assertEquals(48, third.cachedTokens(), "3 full blocks of 16");
    }

    @Test
    void withoutPrefixCachingNothingIsShared() {
        var rig = new EngineRig(EngineRig.limits(100).withPrefixCaching(false));
        rig.add(33, 1, 7L, 8L);
        rig.step();
        Sequence second = rig.add(33, 1, 7L, 8L);
        rig.step();

        assertEquals(0, second.cachedTokens());
        assertEquals(0, rig.engine.kv().queryTokens());
    }

    @Test
    void freedBlocksStayKnownUntilTheyAreTakenTailFirst() {
        var rig = new EngineRig(EngineRig.limits(6));
        rig.add(64, 1, 1L, 2L, 3L, 4L);
        rig.step();
        assertEquals(0, rig.engine.kv().usage(), "cached but free");

        // Two blocks were never used; a prompt of 4 blocks takes them and the two tail blocks.
        rig.add(64, 1);
        rig.step();
        Sequence again = rig.add(64, 1, 1L, 2L, 3L, 4L);
        rig.step();

        assertEquals(32, again.cachedTokens());
    }

    @Test
    void neverHandsOutTheNullBlock() {
        var pool = new BlockPool(5);

        assertEquals(
                List.of(1, 2, 3, 4), IntStream.range(0, 4).mapToObj(_ -> pool.take()).toList());
        assertEquals(1.0, pool.usage());
    }

    @Test
    void abortedSequencesLeaveTheQueueAndTheBatch() {
        var rig = new EngineRig(EngineRig.limits(100).withMaxNumSeqs(1));
        Sequence running = rig.add(33, 50);
        Sequence waiting = rig.add(33, 50);
        Sequence stays = rig.add(33, 1);
        rig.step();
        running.abort();
        waiting.abort();

        rig.step();

        assertEquals(InferenceEngine.FinishReason.ABORT, EngineRig.reason(running));
        assertEquals(InferenceEngine.FinishReason.ABORT, EngineRig.reason(waiting));
        assertEquals(InferenceEngine.FinishReason.LENGTH, EngineRig.reason(stays));
        assertEquals(100, rig.freeBlocks());
    }

    @Test
    void keyIndexAgreesWithAMap() {
        var random = new SplittableRandom(5);
        var index = new KeyIndex(64);
        var map = new HashMap<Long, Integer>();
        // Few distinct low bits, so that entries collide and wrap around.
        long[] keys = LongStream.range(0, 200).map(i -> (i << 40) | (250 + i % 8)).toArray();
        for (int i = 0; i < 100_000; i++) {
            long key = keys[random.nextInt(keys.length)];
            if (map.containsKey(key) && random.nextBoolean()) {
                index.remove(key);
                map.remove(key);
            } else if (map.size() < 64) {
                int value = 1 + random.nextInt(64);
                assertEquals(map.putIfAbsent(key, value) == null, index.putIfAbsent(key, value));
            }
            long probe = keys[random.nextInt(keys.length)];
            assertEquals(map.getOrDefault(probe, BlockPool.NONE), index.get(probe));
        }
    }
}
