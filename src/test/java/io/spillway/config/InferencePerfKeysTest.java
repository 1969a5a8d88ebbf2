package io.spillway.config;

import static io.spillway.config.Experiments.MINIMAL;
import static io.spillway.config.Experiments.problems;
import static io.spillway.config.Experiments.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Every key of inference-perf v0.2.0 and of its newest schema is accepted or answered. */
class InferencePerfKeysTest {

    /** A key, a value that it takes, and what else it needs. */
    private record Key(String path, String value, String... context) {
        @Override
        public String toString() {
            return path;
        }

        String[] overrides() {
            List<String> all = new ArrayList<>(List.of(context));
            all.add("--" + path + "=" + value);
            return all.toArray(String[]::new);
        }
    }

    private static final String NORMAL = "{mean: 60, std_dev: 5, min: 10, max: 100}";
    private static final String[] SYNTHETIC = {
        "--data.type=synthetic",
        "--data.input_distribution=" + NORMAL,
        "--data.output_distribution=" + NORMAL
    };
    private static final String[] SHARED = {"--data.type=shared_prefix"};
    private static final String[] CONVERSATIONS = {"--data.type=conversation_replay"};
    private static final String[] SWEEP = {"--load.sweep.type=linear"};
    private static final String[] PROMETHEUS = {
        "--metrics.type=prometheus", "--metrics.prometheus.url=http://prometheus:9090"
    };
    private static final String[] BUCKET = {"--storage.simple_storage_service.bucket_name=b"};
    private static final String[] BREAKER = {
        "--circuit_breakers=[{name: a, triggers: [{type: consecutive, threshold: 3}]}]"
    };

    static Stream<Key> first() {
        return Stream.of(
                new Key("api.type", "chat"),
                new Key("api.streaming", "true"),
                new Key("api.headers", "{X-Team: a}"),
                new Key("data.type", "mock"),
                new Key("data.type", "shareGPT"),
                new Key("data.type", "shared_prefix"),
                new Key("data.type", "cnn_dailymail"),
                new Key("data.type", "infinity_instruct", "--data.path=d.json"),
                new Key("data.type", "billsum_conversations", "--data.path=d.json"),
                new Key("data.type", "random", SYNTHETIC),
                new Key("data.path", "d.json", "--data.type=shareGPT"),
                new Key("data.input_distribution.min", "20", SYNTHETIC),
                new Key("data.input_distribution.max", "80", SYNTHETIC),
                new Key("data.input_distribution.mean", "50", SYNTHETIC),
                new Key("data.input_distribution.std_dev", "0", SYNTHETIC),
                new Key("data.input_distribution.total_count", "1000", SYNTHETIC),
                new Key("data.output_distribution.mean", "50.5", SYNTHETIC),
                new Key("data.shared_prefix.num_groups", "3", SHARED),
                new Key("data.shared_prefix.num_prompts_per_group", "3", SHARED),
                new Key("data.shared_prefix.system_prompt_len", "3", SHARED),
                new Key("data.shared_prefix.question_len", "3", SHARED),
                new Key("data.shared_prefix.output_len", "3", SHARED),
                new Key("load.type", "poisson"),
                new Key("load.interval", "1.0"),
                new Key("load.stages", "[{rate: 0.5, duration: 20}]"),
                new Key("load.sweep.type", "geometric"),
                new Key("load.sweep.num_requests", "2000", SWEEP),
                new Key("load.sweep.timeout", "60", SWEEP),
                new Key("load.sweep.num_stages", "5", SWEEP),
                new Key("load.sweep.stage_duration", "180", SWEEP),
                new Key("load.sweep.saturation_percentile", "95", SWEEP),
                new Key("load.num_workers", "0"),
                new Key("load.worker_max_concurrency", "100"),
                new Key("load.worker_max_tcp_connections", "2500"),
                new Key("metrics.type", "default"),
                new Key("metrics.type", "prometheus", PROMETHEUS),
                new Key("metrics.prometheus.scrape_interval", "15", PROMETHEUS),
                new Key("metrics.prometheus.url", "http://p:9090", PROMETHEUS),
                new Key("metrics.prometheus.filters", "['namespace=\"x\"']", PROMETHEUS),
                new Key("metrics.prometheus.google_managed", "false", PROMETHEUS),
                new Key("report.request_lifecycle.summary", "true"),
                new Key("report.request_lifecycle.per_stage", "true"),
                new Key("report.request_lifecycle.per_request", "true"),
                new Key("report.prometheus.summary", "true"),
                new Key("report.prometheus.per_stage", "true"),
                new Key("storage.local_storage.path", "out"),
                new Key("storage.local_storage.report_file_prefix", "p-"),
                new Key("storage.simple_storage_service.bucket_name", "b"),
                new Key("storage.simple_storage_service.path", "a/b", BUCKET),
                new Key("storage.simple_storage_service.report_file_prefix", "p-", BUCKET),
                new Key("server.type", "vllm"),
                new Key("server.type", "sglang"),
                new Key("server.type", "tgi"),
                new Key("server.model_name", "m"),
                new Key("server.base_url", "http://h:8000"),
                new Key("server.ignore_eos", "false"),
                new Key("server.api_key", "k"),
                new Key("tokenizer.pretrained_model_name_or_path", "a/b"),
                new Key("tokenizer.trust_remote_code", "true"),
                new Key("tokenizer.token", "t"));
    }

