package io.spillway.load.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.DefaultEventLoop;
import io.spillway.time.Cancellable;
import io.spillway.time.SystemTime;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class EventLoopSchedulerTest {

    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final SystemTime time = SystemTime.start();
    private final EventLoopScheduler scheduler = new EventLoopScheduler(loop, time);

    @AfterEach
    void stop() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void runsTasksOfTheSameNanosecondInTheOrderScheduled() throws Exception {
        List<Integer> order = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        long at = time.nanos() + 20_000_000;

        for (int i = 0; i < 500; i++) {
            int index = i;
            scheduler.at(at, () -> order.add(index));
        }
        scheduler.at(at - 1, () -> order.add(-1));
        scheduler.at(at + 1, done::countDown);

        await(done);
        assertEquals(-1, order.getFirst());
        assertEquals(501, order.size());
        assertEquals(order.stream().sorted().toList(), order);
    }

    @Test
    void neverRunsATaskEarlyAndRunsItOnTheLoop() throws Exception {
        List<Long> early = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(200);
        for (int i = 0; i < 200; i++) {
            long at = time.nanos() + i * 100_000L;
            scheduler.at(
                    at,
                    () -> {
                        if (scheduler.nanos() < at || !loop.inEventLoop()) {
                            early.add(at);
                        }
                        done.countDown();
                    });
        }
        await(done);
        assertEquals(List.of(), early);
    }

    @Test
    void dropsACancelledTaskWhicheverThreadCancels() throws Exception {
        List<String> ran = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        long at = time.nanos() + 30_000_000;
        Cancellable fromHere = scheduler.at(at, () -> ran.add("here"));
        Cancellable fromLoop = scheduler.at(at, () -> ran.add("loop"));
        scheduler.at(at, () -> ran.add("kept"));
        scheduler.at(at, done::countDown);
        fromHere.cancel();
        scheduler.execute(fromLoop::cancel);

        await(done);
        assertEquals(List.of("kept"), ran);
    }

    @Test
    void aTaskThatReschedulesItselfForNowLeavesRoomForOthers() throws Exception {
        CountDownLatch other = new CountDownLatch(1);
        boolean[] stop = {false};
        Runnable[] again = new Runnable[1];
        again[0] =
                () -> {
                    if (!stop[0]) {
                        scheduler.at(0, again[0]);
                    }
                };
        scheduler.execute(again[0]);
        loop.execute(other::countDown);

        await(other);
        scheduler.execute(() -> stop[0] = true);
    }

    @Test
    void aTaskThatThrowsDoesNotStopTheOthers() throws Exception {
        CountDownLatch reported = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        scheduler.execute(
                () ->
                        Thread.currentThread()
                                .setUncaughtExceptionHandler((_, _) -> reported.countDown()));
        long at = time.nanos() + 5_000_000;
        scheduler.at(
                at,
                () -> {
                    throw new IllegalStateException("a bug");
                });
        scheduler.at(at, done::countDown);

        await(reported);
        await(done);
    }

    @Test
    void dropsTasksAfterTheLoopWasShutDown() throws Exception {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);

        Cancellable late =
                scheduler.at(
                        0,
                        () -> {
                            throw new AssertionError("ran");
                        });

        late.cancel();
        assertTrue(loop.isShutdown());
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertTrue(latch.await(10, TimeUnit.SECONDS), "not within 10 s");
    }
}
