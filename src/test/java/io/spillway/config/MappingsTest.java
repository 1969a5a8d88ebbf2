package io.spillway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.spillway.policy.PolicySpec;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Every key ends up where it belongs: a file that sets them all to values of their own. */
class MappingsTest {
    private static final Secret SECRET = new Secret("s3cr3t-value");

    private final Experiment experiment = Experiments.read(everything());

    static String everything() {
        try (InputStream file = MappingsTest.class.getResourceAsStream("everything.yml")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    @Test
    void ofTheWhole() {
        assertEquals("everything", experiment.name());
        assertEquals("every key with a value of its own", experiment.description());
        assertEquals(11, experiment.seed());
        assertEquals(new DashboardConfig(1234, "0.0.0.0", true), experiment.dashboard());
    }

    @Test
    void ofApi() {
        assertEquals(
                new ApiConfig(
                        ApiConfig.Type.CHAT,
                        false,
                        Map.of("X-Team", new Secret("blue"), "Authorization", SECRET),
                        Map.of(
                                "temperature",
                                0.5,
                                "response_format",
                                Map.of("type", "json_object")),
                        new ApiConfig.SloHeaders(ApiConfig.SloUnit.S, "x-first", "x-per"),
                        "x-session"),
                experiment.api());
    }

    @Test
    void ofData() {
        DataConfig.SharedPrefix shared =
                new DataConfig.SharedPrefix(
                        3,
                        4,
                        DistributionConfig.fixed(200),
                        new DistributionConfig(
                                DistributionConfig.Type.UNIFORM, 20, 40, 30, 1, 0, null),
                        new DistributionConfig(
                                DistributionConfig.Type.SKEW_NORMAL, 10, 1024, 512, 4, 2, 7),
                        8L,
                        true);
        assertEquals(
                new DataConfig(
                        DataConfig.Type.SHARED_PREFIX,
                        Path.of("folder"),
                        null,
                        null,
                        null,
                        shared,
                        null),
                experiment.data());
    }

    @Test
    void ofLoad() {
        RateStage stage =
                new RateStage(
                        new BigDecimal("5"),
                        null,
                        seconds(60),
                        null,
                        new RateStage.Swing(
                                new BigDecimal("3"), seconds(30), new BigDecimal("0.25")));
        assertEquals(
                new LoadConfig(
                        LoadConfig.Type.DIURNAL,
                        LoadConfig.Schedule.EXACT,
                        LoadConfig.Arrivals.GAMMA,
                        0.5,
                        seconds(2),
                        List.of(stage, stage),
                        List.of(),
                        null,
                        new TraceConfig(
                                Path.of("t.csv"),
                                TraceConfig.Format.MOONCAKE,
                                2,
                                Duration.ZERO,
                                null,
                                3,
                                4),
                        new LoadConfig.Caps(2, 50, 80),
                        seconds(9),
                        12L,
                        List.of("breaker"),
                        List.of(
                                new LoadConfig.LoraShare("a", 0.25),
                                new LoadConfig.LoraShare("b", 0.75))),
                experiment.load());
    }

    @Test
    void ofServerTokenizerAndStorage() {
        assertEquals(
                new ServerConfig(
                        ServerConfig.Type.SGLANG,
                        "m",
                        URI.create("https://h:1"),
                        false,
                        new Secret("from-a-file"),
                        Path.of("c.pem"),
                        Path.of("k.pem"),
                        Path.of("a.pem")),
                experiment.server());
        assertEquals(new TokenizerConfig("folder", true, SECRET), experiment.tokenizer());
        assertEquals(
                new StorageConfig(
                        new StorageConfig.Local("out", "l-"),
                        new StorageConfig.S3(
                                "b",
                                "p",
                                "s-",
                                URI.create("http://s3:9000"),
                                "r",
                                StorageConfig.Addressing.PATH)),
                experiment.storage());
    }

    @Test
    void ofMetricsAndReport() {
        assertEquals(
                new MetricsConfig(
                        seconds(2),
                        Duration.ofMillis(500),
                        seconds(7),
                        new MetricsConfig.Prometheus(
                                URI.create("http://p:9090"), seconds(5), List.of("a", "b"))),
                experiment.metrics());
        assertEquals(
                new ReportConfig(
                        new ReportConfig.Lifecycle(
                                new ReportConfig.Parts(false, false, true),
                                false,
                                true,
                                List.of(50.0, 99.0),
                                true,
                                3),
                        new ReportConfig.Parts(false, false, true),
                        new ReportConfig.Parts(false, true, false),
                        Map.of(
                                ReportConfig.Constraint.NTPOT,
                                Duration.ofMillis(200),
                                ReportConfig.Constraint.REQUEST_LATENCY,
                                seconds(30)),
                        ReportConfig.Format.HEAD,
                        seconds(3),
                        seconds(4),
                        true,
                        new VerdictsConfig(
                                Path.of("folder"),
                                Path.of("folder"),
                                450.0,
                                1200.0,
                                30.0,
                                "zone-a",
                                "zone-b",
                                "m6i.2xlarge")),
                experiment.report());
    }

    @Test
    void ofBreakers() {
        assertEquals(
                List.of(
                        new CircuitBreakerConfig(
                                "breaker",
                                List.of("m"),
                                List.of("r"),
                                List.of(new CircuitBreakerConfig.Consecutive(4)))),
                experiment.circuitBreakers());
    }

    @Test
    void ofFleet() {
        ClusterConfig helm =
                new ClusterConfig("n", Path.of("kube.yml"), "c", ClusterConfig.Reach.NODE_PORT);
        ClusterConfig workload = new ClusterConfig("n2", null, null, ClusterConfig.Reach.AUTO);
        ClusterConfig observed = new ClusterConfig(null, null, null, ClusterConfig.Reach.POD_IP);
        assertEquals(
                new FleetConfig(
                        FleetConfig.Actuator.PROCESS,
                        2,
                        3,
                        2.5,
                        12.5,
                        2,
                        seconds(90),
                        FleetConfig.OnStartFailure.FAIL,
                        false,
                        simulated(),
                        new ClusterConfig.Helm(
                                helm,
                                "my/chart",
                                "p",
                                9000,
                                Map.of("a", Map.of("b", 1L)),
                                Map.of("a.c", true),
                                Map.of("a.d", SECRET),
                                new ClusterConfig.Waits(seconds(20), seconds(300))),
                        new ClusterConfig.Workload(
                                workload,
                                "statefulset/x",
                                9001,
                                new ClusterConfig.Waits(seconds(30), seconds(60))),
                        new ProcessConfig(
                                "serve {port}",
                                Map.of("A", new Secret("b")),
                                "localhost",
                                9100,
                                "INT",
                                "logs"),
                        new EndpointsConfig(
                                List.of(URI.create("http://a:1"), URI.create("http://b:2"))),
                        new ClusterConfig.Observed(observed, "app=x", 9002),
                        List.of(
                                new ReplicaConfig(
                                        "n",
                                        "g",
                                        9003,
                                        2.0,
                                        "q",
                                        Map.of("x", 1L),
                                        URI.create("http://c:3")))),
                experiment.fleet());
    }

    private static SimulatedConfig simulated() {
        return new SimulatedConfig(
                "h100-llama-3.1-8b",
                16,
                4096,
                512,
                100,
                false,
                "ttft=100ms,itl=30ms",
                Duration.ofMillis(1),
                new SimulatedConfig.Startup(seconds(5), 0.2),
                List.of(
                        new FaultConfig(
                                FaultConfig.Type.METRICS_LYING,
                                2,
                                3,
                                seconds(3),
                                seconds(1),
                                seconds(2),
                                4,
                                "s",
                                5)));
    }

    @Test
    void ofScaling() {
        assertEquals(
                new ScalingConfig(
                        new PolicySpec(
                                "hpa-pods",
                                Map.of(
                                        "target",
                                        3L,
                                        "behavior",
                                        Map.of("scale_down", Map.of("window", "60s")))),
                        seconds(15),
                        new ScalingConfig.ScaleOut(2, seconds(6)),
                        new ScalingConfig.ScaleIn(
                                false,
                                seconds(7),
                                seconds(8),
                                seconds(9),
                                ScalingConfig.Victim.NEWEST)),
                experiment.scaling());
    }

    @Test
    void ofRoutingAndSlo() {
        assertEquals(
                new RoutingConfig(
                        "edf",
                        Map.of("bias", 0.5),
                        RoutingConfig.Weights.MIG,
                        new RoutingConfig.SlowStart(seconds(4), 2, 0.2),
                        seconds(11),
                        20,
                        new RoutingConfig.Ejection(2, seconds(3), seconds(4), 25)),
                experiment.routing());
        assertEquals(
                new SloConfig(
                        List.of(
                                new SloConfig.Target(
                                        "e2e_p99", SloConfig.Metric.E2E, 99, seconds(30)),
                                new SloConfig.Target(
                                        "e2e_p50", SloConfig.Metric.E2E, 50, seconds(20))),
                        0.05,
                        Map.of(
                                SloConfig.Metric.E2E,
                                seconds(20),
                                SloConfig.Metric.NTPOT,
                                Duration.ofMillis(200))),
                experiment.slo());
    }

    @Test
    void theFileSetsEveryKeyButAlternatives() {
        String yaml = everything();
        TreeSet<String> unset = new TreeSet<>();
        for (KnownKey key : ExperimentReader.knownKeys()) {
            boolean set =
                    Pattern.compile("(?m)(^|[\\s{])" + Pattern.quote(key.name()) + ":")
                            .matcher(yaml)
                            .find();
            if (!key.refused() && !set) {
                unset.add(key.name());
            }
        }

        // Other spellings, other types of load or data, and breakers by rate: tested elsewhere.
        assertEquals(
                new TreeSet<>(
                        List.of(
                                "*",
                                "api_key",
                                "api_key_env",
                                "concurrency_level",
                                "conversation_replay",
                                "curve",
                                "dynamic_system_prompt_len",
                                "e2e_p95",
                                "end_rate",
                                "estimator",
                                "input_distribution",
                                "input_tokens_per_turn",
                                "itl",
                                "itl_p95",
                                "json_schema",
                                "max_concurrency",
                                "max_duration",
                                "min_samples",
                                "num_conversations",
                                "num_groups",
                                "num_prompts_per_group",
                                "num_requests",
                                "num_stages",
                                "output_distribution",
                                "output_tokens_per_turn",
                                "question_distribution",
                                "run_stages",
                                "saturation_percentile",
                                "schedule",
                                "shared_system_prompt_len",
                                "stage_duration",
                                "sweep",
                                "think_time",
                                "timeout",
                                "token",
                                "token_file",
                                "tolerance",
                                "tool_call_latency_sec",
                                "tpot",
                                "tpot_p95",
                                "ttft",
                                "ttft_p95",
                                "turns_per_conversation",
                                "window_sec")),
                unset);
        assertNotEquals(Experiments.read(Experiments.MINIMAL), experiment);
    }

    @Test
    void ofSweep() {
        SweepConfig sweep =
                Experiments.read(
                                Experiments.MINIMAL,
                                "--load.sweep={type: linear, num_requests: 1, timeout: 2,"
                                        + " num_stages: 3, stage_duration: 4,"
                                        + " saturation_percentile: 50.5, estimator: slo,"
                                        + " max_concurrency: 6, max_duration: 7, tolerance: 0.1,"
                                        + " run_stages: false}")
                        .load()
                        .sweep();

        assertEquals(
                new SweepConfig(
                        SweepConfig.Type.LINEAR,
                        1,
                        seconds(2),
                        3,
                        seconds(4),
                        50.5,
                        SweepConfig.Estimator.SLO,
                        6,
                        seconds(7),
                        0.1,
                        false),
                sweep);
    }

    @Test
    void ofConversations() {
        DataConfig.ConversationReplay conversation =
                Experiments.read(
                                Experiments.MINIMAL,
                                "--data={type: conversation_replay, conversation_replay: {seed: 1,"
                                        + " num_conversations: 2, shared_system_prompt_len: 3,"
                                        + " dynamic_system_prompt_len: {type: fixed, mean: 4},"
                                        + " turns_per_conversation: 5, input_tokens_per_turn: 6,"
                                        + " output_tokens_per_turn: 7, max_model_len: 8}}")
                        .data()
                        .conversation();

        assertEquals(1, conversation.seed());
        assertEquals(2, conversation.conversations());
        assertEquals(3, conversation.sharedSystemPromptLen());
        assertEquals(4, conversation.dynamicSystemPromptLen().mean());
        assertEquals(DistributionConfig.fixed(5), conversation.turns());
        assertEquals(DistributionConfig.fixed(6), conversation.inputTokensPerTurn());
        assertEquals(DistributionConfig.fixed(7), conversation.outputTokensPerTurn());
        assertEquals(8, conversation.maxModelLen());
    }

    @Test
    void ofUsersAndRamps() {
        LoadConfig users =
                Experiments.read(
                                Experiments.MINIMAL,
                                "--load={type: concurrent, stages: [{concurrency_level: 2,"
                                        + " num_requests: 3, duration: 4, think_time: 5}]}")
                        .load();
        LoadConfig ramp =
                Experiments.read(
                                Experiments.MINIMAL,
                                "--load={type: ramp, stages: [{rate: 1, end_rate: 8, duration: 10,"
                                        + " curve: exponential}]}")
                        .load();

        assertEquals(List.of(new UserStage(2, 3, seconds(4), seconds(5))), users.levels());
        RateStage stage = ramp.stages().getFirst();
        assertEquals(
                new RateStage.Ramp(new BigDecimal("8"), RateStage.Curve.EXPONENTIAL), stage.ramp());
        // 10 s · (8 − 1) / ln 8 = 33.66
        assertEquals(33, stage.expectedRequests());
    }
}