    static Stream<Key> newest() {
        return Stream.of(
                new Key("api.slo_unit", "s"),
                new Key("api.slo_ttft_header", "x-t"),
                new Key("api.slo_tpot_header", "x-p"),
                new Key("api.response_format", "{type: json_object}"),
                new Key("api.response_format", "{name: n, json_schema: {type: object}}"),
                new Key("api.session_id_header_key", "x-session"),
                new Key("api.session_token_header_key", "x-session-token"),
                new Key("data.input_distribution.type", "normal", SYNTHETIC),
                new Key("data.input_distribution.type", "skew_normal", SYNTHETIC),
                new Key("data.input_distribution.type", "lognormal", SYNTHETIC),
                new Key("data.input_distribution.type", "uniform", SYNTHETIC),
                new Key("data.input_distribution.type", "poisson", SYNTHETIC),
                new Key("data.input_distribution.type", "fixed", SYNTHETIC),
                new Key(
                        "data.input_distribution",
                        "{mean: 60, std_dev: 0, variance: 9}",
                        SYNTHETIC),
                new Key("data.input_distribution.skew", "1.5", SYNTHETIC),
                new Key("data.type", "conversation_replay"),
                new Key("data.corpus_file_path", "corpus.txt"),
                new Key("data.use_chat_template", "true", SYNTHETIC),
                new Key(
                        "data.trace",
                        "{file: t.csv, format: AzurePublicDataset}",
                        "--data.type=random"),
                new Key("data.shared_prefix.num_unique_system_prompts", "3", SHARED),
                new Key("data.shared_prefix.num_users_per_system_prompt", "3", SHARED),
                new Key("data.shared_prefix.system_prompt_len", NORMAL, SHARED),
                new Key("data.shared_prefix.question_len", NORMAL, SHARED),
                new Key("data.shared_prefix.output_len", NORMAL, SHARED),
                new Key("data.shared_prefix.seed", "5", SHARED),
                new Key("data.shared_prefix.question_distribution", NORMAL, SHARED),
                new Key("data.shared_prefix.output_distribution", NORMAL, SHARED),
                new Key("data.shared_prefix.enable_multi_turn_chat", "true", SHARED),
                new Key("data.conversation_replay.seed", "1", CONVERSATIONS),
                new Key("data.conversation_replay.num_conversations", "1", CONVERSATIONS),
                new Key("data.conversation_replay.shared_system_prompt_len", "1", CONVERSATIONS),
                new Key(
                        "data.conversation_replay.dynamic_system_prompt_len",
                        NORMAL,
                        CONVERSATIONS),
                new Key("data.conversation_replay.turns_per_conversation", NORMAL, CONVERSATIONS),
                new Key("data.conversation_replay.input_tokens_per_turn", NORMAL, CONVERSATIONS),
                new Key("data.conversation_replay.output_tokens_per_turn", NORMAL, CONVERSATIONS),
                new Key("data.conversation_replay.tool_call_latency_sec", NORMAL, CONVERSATIONS),
                new Key("data.conversation_replay.max_model_len", "9000", CONVERSATIONS),
                new Key(
                        "load.type",
                        "trace_replay",
                        "--load.trace={file: t.csv, format: AzurePublicDataset}"),
                new Key(
                        "load.stages",
                        "[{num_requests: 9, concurrency_level: 3}]",
                        "--load.type=concurrent"),
                new Key("load.circuit_breakers", "[a]", BREAKER),
                new Key("load.request_timeout", "30.5"),
                new Key("load.request_retries", "0"),
                new Key("load.request_retries", "3"),
                new Key("load.request_retry_backoff_sec", "0.5"),
                new Key("load.stage_teardown_grace_seconds", "120.0"),
                new Key("load.base_seed", "1700000000000"),
                new Key(
                        "load.lora_traffic_split",
                        "[{name: a, split: 0.9}, {name: b, split: 0.1}]"),
                new Key("server.cert_path", "c.pem", "--server.key_path=k.pem"),
                new Key("server.key_path", "k.pem", "--server.cert_path=c.pem"),
                new Key("report.request_lifecycle.per_adapter", "true"),
                new Key("report.request_lifecycle.per_adapter_stage", "true"),
                new Key("report.request_lifecycle.percentiles", "[50, 99.9]"),
                new Key("report.request_lifecycle.use_server_output_tokens", "true"),
                new Key(
                        "report.request_lifecycle.per_request_fields",
                        "{request: true, response: true, info: true, response_chunks: true,"
                                + " computed_metrics: true}"),
                new Key("tokenizer.load_timeout", "30"),
                new Key("report.request_lifecycle.max_error_messages", "5"),
                new Key("report.session_lifecycle.summary", "true"),
                new Key("report.session_lifecycle.per_stage", "true"),
                new Key("report.session_lifecycle.per_session", "true"),
                new Key(
                        "report.goodput.constraints",
                        "{ttft: 1, tpot: 0.1, itl: 0.1, ntpot: 0.2, request_latency: 30}"),
                new Key("storage.simple_storage_service.endpoint_url", "http://s3:9000", BUCKET),
                new Key("storage.simple_storage_service.region_name", "eu-west-1", BUCKET),
                new Key("storage.simple_storage_service.addressing_style", "path", BUCKET),
                new Key(
                        "circuit_breakers",
                        "[{name: a, metrics: {matches: ['error != null'], rules: ['x']},"
                                + " triggers: [{type: rate_over_window, window_sec: 10,"
                                + " threshold: 0.5, min_samples: 20}]}]"));
    }

