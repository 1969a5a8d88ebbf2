package io.spillway.config;

import static io.spillway.config.Experiments.MINIMAL;
import static io.spillway.config.Experiments.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.spillway.policy.PolicySpec;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a setting is when the file does not say it. */
class DefaultsTest {
    private static final Duration ZERO = Duration.ZERO;

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    @Test
    void ofTheWhole() {
        Experiment experiment = read(MINIMAL);

        assertEquals("", experiment.name());
        assertEquals("", experiment.description());
        assertEquals(99, experiment.seed());
        assertEquals(List.of(), experiment.circuitBreakers());
        assertNull(experiment.fleet());
        assertNull(experiment.scaling());
        assertNull(experiment.dashboard());
        assertNull(experiment.trace());
        assertEquals(new SloConfig(List.of(), null, Map.of()), experiment.slo());
    }

    @Test
    void ofApi() {
        ApiConfig.SloHeaders slo =
                new ApiConfig.SloHeaders(ApiConfig.SloUnit.MS, "x-slo-ttft-ms", "x-slo-tpot-ms");
        assertEquals(
                new ApiConfig(ApiConfig.Type.COMPLETION, true, Map.of(), Map.of(), slo, null),
                read(MINIMAL).api());
    }

    @Test
    void ofData() {
        assertEquals(
                new DataConfig(DataConfig.Type.MOCK, null, null, null, null, null, null),
                read(MINIMAL).data());
        assertEquals(
                DataConfig.Type.RANDOM, read(MINIMAL, "--load.trace={file: t.csv}").data().type());
    }

    @Test
    void ofDistributions() {
        Experiment experiment =
                read(
                        MINIMAL,
                        "--data={type: synthetic, input_distribution: {}, output_distribution: {}}");

        assertEquals(
                new DistributionConfig(DistributionConfig.Type.NORMAL, 10, 1024, 512, 200, 0, null),
                experiment.data().input());
    }

    @Test
    void ofSharedPrefix() {
        assertEquals(
                new DataConfig.SharedPrefix(
                        10,
                        10,
                        DistributionConfig.fixed(100),
                        DistributionConfig.fixed(50),
                        DistributionConfig.fixed(50),
                        null,
                        false),
                read(MINIMAL, "--data={type: shared_prefix, shared_prefix: {}}")
                        .data()
                        .sharedPrefix());
    }

    @Test
    void ofConversationReplay() {
        assertEquals(
                new DataConfig.ConversationReplay(
                        42,
                        200,
                        8359,
                        null,
                        DistributionConfig.fixed(10),
                        DistributionConfig.fixed(512),
                        DistributionConfig.fixed(256),
                        225_000),
                read(MINIMAL, "--data={type: conversation_replay, conversation_replay: {}}")
                        .data()
                        .conversation());
    }

    @Test
    void ofLoad() {
        RateStage stage = new RateStage(new BigDecimal("5"), null, seconds(60), null, null);
        assertEquals(
                new LoadConfig(
                        LoadConfig.Type.CONSTANT,
                        LoadConfig.Schedule.EXACT,
                        LoadConfig.Arrivals.CONSTANT,
                        1,
                        null,
                        List.of(stage),
                        List.of(),
                        null,
                        null,
                        new LoadConfig.Caps(null, null, null),
                        null,
                        null,
                        List.of(),
                        List.of()),
                read(MINIMAL).load());
    }

    @Test
    void ofRampsAndSwings() {
        RateStage ramp =
                read(MINIMAL, "--load.type=ramp", "--load.stages[0].end_rate=9")
                        .load()
                        .stages()
                        .getFirst();
        RateStage swing =
                read(
                                MINIMAL,
                                "--load.type=diurnal",
                                "--load.stages[0].amplitude=4",
                                "--load.stages[0].period=1h")
                        .load()
                        .stages()
                        .getFirst();

        assertEquals(new RateStage.Ramp(new BigDecimal("9"), RateStage.Curve.LINEAR), ramp.ramp());
        assertEquals(
                new RateStage.Swing(new BigDecimal("4"), Duration.ofHours(1), BigDecimal.ZERO),
                swing.swing());
        assertEquals(420, ramp.expectedRequests());
    }

    @Test
    void ofUsers() {
        Experiment experiment =
                read(
                        MINIMAL,
                        "--load={type: concurrent, stages: [{concurrency_level: 8, num_requests: 9}]}");

        assertEquals(List.of(new UserStage(8, 9, null, ZERO)), experiment.load().levels());
    }

    @Test
    void ofSweep() {
        assertEquals(
                new SweepConfig(
                        SweepConfig.Type.GEOMETRIC,
                        2000,
                        seconds(60),
                        5,
                        seconds(180),
                        95,
                        SweepConfig.Estimator.KNEE,
                        1024,
                        seconds(600),
                        0.05,
                        true),
                read(MINIMAL, "--load.sweep={}").load().sweep());
    }

    @Test
    void ofTrace() {
        TraceConfig trace = read(MINIMAL, "--load.trace={file: t.csv}").load().trace();

        assertEquals(
                new TraceConfig(
                        Path.of("t.csv"),
                        TraceConfig.Format.AZURE_PUBLIC_DATASET,
                        1,
                        ZERO,
                        null,
                        0,
                        null),
                trace);
    }

