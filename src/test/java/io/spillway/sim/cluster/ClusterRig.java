package io.spillway.sim.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.HealthProbe.Health;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSample;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.load.InferenceRequest;
import io.spillway.load.RequestOptions;
import io.spillway.prompt.Prompt;
import io.spillway.sim.EngineProfile;
import io.spillway.sim.EngineTuning;
import io.spillway.sim.StartupModel;
import io.spillway.time.VirtualTime;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A virtual cluster with its clock, and logs of what it says. */
final class ClusterRig {
    static final EngineProfile PROFILE = EngineProfile.named(EngineProfile.DEFAULT_NAME);
    static final RequestOptions STREAMING = RequestOptions.DEFAULT;
    private static final Prompt.Content.Text NO_TEXT = () -> "";

    final VirtualTime time = new VirtualTime();
    final List<FleetEvent> events = new ArrayList<>();
    final List<String> log = new ArrayList<>();
    final VirtualCluster cluster;
    long gapCount;
    long gapNanos;

    ClusterRig(ClusterSpec spec) {
        cluster =
                new VirtualCluster(
                        time,
                        spec,
                        this::onEvent,
                        (_, gap, count) -> {
                            gapCount += count;
                            gapNanos += gap * count;
                        });
    }

    /** Up to 4 replicas of the default profile with 16 sequences, 20 s to start. */
    static ClusterSpec spec() {
        return ClusterSpec.of(
                PROFILE,
                EngineTuning.NONE.withMaxNumSeqs(16).withMaxModelLen(16_384),
                StartupModel.fixed(Duration.ofSeconds(20)),
                4);
    }

    static ReplicaId id(int n) {
        return new ReplicaId("sim-" + n);
    }

    static Endpoint endpoint(int n) {
        return new Endpoint(id(n), URI.create("sim://sim-" + n));
    }

    static RequestOptions options(boolean streaming, long timeoutNanos) {
        return new RequestOptions(
                RequestOptions.Api.COMPLETION,
                streaming,
                true,
                true,
                streaming ? timeoutNanos : Long.MAX_VALUE,
                Map.of(),
                null,
                Map.of());
    }

    static InferenceRequest request(long index, int input, int output, RequestOptions options) {
        var prompt = new Prompt(input, output, List.of(), null, NO_TEXT);
        return new InferenceRequest(index, 0, prompt, null, options, Map.of());
    }

    void start(int n) {
        cluster.start(new ReplicaSpec(id(n), n, ReplicaSpec.Overrides.NONE));
    }

    /** Starts a replica and waits until it serves. */
    void serving(int n) {
        start(n);
        runUntilSeconds(20);
    }

    CallLog send(int replica, int input, int output) {
        return send(replica, request(0, input, output, STREAMING));
    }

    CallLog send(int replica, InferenceRequest request) {
        var callLog = new CallLog();
        cluster.send(endpoint(replica), request, callLog);
        return callLog;
    }

    Health probe(int replica) {
        List<Health> answers = new ArrayList<>();
        cluster.probe(endpoint(replica), time.nanos() + 500_000_000, answers::add);
        return answer(answers);
    }

    ReplicaSample sample(int replica) {
        List<ReplicaSample> answers = new ArrayList<>();
        cluster.poll(List.of(endpoint(replica)), time.nanos() + 500_000_000, answers::add);
        return answer(answers);
    }

    private <T> T answer(List<T> answers) {
        assertEquals(0, answers.size(), "an answer inside the call");
        while (answers.isEmpty() && time.runNext()) {}
        assertEquals(1, answers.size());
        return answers.getFirst();
    }

    void runUntilSeconds(double seconds) {
        time.runUntil(Math.round(seconds * 1e9));
    }

    private void onEvent(FleetEvent event) {
        events.add(event);
        double at = event.atNanos() / 1e9;
        assertEquals(time.nanos(), event.atNanos());
        log.add(
                switch (event) {
                    case FleetEvent.Reached reached -> reached.phase().label() + " " + at;
                    case FleetEvent.Addressed _ -> "addressed " + at;
                    case FleetEvent.Stopped stopped -> "stopped " + stopped.replica() + " " + at;
                    case FleetEvent.Failed failed -> "failed " + failed.replica() + " " + at;
                    case FleetEvent.Appeared _, FleetEvent.Leaving _ -> "unexpected " + event;
                });
    }
}