    @ParameterizedTest
    @MethodSource({"first", "newest"})
    void isAccepted(Key key) {
        assertEquals(List.of(), problems(MINIMAL, key.overrides()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.type=anthropic_messages",
                "data.type=otel_trace_replay",
                "data.type=weka_trace_replay",
                "data.type=visionarena",
                "data.type=synthetic_agentic",
                "data.multimodal={image: {count: 1}}",
                "data.otel_trace_replay={trace_directory: d}",
                "data.weka_trace_replay={trace_directory: d}",
                "data.visionarena={num_rows: 10}",
                "data.synthetic_agentic={num_sessions: 10}",
                "data.shared_prefix={multimodal: {}}",
                "load.type=trace_session_replay",
                "load.stages=[{concurrent_sessions: 1}]",
                "load.stages=[{rate: 1, duration: 5, session_rate: 1}]",
                "load.stages=[{rate: 1, duration: 5, num_sessions: 1}]",
                "load.stages=[{rate: 1, duration: 5, timeout: 1}]",
                "metrics.prometheus={google_managed: true}",
                "storage.google_cloud_storage={bucket_name: b, path: p, report_file_prefix: x}",
                "server.type=mock"
            })
    void isAnsweredWithWhatToWriteInstead(String override) {
        List<String> problems = problems(MINIMAL, "--" + override);

        assertTrue(
                problems.stream()
                        .anyMatch(line -> line.contains("write ") || line.contains("leave")),
                problems.toString());
        assertFalse(problems.toString().contains("unknown key"), problems.toString());
    }

    @Test
    void noWordOfTheSchemaIsUnknown() {
        List<String> known = ExperimentReader.knownKeys().stream().map(KnownKey::path).toList();
        List<String> missing =
                Stream.concat(first(), newest())
                        .map(Key::path)
                        .filter(path -> !known.contains(path))
                        .toList();

        assertEquals(List.of(), missing);
    }

    @Test
    void bothSpellingsOfSharedPrefixMeanTheSame() {
        Experiment old =
                read(
                        MINIMAL,
                        "--data={type: shared_prefix, shared_prefix: {num_groups: 3,"
                                + " num_prompts_per_group: 4}}");
        Experiment young =
                read(
                        MINIMAL,
                        "--data={type: shared_prefix, shared_prefix: {num_unique_system_prompts: 3,"
                                + " num_users_per_system_prompt: 4}}");

        assertEquals(old, young);
        assertEquals(
                1,
                problems(
                                MINIMAL,
                                "--data={type: shared_prefix, shared_prefix: {num_groups: 3,"
                                        + " num_unique_system_prompts: 3}}")
                        .size());
    }

    @Test
    void aTypeOfDataWithoutItsBlockHasItsDefaults() {
        assertEquals(
                read(MINIMAL, "--data={type: shared_prefix, shared_prefix: {num_groups: 10}}"),
                read(MINIMAL, "--data={type: shared_prefix}"));
        assertEquals(
                read(
                        MINIMAL,
                        "--data={type: conversation_replay, conversation_replay: {seed: 42}}"),
                read(MINIMAL, "--data={type: conversation_replay}"));
    }

    @Test
    void anInlineDistributionAndTheLegacyOneConflict() {
        String both =
                "--data={type: shared_prefix, shared_prefix: {question_len: {mean: 60},"
                        + " question_distribution: {mean: 60}}}";

        assertTrue(
                problems(MINIMAL, both)
                        .getFirst()
                        .contains("write the distribution in question_len only"));
    }
}
