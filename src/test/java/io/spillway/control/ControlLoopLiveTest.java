package io.spillway.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.balance.WeightBook;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.RunId;
import io.spillway.fleet.ScalingDecision;
import io.spillway.testing.FakeActuator;
import io.spillway.testing.FakeCluster;
import io.spillway.testing.FakeMetrics;
import io.spillway.testing.FakeProbe;
import io.spillway.testing.FakeTraffic;
import io.spillway.time.SystemTime;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The same loop on the wall clock, driven from another thread. */
class ControlLoopLiveTest {

    @Test
    void startsScalesAndStopsOnTheWallClock() throws Exception {
        try (var scheduler = SystemTime.start().scheduler("control-test")) {
            var cluster = new FakeCluster(30_000_000);
            var inbox = new FleetInbox(scheduler);
            var ready = new CountDownLatch(1);
            var two = new CountDownLatch(1);
            var ports =
                    new ControlPorts(
                            _ -> new ScalingDecision.ScaleTo(2, "two are wanted"),
                            new FakeActuator(scheduler, cluster, inbox),
                            new FakeMetrics(scheduler),
                            new FakeProbe(scheduler, cluster),
                            new FakeTraffic(scheduler),
                            new WeightBook(WeightBook.Mode.AUTO),
                            event -> {
                                if (event instanceof RunEvent.Rebalanced routed
                                        && routed.weights().size() == 2) {
                                    two.countDown();
                                }
                            });
            var settings =
                    ControlSettings.of(ControlSettings.Size.of("sim", 1, 2))
                            .with(
                                    ControlSettings.Observing.every(
                                            Duration.ofMillis(20), Duration.ofMillis(40)));
            var loop = new ControlLoop(scheduler, settings, ports, inbox);
            loop.startInitial(
                    new RunId("live"),
                    new StartListener() {
                        @Override
                        public void ready() {
                            ready.countDown();
                        }

                        @Override
                        public void failed(String reason) {}
                    });
            assertTrue(ready.await(20, TimeUnit.SECONDS));
            loop.watch(scheduler.nanos());
            assertTrue(two.await(20, TimeUnit.SECONDS));
            assertEquals(2, loop.observation().target());
            var left = new CompletableFuture<List<ReplicaId>>();
            loop.shutdown(false, left::complete);
            assertEquals(List.of(), left.get(20, TimeUnit.SECONDS));
        }
    }
}
