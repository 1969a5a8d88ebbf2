package io.spillway.load.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.time.Cancellable;
import io.spillway.time.Scheduler;
import io.spillway.time.SystemTime;
import io.spillway.time.VirtualTime;

import org.junit.jupiter.api.Test;

import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

class LoopLagTest {

    /** A scheduler whose tasks all run late. */
    private record Late(VirtualTime time, long byNanos) implements Scheduler {
        @Override
        public long nanos() {
            return time.nanos();
        }

        @Override
        public Cancellable at(long nanos, Runnable task) {
            return time.at(nanos + byNanos, task);
        }
    }

    @Test
    void reportsHowLateTimersRun() {
        var time = new VirtualTime();
        try (var lag = LoopLag.start(new Late(time, 700), 10_000)) {
            assertEquals(OptionalLong.empty(), lag.drainP99Nanos());
            time.runUntil(1_000_000);
            assertEquals(OptionalLong.of(700), lag.drainP99Nanos());
            assertEquals(OptionalLong.empty(), lag.drainP99Nanos());
        }
        time.runUntil(2_000_000);
        assertTrue(time.executed() < 110, "it goes on after it was closed");
    }

    @Test
    void aLoopThatStoodStillCountsOnce() {
        var time = new VirtualTime();
        try (var lag = LoopLag.start(new Late(time, 50_000), 10_000)) {
            time.runUntil(1_000_000);
            assertEquals(OptionalLong.of(50_000), lag.drainP99Nanos());
        }
    }

    @Test
    void theDriverLoopRunsTasksOnItsOwnNamedThread() throws InterruptedException {
        var name = new AtomicReference<String>();
        var ran = new CountDownLatch(1);
        try (var driver = new DriverLoop(SystemTime.start())) {
            driver.after(
                    1_000_000,
                    () -> {
                        name.set(Thread.currentThread().getName());
                        ran.countDown();
                    });
            assertTrue(ran.await(20, TimeUnit.SECONDS));
        }
        assertEquals("spillway-driver", name.get());
    }
}
