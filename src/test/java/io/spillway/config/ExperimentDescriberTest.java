package io.spillway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class ExperimentDescriberTest {

    private static List<String> describe(String yaml, String... overrides) {
        return ExperimentDescriber.describe(Experiments.load(yaml, overrides), null);
    }

    @Test
    void saysWhatTheDemoDoes() throws IOException {
        assertEquals(
                List.of(
                        "experiment  demo: A morning rush on a small GPU slice.",
                        "load        poisson, completion, streamed",
                        "  stage 0   4 req/s for 10 s: about 40 requests",
                        "  stage 1   22 req/s for 40 s: about 880 requests",
                        "  stage 2   3 req/s for 25 s: about 75 requests",
                        "requests    about 995",
                        "duration    75 s",
                        "tokens      about 256 in and 64 out a request; about 254,720 in and 63,680"
                                + " out in all",
                        "data        synthetic",
                        "replicas    1 to 3, simulated mig-1g.12gb-llama-3.2-3b, start-up 5 s",
                        "scaling     queue-threshold (threshold 1, consecutive 2) every 1 s;"
                                + " scale-in after 8 s of quiet, drained for at most 2 min",
                        "routing     weighted-round-robin, weights auto, slow start 3 s, held for at"
                                + " most 30 s",
                        "installs    nothing; look-alike servers run inside this process",
                        "slo         ttft_p50 ≤ 500 ms, tpot_p95 ≤ 100 ms; error_rate ≤ 0.01; each"
                                + " request ttft ≤ 500 ms, tpot ≤ 100 ms",
                        "results     results/<run-id>",
                        "seed        7"),
                describe(Files.readString(Path.of("examples/demo.yml"))));
    }

    @Test
    void saysWhatAPlainBenchmarkDoes() throws IOException {
        List<String> lines =
                describe(Files.readString(Path.of("examples/inference-perf/saturation.yml")));

        assertTrue(lines.contains("requests    13,500"), lines.toString());
        assertTrue(lines.contains("duration    12 min"), lines.toString());
        assertTrue(
                lines.contains("server      http://qwen3-vllm.default:8000, model qwen3-8b"),
                lines.toString());
        assertTrue(lines.contains("installs    nothing"), lines.toString());
        assertTrue(
                lines.contains(
                        "results     results/<run-id>, and"
                                + " s3://inference-perf-results/saturation-test/results"),
                lines.toString());
    }

    @Test
    void boundsASweepBeforeItStarts() throws IOException {
        List<String> lines =
                describe(Files.readString(Path.of("examples/inference-perf/sweep.yml")));

        assertEquals(
                "load        sweep: a search (knee) of at most 10 min, then 5 geometric stages of"
                        + " 3 min, constant, completion, streamed",
                lines.getFirst());
        assertTrue(lines.contains("duration    at most 25 min"), lines.toString());
    }

    @Test
    void countsATraceOnceItIsRead() throws IOException {
        LoadedExperiment loaded =
                Experiments.load(Files.readString(Path.of("examples/azure-trace.yml")));
        TraceFacts facts = new TraceFacts(4424, Duration.ofSeconds(900), 5_189_000, 1_124_000);

        List<String> lines = ExperimentDescriber.describe(loaded, facts);

        assertTrue(lines.contains("requests    4,424"), lines.toString());
        assertTrue(lines.contains("duration    15 min"), lines.toString());
        assertTrue(
                lines.contains("tokens      5,189,000 in and 1,124,000 out in all, as recorded"),
                lines.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{actuator: helm, max_replicas: 3, helm: {namespace: n}} | Helm releases test-1 to"
                        + " test-3 of charts/vllm-server in namespace n",
                "{kubernetes: {workload: deployment/vllm}, max_replicas: 3} | nothing; scales"
                        + " deployment/vllm from 1 to 3",
                "{process: {command: 'serve {port}'}, max_replicas: 3} | local processes on ports"
                        + " 8001 to 8003: serve {port}",
                "{endpoints: {urls: ['http://a']}} | nothing; the servers run already",
                "{actuator: observe} | nothing; follows pods that somebody else scales",
            })
    void saysWhatItWouldInstall(String fleet, String expected) {
        List<String> lines = describe(Experiments.MINIMAL, "--fleet", fleet, "--server", "null");

        assertTrue(lines.contains("installs    " + expected), lines.toString());
    }

    @Test
    void endsWithTheWarnings() {
        List<String> lines =
                describe(
                        Experiments.MINIMAL,
                        "--load.worker_max_tcp_connections=9",
                        "--load.num_workers=2",
                        "--load.worker_max_concurrency=3");

        assertEquals(
                "warning: --load.worker_max_tcp_connections: load.worker_max_tcp_connections: has"
                        + " no effect: connections grow with the load",
                lines.getLast());
        assertTrue(
                lines.contains("  cap       at most 3 in flight for 2 workers"), lines.toString());
    }

    @Test
    void capsOnlyWhatTheFileCaps() {
        LoadConfig.Caps workersOnly = new LoadConfig.Caps(8, null, null);
        LoadConfig.Caps both = new LoadConfig.Caps(8, 100, null);
        LoadConfig.Caps total = new LoadConfig.Caps(8, 100, 50);

        assertTrue(workersOnly.inFlight(2).isEmpty());
        assertEquals(800, both.inFlight(2).getAsInt());
        assertEquals(50, total.inFlight(2).getAsInt());
        assertEquals(200, new LoadConfig.Caps(null, 100, null).inFlight(2).getAsInt());
    }

    @ParameterizedTest
    @CsvSource({"0.29, 100, 29", "4.35, 100, 435", "0.1, 30, 3", "1, 300, 300", "15.5, 61, 945"})
    void countsRequestsInDecimalArithmetic(String rate, String duration, long requests) {
        RateStage stage =
                Experiments.read(
                                Experiments.MINIMAL,
                                "--load.stages=[{rate: %s, duration: %s}]"
                                        .formatted(rate, duration))
                        .load()
                        .stages()
                        .getFirst();

        assertEquals(requests, stage.expectedRequests());
    }
}
