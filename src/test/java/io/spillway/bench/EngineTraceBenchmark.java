package io.spillway.bench;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FailureCause;
import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.load.InferenceRequest;
import io.spillway.load.RequestOptions;
import io.spillway.load.ResponseListener;
import io.spillway.prompt.Prompt;
import io.spillway.sim.EngineProfile;
import io.spillway.sim.EngineTuning;
import io.spillway.sim.StartupModel;
import io.spillway.sim.cluster.ClusterSpec;
import io.spillway.sim.cluster.VirtualCluster;
import io.spillway.time.VirtualTime;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The virtual cluster's share of an hour of the Azure conversation trace: a fixed fleet, requests
 * in turn, one scrape a second. Needs the trace in the folder that {@code SPILLWAY_TEST_DATA}
 * names. As a program it runs once for each number of replicas in its arguments, in order, and
 * prints the times: the first is cold.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(1)
public class EngineTraceBenchmark {
    private static final Prompt.Content.Text NO_TEXT = () -> "";

    @Param({"4", "8"})
    public int replicas;

    private List<Row> rows = List.of();

    record Row(long atNanos, InferenceRequest request) {}

    /** What came of a run. */
    public record Result(
            int completed, int failed, long gaps, long tasks, long ttftNanos, double hours) {}

    @Setup(Level.Trial)
    public void readTrace() {
        rows = read(Path.of(System.getenv("SPILLWAY_TEST_DATA")));
    }

    @Benchmark
    public Result hour() {
        return new Run(rows, replicas).go();
    }

    public static void main(String[] args) {
        var benchmark = new EngineTraceBenchmark();
        benchmark.readTrace();
        for (String fleet : args) {
            benchmark.replicas = Integer.parseInt(fleet);
            long start = System.nanoTime();
            Result result = benchmark.hour();
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf("%s replicas: %.3f s  %s%n", fleet, seconds, result);
        }
    }

    private static List<Row> read(Path folder) {
        Path file = folder.resolve("AzureLLMInferenceTrace_conv.csv");
        List<Row> rows = new ArrayList<>();
        try {
            List<String> lines = Files.readAllLines(file);
            long first = -1;
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split(",");
                long at = LocalTime.parse(cells[0].substring(11)).toNanoOfDay();
                first = first < 0 ? at : first;
                var prompt =
                        new Prompt(
                                Integer.parseInt(cells[1]),
                                Integer.parseInt(cells[2]),
                                List.of(),
                                null,
                                NO_TEXT);
                var request =
                        new InferenceRequest(
                                rows.size(), 0, prompt, null, RequestOptions.DEFAULT, Map.of());
                rows.add(new Row(at - first, request));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    /** One run. */
    private static final class Run {
        private final VirtualTime time = new VirtualTime();
        private final List<Row> rows;
        private final List<Endpoint> endpoints = new ArrayList<>();
        private final VirtualCluster cluster;
        private int next;
        private int completed;
        private int failed;
        private long gapCount;
        private long ttftNanos;

        Run(List<Row> rows, int replicas) {
            this.rows = rows;
            var spec =
                    ClusterSpec.of(
                            EngineProfile.named("mig-1g.12gb-llama-3.2-3b"),
                            EngineTuning.NONE.withMaxModelLen(16_384),
                            StartupModel.fixed(Duration.ZERO),
                            replicas);
            cluster = new VirtualCluster(time, spec, this::onEvent, (_, _, n) -> gapCount += n);
            for (int i = 1; i <= replicas; i++) {
                var id = new ReplicaId("sim-" + i);
                cluster.start(new ReplicaSpec(id, i, ReplicaSpec.Overrides.NONE));
            }
            time.runUntil(1);
        }

        private void onEvent(FleetEvent event) {
            if (event instanceof FleetEvent.Addressed addressed) {
                endpoints.add(addressed.endpoint());
            }
        }

        Result go() {
            arm();
            poll();
            while (completed + failed < rows.size() && time.runNext()) {}
            return new Result(
                    completed,
                    failed,
                    gapCount,
                    time.executed(),
                    ttftNanos / Math.max(1, completed),
                    time.nanos() / 3.6e12);
        }

        private void arm() {
            if (next < rows.size()) {
                var _ = time.at(rows.get(next).atNanos() + 1, this::send);
            }
        }

        private void poll() {
            cluster.poll(endpoints, time.nanos() + 500_000_000, _ -> {});
            var _ = time.after(1_000_000_000, this::poll);
        }

        private void send() {
            Row row = rows.get(next);
            Endpoint endpoint = endpoints.get(next % endpoints.size());
            next++;
            cluster.send(endpoint, row.request(), new Listener());
            arm();
        }

        private final class Listener implements ResponseListener {
            private long sentNanos;

            @Override
            public void sent(long nanos) {
                sentNanos = nanos;
            }

            @Override
            public void text(long nanos) {
                ttftNanos += nanos - sentNanos;
            }

            @Override
            public void completed(long nanos, Usage usage) {
                completed++;
            }

            @Override
            public void failed(long nanos, FailureCause cause) {
                failed++;
            }
        }
    }
}
