package io.spillway.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.arrival.Arrival;
import io.spillway.arrival.ArrivalProcess;
import io.spillway.arrival.LoadShape;
import io.spillway.balance.Balancer;
import io.spillway.balance.Pick;
import io.spillway.balance.Target;
import io.spillway.balance.Traffic;
import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FailureCause;
import io.spillway.fleet.ReplicaId;
import io.spillway.prompt.Prompt;
import io.spillway.record.RequestRecord;
import io.spillway.time.VirtualTime;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class LoadDriverTest {

    private static final long SECOND = 1_000_000_000L;
    private static final ReplicaId A = new ReplicaId("a");
    private static final ReplicaId B = new ReplicaId("b");

    private final VirtualTime time = new VirtualTime();
    private final Recorded recorded = new Recorded();
    private final SlowTransport transport = new SlowTransport();
    private final Milestones milestones = new Milestones();

    @Test
    void requestsOfAConversationCarryIt() {
        Prompt turn =
                new Prompt(4, 2, List.of(), "chat-7", (Prompt.Content.Tokens) () -> new int[4]);
        LoadDriver driver = driver(evenly(1, 1, SECOND), Integer.MAX_VALUE, turn);
        driver.route(List.of(routed(A)));
        driver.start();

        time.runUntil(SECOND);

        assertEquals(List.of(Map.of("x-session", "chat-7")), transport.headers);
    }

    @Test
    void sendsAtIntendedTimesHoweverSlowTheServer() {
        transport.latencyNanos = 100 * SECOND;
        LoadDriver driver = driver(evenly(10, 1, SECOND), Integer.MAX_VALUE);
        driver.route(List.of(routed(A)));
        driver.start();

        time.runUntil(9 * SECOND);

        assertEquals(10, transport.sends.size());
        for (int k = 0; k < 10; k++) {
            assertEquals(k * SECOND, transport.sends.get(k));
        }
        assertEquals(10, driver.inFlight());
    }

    @Test
    void everyOfferedRequestEndsExactlyOnceAndThenTheDriverIsFinished() {
        transport.latencyNanos = SECOND / 2;
        LoadDriver driver = driver(evenly(20, 1, SECOND / 10), Integer.MAX_VALUE);
        driver.route(List.of(routed(A), routed(B)));
        driver.start();

        time.runUntil(60 * SECOND);

        assertEquals(20, recorded.offered);
        assertEquals(20, recorded.ended.size());
        assertEquals(20, recorded.ended.stream().map(RequestRecord::index).distinct().count());
        assertEquals(1, milestones.finished);
        assertEquals(List.of(A, B), milestones.firstRouted);
    }

    @Test
    void theCapIsCountedAndItsWaitIsPartOfTheLatencyFromIntended() {
        transport.latencyNanos = SECOND;
        LoadDriver driver = driver(evenly(4, 1, SECOND / 4), 1);
        driver.route(List.of(routed(A)));
        driver.start();

        time.runUntil(60 * SECOND);

        assertEquals(3, recorded.capped);
        assertEquals(List.of(0L, SECOND, 2 * SECOND, 3 * SECOND), transport.sends);
        RequestRecord last = recorded.ended.getLast();
        assertEquals(3 * SECOND - 3 * SECOND / 4, last.scheduleDelayNanos());
        assertEquals(SECOND, last.latencyFromSentNanos());
        assertEquals(SECOND + last.scheduleDelayNanos(), last.latencyFromIntendedNanos());
    }

    @Test
    void holdsRequestsUntilAReplicaIsRouted() {
        LoadDriver driver = driver(evenly(3, 1, SECOND), Integer.MAX_VALUE);
        driver.start();
        time.runUntil(5 * SECOND);
        assertEquals(3, driver.held());

        driver.route(List.of(routed(A)));
        time.runUntil(6 * SECOND);

        assertEquals(0, driver.held());
        assertEquals(List.of(5 * SECOND, 5 * SECOND, 5 * SECOND), transport.sends);
    }

    @Test
    void failsHeldRequestsAsNoReplicaWhenTheHoldIsOver() {
        LoadDriver driver = driver(evenly(3, 1, SECOND), Integer.MAX_VALUE);
        driver.start();

        time.runUntil(60 * SECOND);

        assertEquals(
                List.of(30 * SECOND, 31 * SECOND, 32 * SECOND),
                recorded.ended.stream().map(RequestRecord::endNanos).toList());
        assertTrue(
                recorded.ended.stream()
                        .allMatch(r -> FailureCause.NO_REPLICA.equals(failureKind(r))));
        assertEquals(1, milestones.finished);
    }

    @Test
    void aBusyFleetIsNotAMissingOne() {
        transport.latencyNanos = 50 * SECOND;
        LoadDriver driver = driver(evenly(2, 1, SECOND), 1);
        driver.route(List.of(routed(A)));
        driver.start();

        time.runUntil(200 * SECOND);

        assertEquals(List.of(0L, 50 * SECOND), transport.sends);
        assertTrue(recorded.ended.stream().allMatch(RequestRecord::succeeded));
    }

    @Test
    void streamsInFlightStayWhereTheyAreAndTheIdleCallbackComesWithTheLastOne() {
        transport.latencyNanos = 10 * SECOND;
        LoadDriver driver = driver(evenly(4, 1, SECOND), Integer.MAX_VALUE);
        driver.route(List.of(routed(A)));
        driver.start();
        time.runUntil(SECOND);
        List<Long> idleAt = new ArrayList<>();

        driver.route(List.of(routed(B)));
        driver.whenIdle(A, () -> idleAt.add(time.nanos()));
        time.runUntil(100 * SECOND);

        assertEquals(List.of(11 * SECOND), idleAt);
        assertEquals(
                List.of(A, A, B, B), recorded.ended.stream().map(RequestRecord::replica).toList());
    }

    @Test
    void stoppingFailsWhatIsHeldAndCancellingFailsWhatIsInFlight() {
        transport.latencyNanos = 1000 * SECOND;
        LoadDriver driver = driver(evenly(10, 1, SECOND), 2);
        driver.route(List.of(routed(A)));
        driver.start();
        time.runUntil(4 * SECOND);

        driver.stop();
        time.runUntil(5 * SECOND);
        assertEquals(3, recorded.ended.size());
        driver.cancelAll();
        time.runUntil(6 * SECOND);

        assertEquals(5, recorded.offered);
        assertEquals(5, recorded.ended.size());
        assertTrue(
                recorded.ended.stream()
                        .allMatch(r -> FailureCause.CANCELLED.equals(failureKind(r))));
        assertEquals(1, milestones.finished);
    }

    @Test
    void pausingShiftsTheRestOfTheLoad() {
        LoadDriver driver = driver(evenly(3, 1, SECOND), Integer.MAX_VALUE);
        driver.route(List.of(routed(A)));
        driver.start();
        time.runUntil(SECOND / 2);

        driver.pause(true);
        time.runUntil(10 * SECOND);
        driver.pause(false);
        time.runUntil(60 * SECOND);

        long shift = 10 * SECOND - SECOND / 2;
        assertEquals(List.of(0L, SECOND + shift, 2 * SECOND + shift), transport.sends);
    }

    @Test
    void aClosedLoopKeepsItsUsersBusyLevelAfterLevel() {
        transport.latencyNanos = SECOND;
        var levels =
                List.of(
                        new LoadShape.Users(2, 0, 6, Long.MAX_VALUE),
                        new LoadShape.Users(1, SECOND, Long.MAX_VALUE, 4 * SECOND));
        var stages =
                List.of(
                        new LoadShape.Stage(0, Double.NaN, 0, Long.MAX_VALUE),
                        new LoadShape.Stage(1, Double.NaN, 0, Long.MAX_VALUE));
        LoadDriver driver = driver(new LoadShape.ClosedLoop(levels, stages), Integer.MAX_VALUE);
        driver.route(List.of(routed(A)));
        driver.start();

        time.runUntil(60 * SECOND);

        // Two users for three rounds; then one user every two seconds, while the level lasts.
        assertEquals(
                List.of(0L, 0L, SECOND, SECOND, 2 * SECOND, 2 * SECOND, 3 * SECOND, 5 * SECOND),
                transport.sends);
        assertEquals(1, milestones.finished);
    }

    @Test
    void warmUpRequestsAreNotCounted() {
        LoadDriver driver = driver(evenly(0, 1, SECOND), Integer.MAX_VALUE);
        List<Optional<FailureCause>> answers = new ArrayList<>();

        driver.warmUp(routed(A).endpoint(), answers::add);
        time.runUntil(SECOND);

        assertEquals(List.of(Optional.empty()), answers);
        assertEquals(0, recorded.offered);
        assertEquals(List.of(), recorded.ended);
    }

    private static @Nullable String failureKind(RequestRecord record) {
        FailureCause failure = record.failure();
        return failure == null ? null : failure.kind();
    }

    private LoadDriver driver(LoadShape shape, int cap) {
        Prompt prompt = new Prompt(4, 2, List.of(), null, (Prompt.Content.Tokens) () -> new int[4]);
        return driver(shape, cap, prompt);
    }

    private LoadDriver driver(LoadShape shape, int cap, Prompt prompt) {
        var settings =
                new DriverSettings(
                        RequestOptions.DEFAULT, _ -> "m", "x-session", cap, 30 * SECOND, prompt);
        var parts =
                new LoadDriver.Parts(
                        time,
                        shape,
                        _ -> prompt,
                        new RoundRobin(),
                        transport,
                        recorded,
                        milestones);
        return new LoadDriver(parts, settings);
    }

    private static LoadShape evenly(int count, int stage, long gapNanos) {
        var arrivals =
                new ArrivalProcess() {
                    private int next;

                    @Override
                    public @Nullable Arrival next() {
                        if (next == count) {
                            return null;
                        }
                        return new Arrival(next * gapNanos, 0, next++);
                    }

                    @Override
                    public long endNanos() {
                        return count * gapNanos;
                    }
                };
        return new LoadShape.OpenLoop(
                arrivals, List.of(new LoadShape.Stage(0, stage, 0, count * gapNanos)));
    }

    private static Traffic.Routed routed(ReplicaId id) {
        return new Traffic.Routed(Endpoint.http(id, "127.0.0.1", 1), new Target(id, 1, 0, null));
    }

    /** Answers every request after a fixed latency. */
    private final class SlowTransport implements RequestTransport {
        final List<Long> sends = new ArrayList<>();
        final List<Map<String, String>> headers = new ArrayList<>();
        long latencyNanos = SECOND / 10;

        @Override
        public Call send(Endpoint endpoint, InferenceRequest request, ResponseListener listener) {
            if (request.index() >= 0) {
                sends.add(time.nanos());
                headers.add(request.headers());
            }
            listener.sent(time.nanos());
            var end =
                    time.after(
                            latencyNanos,
                            () -> {
                                listener.text(time.nanos());
                                listener.completed(
                                        time.nanos(), new ResponseListener.Usage(4, 2, 0));
                            });
            return cause -> {
                end.cancel();
                listener.failed(time.nanos(), cause);
            };
        }
    }

    private static final class RoundRobin implements Balancer {
        private List<Target> targets = List.of();
        private int next;

        @Override
        public @Nullable ReplicaId pick(Pick pick) {
            return targets.isEmpty() ? null : targets.get(next++ % targets.size()).id();
        }

        @Override
        public void update(List<Target> targets, long nowNanos) {
            this.targets = targets;
        }

        @Override
        public Map<ReplicaId, Double> expectedShares(long nowNanos) {
            var shares = new LinkedHashMap<ReplicaId, Double>();
            targets.forEach(target -> shares.put(target.id(), 1.0 / targets.size()));
            return shares;
        }
    }

    private static final class Milestones implements DriverListener {
        final List<ReplicaId> firstRouted = new ArrayList<>();
        int finished;

        @Override
        public void firstRouted(ReplicaId replica, long nanos) {
            firstRouted.add(replica);
        }

        @Override
        public void finished(long nanos) {
            finished++;
        }
    }
}
