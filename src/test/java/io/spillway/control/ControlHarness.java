package io.spillway.control;

import io.spillway.balance.WeightBook;
import io.spillway.fleet.Actuator;
import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.ReplicaView;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.RunId;
import io.spillway.fleet.ScalingDecision;
import io.spillway.policy.ScalingPolicy;
import io.spillway.testing.FakeActuator;
import io.spillway.testing.FakeCluster;
import io.spillway.testing.FakeMetrics;
import io.spillway.testing.FakeProbe;
import io.spillway.testing.FakeTraffic;
import io.spillway.time.VirtualTime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Function;

/** A control loop among fakes, on virtual time. Replicas take 4 s to serve. */
final class ControlHarness implements StartListener {

    static final long SECOND = 1_000_000_000L;
    static final RunId RUN = new RunId("run-1");

    final VirtualTime time;
    final FakeCluster cluster;
    final FakeMetrics metrics;
    final FakeTraffic traffic;
    final FakeProbe probe;
    final FakeActuator actuator;
    final ScriptedPolicy policy = new ScriptedPolicy();
    final List<RunEvent> events = new ArrayList<>();
    final Waterfalls waterfalls = new Waterfalls();
    final ReplicaLedger ledger = new ReplicaLedger();
    final ControlLoop loop;

    int readyCalls;
    final List<String> startFailures = new ArrayList<>();

    ControlHarness(ControlSettings settings) {
        this(
                settings,
                new VirtualTime(),
                new FakeCluster(4 * SECOND),
                new Actuator.Capabilities("fake", true, true, 100));
    }

    ControlHarness(
            ControlSettings settings,
            VirtualTime time,
            FakeCluster cluster,
            Actuator.Capabilities capabilities) {
        this.time = time;
        this.cluster = cluster;
        this.metrics = new FakeMetrics(time);
        this.traffic = new FakeTraffic(time);
        this.probe = new FakeProbe(time, cluster);
        var inbox = new FleetInbox(time);
        this.actuator = new FakeActuator(time, cluster, inbox, capabilities);
        var ports =
                new ControlPorts(
                        policy,
                        actuator,
                        metrics,
                        probe,
                        traffic,
                        new WeightBook(WeightBook.Mode.AUTO),
                        this::record);
        this.loop = new ControlLoop(time, settings, ports, inbox);
    }

    private void record(RunEvent event) {
        events.add(event);
        waterfalls.on(event);
        ledger.on(event);
    }

    static ControlSettings settings(int min, int max) {
        return ControlSettings.of(ControlSettings.Size.of("sim", min, max))
                .with(ControlSettings.Observing.every(Duration.ofSeconds(1), Duration.ofSeconds(5)))
                .with(ControlSettings.ScaleIn.DEFAULT.withCooldown(Duration.ZERO));
    }

    /** Starts, waits until the minimum is ready, and watches from then. */
    static ControlHarness watching(ControlSettings settings) {
        var harness = new ControlHarness(settings);
        harness.start();
        harness.runFor(5 * SECOND);
        harness.loop.watch(harness.time.nanos());
        return harness;
    }

    void start() {
        loop.startInitial(RUN, this);
    }

    void runFor(long nanos) {
        time.runUntil(time.nanos() + nanos);
        if (time.executed() > 1_000_000) {
            throw new AssertionError("livelock: " + events);
        }
    }

    void runSeconds(double seconds) {
        runFor((long) (seconds * 1e9));
    }

    @Override
    public void ready() {
        readyCalls++;
    }

    @Override
    public void failed(String reason) {
        startFailures.add(reason);
    }

    static ReplicaId id(int ordinal) {
        return new ReplicaId("sim-" + ordinal);
    }

    /** {@code sim-1 ready, sim-2 starting}. */
    String fleet() {
        return String.join(
                ", ",
                loop.observation().replicas().stream()
                        .map(view -> view.id() + " " + lower(view.state()))
                        .toList());
    }

    ReplicaView view(int ordinal) {
        return loop.observation().replicas().stream()
                .filter(view -> view.id().equals(id(ordinal)))
                .findFirst()
                .orElseThrow();
    }

    int target() {
        return loop.observation().target();
    }

    private static String lower(ReplicaState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    <T extends RunEvent> List<T> all(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** {@code 1->3}, {@code 3->2}, …. */
    List<String> scalings() {
        return all(RunEvent.Scaled.class).stream()
                .map(event -> event.from() + "->" + event.to())
                .toList();
    }

    List<String> notes() {
        return all(RunEvent.Note.class).stream().map(RunEvent.Note::text).toList();
    }

    /** {@code 9.0 sim-2 starting->ready}. */
    List<String> states() {
        return all(RunEvent.StateChanged.class).stream()
                .map(
                        event ->
                                String.format(
                                        Locale.ROOT,
                                        "%.2f %s %s->%s",
                                        event.atNanos() / 1e9,
                                        event.replica(),
                                        event.from() == null ? "" : lower(event.from()),
                                        lower(event.to())))
                .toList();
    }

    /** Does what the test says, at every check. */
    static final class ScriptedPolicy implements ScalingPolicy {
        Function<FleetObservation, ScalingDecision> rule =
                _ -> new ScalingDecision.Hold("nothing to do");
        final List<FleetObservation> seen = new ArrayList<>();
        OptionalLong breachedSince = OptionalLong.empty();
        double signal = Double.NaN;

        @Override
        public ScalingDecision decide(FleetObservation observation) {
            seen.add(observation);
            return rule.apply(observation);
        }

        @Override
        public double signal() {
            return signal;
        }

        @Override
        public OptionalLong breachedSinceNanos() {
            return breachedSince;
        }

        void always(int replicas) {
            rule = _ -> new ScalingDecision.ScaleTo(replicas, "want " + replicas);
        }

        void hold() {
            rule = _ -> new ScalingDecision.Hold("nothing to do");
        }
    }
}
