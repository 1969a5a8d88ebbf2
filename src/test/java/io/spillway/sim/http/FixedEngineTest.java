package io.spillway.sim.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.sim.EngineObserver;
import io.spillway.sim.InferenceEngine.FinishReason;
import io.spillway.sim.InferenceEngine.Handle;
import io.spillway.sim.InferenceEngine.Submission;
import io.spillway.sim.InferenceEngine.TokenListener;
import io.spillway.sim.RequestTimeline;
import io.spillway.time.Cancellable;
import io.spillway.time.Scheduler;
import io.spillway.time.VirtualTime;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class FixedEngineTest {

    private static final long MS = 1_000_000;

    private final VirtualTime time = new VirtualTime();
    private final List<RequestTimeline> ended = new ArrayList<>();
    private final EngineObserver observer =
            new EngineObserver() {
                @Override
                public void ended(RequestTimeline timeline) {
                    ended.add(timeline);
                }
            };

    @Test
    void emitsTheFirstTokenAfterTtftAndTheOthersItlApart() {
        FixedEngine engine = engine("ttft=100ms,itl=30ms");
        time.runUntil(7 * MS);
        Heard heard = submit(engine, 4);

        time.runUntil(1_000 * MS);

        assertEquals(List.of(107 * MS, 137 * MS, 167 * MS, 197 * MS), heard.tokens);
        assertEquals(FinishReason.LENGTH, heard.reason);
        assertEquals(197 * MS, heard.endNanos);
    }

    @Test
    void beyondItsSlotsRequestsWaitInOrder() {
        FixedEngine engine = engine("ttft=10ms,itl=5ms,slots=2");
        List<Heard> heard = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            heard.add(submit(engine, 3));
        }
        assertEquals(2, engine.stats().running());
        assertEquals(2, engine.stats().waiting());

        time.runUntil(25 * MS);
        assertEquals(2, engine.stats().running());
        assertEquals(0, engine.stats().waiting());
        time.runUntil(100 * MS);

        assertEquals(List.of(10 * MS, 15 * MS, 20 * MS), heard.get(1).tokens);
        assertEquals(List.of(30 * MS, 35 * MS, 40 * MS), heard.get(2).tokens);
        assertEquals(List.of(30 * MS, 35 * MS, 40 * MS), heard.get(3).tokens);
        assertEquals(0, engine.stats().running());
        assertEquals(12, engine.stats().generationTokens());
    }

    @Test
    void latenessOfTimersDoesNotAddUp() {
        Scheduler late = new LateScheduler(time, 4 * MS);
        FixedEngine engine =
                new FixedEngine(late, FixedTiming.parse("ttft=10ms,itl=5ms"), observer);
        Heard heard = submit(engine, 100);

        time.runUntil(10_000 * MS);

        assertEquals(10 * MS + 99 * 5 * MS, heard.tokens.getLast());
    }

    @Test
    void anAbortEndsARunningRequestAndFreesItsSlot() {
        FixedEngine engine = engine("ttft=10ms,itl=5ms,slots=1");
        Heard first = new Heard();
        Handle handle = engine.submit(submission(10), first);
        Heard second = submit(engine, 1);
        time.runUntil(16 * MS);

        handle.abort();
        handle.abort();
        time.runUntil(100 * MS);

        assertEquals(FinishReason.ABORT, first.reason);
        assertEquals(2, first.tokens.size());
        assertEquals(List.of(26 * MS), second.tokens);
        assertEquals(1, first.ends);
    }

    @Test
    void anAbortOfAWaitingRequestLeavesTheQueue() {
        FixedEngine engine = engine("ttft=10ms,itl=5ms,slots=1");
        submit(engine, 10);
        Heard waiting = new Heard();
        Handle handle = engine.submit(submission(10), waiting);

        handle.abort();

        assertEquals(0, engine.stats().waiting());
        assertEquals(1, engine.stats().running());
        assertEquals(FinishReason.ABORT, waiting.reason);
        assertEquals(-1, ended.getFirst().scheduledNanos());
    }

    @Test
    void tellsTheObserverQueueAndDecodeTimes() {
        FixedEngine engine = engine("ttft=10ms,itl=5ms,slots=1");
        submit(engine, 2);
        submit(engine, 3);
        time.runUntil(100 * MS);

        RequestTimeline second = ended.get(1);
        assertEquals(0, second.arrivedNanos());
        assertEquals(15 * MS, second.scheduledNanos());
        assertEquals(25 * MS, second.firstTokenNanos());
        assertEquals(35 * MS, second.lastTokenNanos());
        assertEquals(5 * MS, second.maxGapNanos());
        assertEquals(3, second.generatedTokens());
    }

    @Test
    void readsItsTimesFromText() {
        FixedTiming timing = FixedTiming.parse("ttft=0.25s, itl=500us, slots=16");

        assertEquals(250 * MS, timing.ttft().toNanos());
        assertEquals(500_000, timing.itl().toNanos());
        assertEquals(16, timing.slots());
        assertEquals(2_000 * MS, FixedTiming.parse("itl=1ms,ttft=2").ttft().toNanos());
        assertTrue(FixedTiming.parse("ttft=0,itl=0").isFlood());
        for (String wrong :
                List.of("", "ttft=1ms", "ttft=1ms,itl=x", "ttft=1,itl=1,slots=0", "a=b,c=d")) {
            assertThrows(IllegalArgumentException.class, () -> FixedTiming.parse(wrong), wrong);
        }
    }

    private FixedEngine engine(String timing) {
        return new FixedEngine(time, FixedTiming.parse(timing), observer);
    }

    private static Heard submit(FixedEngine engine, int outputTokens) {
        Heard heard = new Heard();
        engine.submit(submission(outputTokens), heard);
        return heard;
    }

    private static Submission submission(int outputTokens) {
        return new Submission(5, outputTokens, List.of(), 0);
    }

    /** Runs everything a while after its time. */
    private record LateScheduler(VirtualTime time, long lateNanos) implements Scheduler {
        @Override
        public long nanos() {
            return time.nanos();
        }

        @Override
        public Cancellable at(long nanos, Runnable task) {
            return time.at(Math.max(nanos, time.nanos()) + lateNanos, task);
        }
    }

    private static final class Heard implements TokenListener {
        private final List<Long> tokens = new ArrayList<>();
        private @Nullable FinishReason reason;
        private long endNanos;
        private int ends;

        @Override
        public void token(long nanos, int index) {
            assertEquals(tokens.size(), index);
            tokens.add(nanos);
        }

        @Override
        public void finished(long nanos, FinishReason why) {
            reason = why;
            endNanos = nanos;
            ends++;
        }
    }
}
