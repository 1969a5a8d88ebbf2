package io.spillway.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.sim.InferenceEngine.FinishReason;
import io.spillway.sim.InferenceEngine.Submission;
import io.spillway.time.VirtualTime;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class EngineRunnerTest {
    private static final EngineProfile H100 = EngineProfile.named("h100-llama-3.1-8b");
    private static final long FRONT_END_NANOS = 8_000_000;

    private final VirtualTime time = new VirtualTime();

    private EngineRunner runner(EngineRunner.Taps taps) {
        return new EngineRunner(time, H100, EngineLimits.of(H100), taps);
    }

    private static Submission request(int prompt, int output) {
        return new Submission(prompt, output, List.of(), 0);
    }

    private void runAll() {
        while (time.runNext()) {
            assertTrue(time.executed() < 1_000_000, "livelock");
        }
    }

    @Test
    void firstTokenComesAfterTheFrontEndAndOneStep() {
        var tokens = new TokenLog();
        runner(EngineRunner.Taps.NONE).submit(request(128, 3), tokens);

        runAll();

        long prefill = H100.cost().nanos(128, 0, 128L * 128, 1);
        long second = H100.cost().nanos(1, 129, 0, 1);
        long third = H100.cost().nanos(1, 130, 0, 1);
        long first = FRONT_END_NANOS + prefill;
        assertEquals(List.of(first, first + second, first + second + third), tokens.times);
        assertEquals(FinishReason.LENGTH, tokens.reason);
        assertEquals(first + second + third, tokens.endNanos);
    }

    /** One user on an H100 with Llama-3.1-8B, 128 in, 128 out: 7.0 ms per token was measured. */
    @Test
    void oneUserOnAnH100SeesTheMeasuredTokenRate() {
        var tokens = new TokenLog();
        runner(EngineRunner.Taps.NONE).submit(request(128, 128), tokens);

        runAll();

        double itlMillis = (tokens.times.getLast() - tokens.times.getFirst()) / 127.0 / 1e6;
        assertEquals(7.0, itlMillis, 0.7);
        assertEquals(15.0, tokens.times.getFirst() / 1e6, 2.0);
    }

    /** The same with 64 users: 8.7 ms. */
    @Test
    void sixtyFourUsersOnAnH100SeeTheMeasuredTokenRate() {
        List<TokenLog> logs = new ArrayList<>();
        EngineRunner runner = runner(EngineRunner.Taps.NONE);
        for (int i = 0; i < 64; i++) {
            var log = new TokenLog();
            logs.add(log);
            runner.submit(request(128, 128), log);
        }

        runAll();

        TokenLog last = logs.getLast();
        double itlMillis = (last.times.getLast() - last.times.getFirst()) / 127.0 / 1e6;
        assertEquals(8.7, itlMillis, 0.9);
    }

    /**
     * vLLM's own invariant: N sequential requests of P prompt and M output tokens make N*M
     * iterations with N*(P+M) tokens, and M-1 gaps each.
     */
    @Test
    void sequentialRequestsMakeAsManyIterationsAsTokens() {
        int requests = 5;
        int prompt = 100;
        int output = 7;
        var counts = new CountingObserver();
        EngineRunner runner = runner(new EngineRunner.Taps(counts, null));
        for (int i = 0; i < requests; i++) {
            runner.submit(request(prompt, output), new TokenLog());
            runAll();
        }

        assertEquals(requests * output, counts.iterations);
        assertEquals(requests * (prompt + output), counts.iterationTokens);
        assertEquals(requests * (output - 1), counts.gaps);
        assertEquals(requests, counts.ended.size());
    }

    @Test
    void lateTimersDoNotAddUp() {
        var punctual = new TokenLog();
        runner(EngineRunner.Taps.NONE).submit(request(64, 50), punctual);
        runAll();

        var late = new TokenLog();
        var lateTime = new LateScheduler(2_000_000);
        new EngineRunner(lateTime, H100, EngineLimits.of(H100)).submit(request(64, 50), late);
        lateTime.runAll();

        assertEquals(punctual.times, late.times);
    }

    @Test
    void gaugesShowTheEndOfTheLastStep() {
        EngineRunner runner = runner(EngineRunner.Taps.NONE);
        runner.submit(request(160, 2), new TokenLog());

        assertEquals(0, runner.stats().running());
        time.runUntil(FRONT_END_NANOS);
        assertEquals(0, runner.stats().running(), "the first step has not ended");
        time.runNext();
        assertEquals(1, runner.stats().running());
        assertEquals(0, runner.stats().waiting());
        assertEquals(10.0 / (H100.kvBlocks() - 1), runner.stats().kvUsage(), 1e-9);
        assertEquals(160, runner.stats().promptTokens());
        time.runNext();
        assertEquals(0, runner.stats().running());
        assertEquals(0, runner.stats().kvUsage());
        assertEquals(2, runner.stats().generationTokens());
    }

    @Test
    void abortFreesBlocksWhenTheStepEnds() {
        EngineRunner runner = runner(EngineRunner.Taps.NONE);
        var log = new TokenLog();
        InferenceEngine.Handle handle = runner.submit(request(160, 500), log);
        time.runUntil(60_000_000);
        int tokens = log.times.size();

        handle.abort();
        runAll();

        assertEquals(tokens, log.times.size());
        assertEquals(FinishReason.ABORT, log.reason);
        assertEquals(0, runner.stats().running());
        assertEquals(0, runner.stats().kvUsage());
    }

    @Test
    void abortInTheFrontEndNeverReachesTheQueue() {
        EngineRunner runner = runner(EngineRunner.Taps.NONE);
        var log = new TokenLog();
        runner.submit(request(160, 500), log).abort();
        runAll();

        assertEquals(FinishReason.ABORT, log.reason);
        assertEquals(List.of(), log.times);
        assertEquals(0, runner.stats().promptTokens());
    }

    @Test
    void promptThatCanNeverFitEndsWithAnError() {
        EngineLimits limits = EngineLimits.of(H100).withKvBlocks(11);
        var runner = new EngineRunner(time, H100, limits);
        var tooLong = new TokenLog();
        var fits = new TokenLog();
        runner.submit(request(160, 1), tooLong);
        runner.submit(request(159, 5), fits);

        runAll();

        assertEquals(FinishReason.ERROR, tooLong.reason);
        assertEquals(FinishReason.LENGTH, fits.reason);
        assertEquals(1, fits.times.size(), "clipped to the model's length");
    }

    @Test
    void closingAbortsEverythingAtOnce() {
        EngineRunner runner = runner(EngineRunner.Taps.NONE);
        List<TokenLog> logs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            time.runUntil(i * 10_000_000L);
            logs.add(new TokenLog());
            runner.submit(request(160, 500), logs.getLast());
        }
        runner.close();

        logs.forEach(log -> assertEquals(FinishReason.ABORT, log.reason));
        assertEquals(0, runner.unfinished());
        assertEquals(0, runner.stats().running());
        long before = time.executed();
        runAll();
        assertEquals(before, time.executed());
    }

    @Test
    void closingFromAListenerEndsEveryRequestOnce() {
        EngineRunner runner = runner(EngineRunner.Taps.NONE);
        var other = new TokenLog();
        var closer =
                new TokenLog() {
                    @Override
                    public void token(long nanos, int index) {
                        super.token(nanos, index);
                        runner.close();
                    }
                };
        runner.submit(request(16, 5), closer);
        runner.submit(request(16, 5), other);
        runAll();

        assertEquals(FinishReason.ABORT, closer.reason);
        assertEquals(FinishReason.ABORT, other.reason);
    }

    /** Counts what vLLM's histograms would see. */
    private static final class CountingObserver implements EngineObserver {
        private int iterations;
        private long iterationTokens;
        private long gaps;
        private final List<RequestTimeline> ended = new ArrayList<>();

        @Override
        public void stepped(Step step) {
            long tokens = step.promptTokens() + step.generatedTokens();
            if (tokens > 0) {
                iterations++;
                iterationTokens += tokens;
            }
        }

        @Override
        public void laterTokens(long gapNanos, long count) {
            gaps += count;
        }

        @Override
        public void ended(RequestTimeline timeline) {
            ended.add(timeline);
        }
    }
}
