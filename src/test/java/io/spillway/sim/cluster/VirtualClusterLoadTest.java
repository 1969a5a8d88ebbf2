package io.spillway.sim.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.FailureCause;
import io.spillway.load.ResponseListener;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Loads on the virtual cluster. */
class VirtualClusterLoadTest {

    /**
     * A replica of the smallest slice that runs 16 sequences, with 256 in and 64 out and always
     * someone waiting: 4 steps of 19 ms per request and 4 ms for its prompt, 12.4 a second.
     */
    @ParameterizedTest(name = "{0} users")
    @ValueSource(ints = {24, 32, 64})
    void smallestSliceCompletesAboutThirteenRequestsASecond(int count) {
        var rig = new ClusterRig(ClusterRig.spec());
        rig.serving(1);
        var users = new ClosedLoop(rig);
        users.start(count, 1_200_000_000);
        rig.runUntilSeconds(30);
        long before = users.completed;
        rig.runUntilSeconds(30 + 60);

        double perSecond = (users.completed - before) / 60.0;
        System.out.printf(
                "closed loop, %d users, 256 in, 64 out, 16 sequences: %.2f requests/s%n",
                count, perSecond);
        assertEquals(12.7, perSecond, 0.8);
        assertEquals(0, users.failed);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyRequestEndsOnceUnderFaults(long seed) {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        runWithFaults(seed, first);
        runWithFaults(seed, second);

        assertEquals(first, second, "the same seed gives the same run");
    }

    private static void runWithFaults(long seed, List<String> trail) {
        var odds = new Faults.Odds(0.2, 0.3, 0.6, 0.5, Duration.ofSeconds(5));
        var faults = Faults.drawn(seed, odds, 4, Duration.ofSeconds(100));
        var rig = new ClusterRig(ClusterRig.spec().withFaults(faults));
        var random = new SplittableRandom(seed);
        List<CallLog> calls = new ArrayList<>();
        for (int n = 1; n <= 4; n++) {
            rig.start(n);
        }
        for (int i = 0; i < 2000; i++) {
            rig.runUntilSeconds(15 + i * 0.05);
            long timeout = random.nextInt(4) == 0 ? 2_000_000_000L : Long.MAX_VALUE;
            var options = ClusterRig.options(true, timeout);
            var request =
                    ClusterRig.request(i, random.nextInt(1, 2000), random.nextInt(1, 200), options);
            calls.add(rig.send(random.nextInt(1, 5), request));
            if (i == 1200) {
                rig.cluster.stop(ClusterRig.id(2), Duration.ofSeconds(3));
            }
        }
        rig.runUntilSeconds(1000);
        calls.forEach(call -> trail.add(describe(call)));
        trail.addAll(rig.log);
        trail.add(rig.gapCount + " gaps of " + rig.gapNanos);
        assertTrue(calls.stream().allMatch(call -> call.endNanos >= 0), "all ended");
        assertTrue(calls.stream().anyMatch(call -> call.failure == null), "some succeeded");
        assertTrue(calls.stream().anyMatch(call -> call.failure != null), "some failed");
        checkGaps(rig, calls);
    }

    /** Without failures every text after the first has its gap. */
    private static void checkGaps(ClusterRig rig, List<CallLog> calls) {
        long texts = calls.stream().mapToLong(call -> call.laterTexts).sum();
        assertTrue(rig.gapCount >= texts, rig.gapCount + " gaps, " + texts + " texts");
    }

    private static String describe(CallLog call) {
        return call.sentNanos
                + " "
                + call.firstTextNanos
                + " "
                + call.laterTexts
                + " "
                + call.endNanos
                + " "
                + call.failure;
    }

    /** Users who send their next request when the last one ended. */
    private static final class ClosedLoop {
        private final ClusterRig rig;
        private long completed;
        private long failed;

        ClosedLoop(ClusterRig rig) {
            this.rig = rig;
        }

        /** Users begin one after the other, so that they do not stay in step for ever. */
        void start(int users, long overNanos) {
            for (int i = 0; i < users; i++) {
                var _ = rig.time.after(overNanos * i / users, this::next);
            }
        }

        private void next() {
            var request = ClusterRig.request(0, 256, 64, ClusterRig.STREAMING);
            rig.cluster.send(
                    ClusterRig.endpoint(1),
                    request,
                    new ResponseListener() {
                        @Override
                        public void sent(long nanos) {}

                        @Override
                        public void text(long nanos) {}

                        @Override
                        public void completed(long nanos, Usage usage) {
                            completed++;
                            next();
                        }

                        @Override
                        public void failed(long nanos, FailureCause cause) {
                            failed++;
                            next();
                        }
                    });
        }
    }
}