    @Test
    void ofServerAndTokenizer() {
        Experiment experiment = read(MINIMAL);

        assertEquals(
                new ServerConfig(
                        ServerConfig.Type.VLLM,
                        null,
                        URI.create("http://localhost:8000"),
                        true,
                        null,
                        null,
                        null,
                        null),
                experiment.server());
        assertEquals(new TokenizerConfig(null, false, null), experiment.tokenizer());
    }

    @Test
    void ofStorageAndMetrics() {
        assertEquals(new StorageConfig(null, null), read(MINIMAL).storage());
        assertEquals(
                new StorageConfig.S3("b", null, "", null, null, StorageConfig.Addressing.AUTO),
                read(MINIMAL, "--storage.simple_storage_service={bucket_name: b}").storage().s3());
        assertEquals(
                new MetricsConfig(seconds(1), seconds(1), Duration.ofMillis(2500), null),
                read(MINIMAL).metrics());
        assertEquals(
                new MetricsConfig.Prometheus(URI.create("http://p:9090"), seconds(15), List.of()),
                read(MINIMAL, "--metrics={type: prometheus, prometheus: {url: 'http://p:9090'}}")
                        .metrics()
                        .prometheus());
    }

    @Test
    void ofReport() {
        assertEquals(
                new ReportConfig(
                        new ReportConfig.Lifecycle(
                                new ReportConfig.Parts(true, true, false),
                                true,
                                false,
                                List.of(
                                        0.1, 1.0, 5.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0,
                                        99.9),
                                false,
                                100),
                        new ReportConfig.Parts(true, true, false),
                        new ReportConfig.Parts(true, false, false),
                        Map.of(),
                        ReportConfig.Format.V0_2,
                        ZERO,
                        ZERO,
                        false,
                        VerdictsConfig.NONE),
                read(MINIMAL).report());
    }

    @Test
    void ofFleet() {
        assertEquals(
                new FleetConfig(
                        FleetConfig.Actuator.SIMULATED,
                        1,
                        1,
                        null,
                        null,
                        null,
                        seconds(600),
                        FleetConfig.OnStartFailure.CONTINUE,
                        true,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        List.of()),
                fleet("actuator: simulated"));
        FleetConfig scaled = read(MINIMAL, "--fleet={actuator: simulated}", "--scaling={}").fleet();
        assertEquals(4, scaled.maxReplicas());
    }

    @Test
    void ofReplicaBlocks() {
        ClusterConfig cluster = new ClusterConfig(null, null, null, ClusterConfig.Reach.AUTO);
        assertEquals(
                new SimulatedConfig(
                        "mig-1g.12gb-llama-3.2-3b",
                        null,
                        null,
                        null,
                        null,
                        true,
                        null,
                        null,
                        new SimulatedConfig.Startup(seconds(20), 0),
                        List.of()),
                fleet("simulated: {}").simulated());
        assertEquals(
                new ClusterConfig.Helm(
                        cluster,
                        "charts/vllm-server",
                        "test",
                        8000,
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        ClusterConfig.Waits.DEFAULT),
                fleet("helm: {}").helm());
        assertEquals(
                new ClusterConfig.Workload(
                        cluster, "deployment/vllm", 8000, ClusterConfig.Waits.DEFAULT),
                fleet("kubernetes: {workload: deployment/vllm}").kubernetes());
        assertEquals(
                new ClusterConfig.Observed(cluster, "app=vllm-server", 8000),
                fleet("observe: {}").observe());
        assertEquals(
                new ProcessConfig("run {port}", Map.of(), "127.0.0.1", 8001, "TERM", null),
                fleet("process: {command: 'run {port}'}").process());
        assertEquals(
                List.of(new ReplicaConfig(null, null, null, null, null, Map.of(), null)),
                fleet("simulated: {}, replicas: [{}]").replicas());
    }

    @Test
    void ofScalingAndRouting() {
        Experiment experiment = read(MINIMAL, "--fleet={simulated: {}}", "--scaling={}");

        assertEquals(
                new ScalingConfig(
                        new PolicySpec("queue-threshold", Map.of()),
                        seconds(5),
                        new ScalingConfig.ScaleOut(1, ZERO),
                        new ScalingConfig.ScaleIn(
                                true,
                                seconds(60),
                                seconds(30),
                                seconds(120),
                                ScalingConfig.Victim.LEAST_LOADED)),
                experiment.scaling());
        assertEquals(
                new RoutingConfig(
                        "weighted-round-robin",
                        Map.of(),
                        RoutingConfig.Weights.AUTO,
                        new RoutingConfig.SlowStart(seconds(10), 1, 0.1),
                        seconds(30),
                        null,
                        new RoutingConfig.Ejection(5, seconds(30), seconds(300), 50)),
                experiment.routing());
    }

    @Test
    void ofDashboardAndBreakers() {
        assertEquals(
                new DashboardConfig(8089, "127.0.0.1", false),
                read(MINIMAL, "--dashboard={}").dashboard());
        assertEquals(
                List.of(
                        new CircuitBreakerConfig(
                                "a",
                                List.of(),
                                List.of(),
                                List.of(
                                        new CircuitBreakerConfig.RateOverWindow(
                                                seconds(10), 0.5, 0)))),
                read(
                                MINIMAL,
                                "--circuit_breakers=[{name: a, triggers: [{type: rate_over_window,"
                                        + " window_sec: 10, threshold: 0.5}]}]")
                        .circuitBreakers());
    }

    private static FleetConfig fleet(String inner) {
        return read(MINIMAL, "--fleet={" + inner + "}").fleet();
    }
}
