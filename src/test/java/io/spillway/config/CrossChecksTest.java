package io.spillway.config;

import static io.spillway.config.Experiments.MINIMAL;
import static io.spillway.config.Experiments.problems;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class CrossChecksTest {
    private static final String DRAWN = "{mean: 100, std_dev: 10, min: 10, max: 200}";

    /**
     * Overrides on a minimal experiment, separated by spaces around =, and a part of the answer.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server=null | server.base_url: found nothing; write the URL of the server",
                "scaling={} | scaling: write a fleet to scale",
                "load.stages=null | load.stages: found nothing; write stages",
                "load.stages=[] | load.stages: found an empty list; write stages",
                "load.stages[0].duration=null | load.stages[0].duration: found nothing; write how long",
                "load.stages[0].rate=0.001 | load.stages[0]: found 0.001 a second for 1m; that is no request at all",
                "load.stages[0].num_requests=5 | write duration or num_requests",
                "load.stages[0].end_rate=5 | write load.type: ramp, or leave it out",
                "load.stages[0].period=5 | write load.type: diurnal, or leave it out",
                "load.stages[0].concurrency_level=5 | write load.type: concurrent",
                "load.stages[0].concurrent_sessions=5 | write load.type: concurrent and concurrency_level",
                "load.type=ramp | load.stages[0].end_rate: found nothing; write the rate at the end",
                "load.type=diurnal | load.stages[0].amplitude: found nothing",
                "load.type=concurrent | load.stages[0].rate: found 5; leave it out",
                "load.type=trace_replay | load.trace: found nothing; name the recording",
                "load.type=trace_session_replay | write type: concurrent with stages of",
                "load.sweep={} load.type=step | write load.type: constant, poisson or gamma",
                "load.sweep={saturation_percentile: 101} | allowed a number from 0 to 100",
                "load.burstiness=0.5 | write load.type: gamma, or leave it out",
                "load.arrivals=poisson | leave it out: load.type says it",
                "load.schedule=inference-perf load.type=gamma | write schedule: exact",
                "load.trace={file: t.csv, speed: 0} | load.trace.speed: found 0; allowed a number above 0",
                "load.trace={file: t.csv, from: 10, to: 5} | write a moment after from, which is 10s",
                "load.trace={file: t.csv, from: 10, rows: 5} | write from and to, or first_row and rows",
                "load.trace={} | load.trace.file: found nothing; name the trace file",
                "load.lora_traffic_split=[{name: a, split: 0.5}] | write splits that add up to 1, not 0.5",
                "load.circuit_breakers=[a] | write circuit_breakers with a breaker of this name",
                "data={type: synthetic} | data.input_distribution: found nothing; write lengths",
                "data={type: random} | data.output_distribution: found nothing; write lengths",
                "data={type: mock, input_distribution: {}} | data.type mock does not use it",
                "data={type: mock, shared_prefix: {}} | data.type mock does not use it",
                "data={type: infinity_instruct} | data.path: found nothing; name the file or folder",
                "data={type: billsum_conversations} | data.path: found nothing; name the file or folder",
                "data={type: trace} | load.trace: found nothing; name the recording",
                "data.input_distribution={min: 9, max: 5} | min is 9 and max is 5; write min ≤ max",
                "data.input_distribution={mean: 2000} | the mean, 2000, must lie from min to max, 10 to 1024",
                "data.input_distribution={std_dev: -1} | found -1; allowed a number of at least 0",
                "data.input_distribution={std_dev: 3, variance: 9} | write std_dev or variance, not both",
                "data.input_distribution={type: poisson, mean: 0} | write a mean above 0",
                "data.input_distribution={total_count: 0} | allowed a whole number of at least 1",
                "api.streaming=false slo.ttft_p95=1 | write api.streaming: true",
                "slo.ttft=1 | found an unknown key",
                "slo.ttft_p95=-1 | allowed a duration above 0",
                "slo.error_rate=2 | allowed a number from 0 to 1",
                "report.warm_up=60 | warm_up and cool_down leave nothing of the load, which lasts 1m",
                "report.goodput.constraints={tft: 1} | did you mean ttft?",
                "metrics={type: prometheus} | metrics.prometheus: found nothing; write prometheus",
                "metrics={prometheus: {url: x}} | metrics.prometheus.url: found x; write a URL",
                "metrics={prometheus: {google_managed: true}} | write url: the address of a Prometheus frontend",
                "storage.google_cloud_storage={bucket_name: b} | write simple_storage_service with endpoint_url",
                "storage.simple_storage_service={} | bucket_name: found nothing; name the bucket",
                "server.cert_path=c.pem | server.key_path: found nothing; write cert_path and key_path",
                "server.api_key_env=NOT_SET | set the environment variable NOT_SET",
                "server.type=mock | leave server out and write fleet: {actuator: simulated}",
                "server={base_url: 'http://h', api_key: a, api_key_env: A_SECRET} | write one of api_key, api_key_env and api_key_file",
                "api.type=anthropic_messages | write completion or chat",
                "api.response_format={} | api.response_format.json_schema: found nothing; write the schema",
                "data.type=visionarena | write type: shareGPT",
                "data.multimodal={} | leave it out: requests carry text only",
                "circuit_breakers=[{name: a}] | circuit_breakers[0].triggers: found nothing; write triggers",
                "circuit_breakers=[{name: a, triggers: [{type: rate_over_window, threshold: 0.5}]}] | window_sec: found nothing",
                "circuit_breakers=[{triggers: [{type: consecutive, threshold: 0}]}] | allowed a number of at least 1",
                "fleet={} | fleet.actuator: found nothing; write simulated, helm",
                "fleet={actuator: simulator} | did you mean simulated?",
                "fleet={actuator: kubernetes} | fleet.kubernetes: found nothing; write kubernetes: {workload",
                "fleet={kubernetes: {workload: vllm}} | write kind and name, as deployment/vllm",
                "fleet={actuator: process} | fleet.process: found nothing; write process",
                "fleet={process: {command: serve}, max_replicas: 2} scaling={} | write {port} where the command names its port",
                "fleet={process: {command: 'x {port}', stop_signal: STOP}} | allowed TERM, INT, HUP, QUIT, KILL",
                "server=null fleet={actuator: endpoints, endpoints: {urls: []}} | write urls: the servers that run already",
                "server=null fleet={actuator: endpoints} | fleet.endpoints: found nothing; write endpoints: {urls",
                "fleet={endpoints: {urls: ['http://a']}, max_replicas: 2} | endpoints.urls has 1; write as many URLs as replicas",
                "fleet={endpoints: {urls: [a]}} | write URLs as http://host:8000, not a",
                "fleet={actuator: simulated, min_replicas: 3, max_replicas: 2} | min_replicas is 3; write max_replicas of at least that",
                "fleet={actuator: simulated, min_replicas: 0} | allowed a whole number of at least 1",
                "fleet={simulated: {startup: -1}} | allowed a duration of at least 0",
                "fleet={simulated: {faults: [{type: dies}]}} | faults[0].at: found nothing",
                "fleet={simulated: {faults: [{type: metrics-missing, from: 9, to: 3}]}} | write a moment after from, which is 9s",
                "fleet={actuator: simulated} scaling={policy: {threshold: 1}} | scaling.policy.type: found nothing; name the policy",
                "fleet={actuator: simulated} scaling={check_interval: 0} | allowed a duration above 0",
                "routing.slow_start={min_weight: 0} | allowed a number above 0 and at most 1",
                "routing.ejection={base: 10m} | write base ≤ max",
                "dashboard.port=70000 | allowed a whole number from 0 to 65535",
            })
    void saysWhatDoesNotFit(String overrides, String expected) {
        List<String> problems = problems(MINIMAL, arguments(overrides));

        assertTrue(
                problems.stream().anyMatch(line -> line.contains(expected)),
                () -> "expected \"" + expected + "\" in " + problems);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "load.type=poisson load.burstiness=null",
                "load.type=gamma load.burstiness=0.25",
                "load.type=step load.arrivals=gamma load.burstiness=0.25",
                "load.type=ramp load.stages=[{rate: 1, end_rate: 9, duration: 60, curve: exponential}]",
                "load.type=diurnal load.stages=[{rate: 5, amplitude: 5, period: 1h, phase: 0.5, duration: 2h}]",
                "load.type=concurrent load.stages=[{concurrency_level: 8, num_requests: 100, think_time: 1}]",
                "load.stages=[{rate: 5, num_requests: 100}]",
                "load.stages=null load.sweep={type: linear}",
                "data={type: random} load.trace={file: t.csv}",
                "data.input_distribution=DRAWN data.output_distribution=DRAWN data.type=synthetic",
                "data={type: synthetic, input_distribution: {type: fixed, mean: 4096}, output_distribution: {type: uniform, min: 1, max: 5}}",
                "data.type=shareGPT data.input_distribution={type: lognormal, mean: 5000}",
                "fleet={endpoints: {urls: ['http://a', 'http://b']}} scaling={} server=null",
                "fleet={actuator: observe} server=null",
                "fleet={actuator: endpoints}",
                "fleet={endpoints: {urls: []}}",
                "fleet={actuator: helm} scaling={policy: static} server=null",
            })
    void takesWhatFits(String overrides) {
        assertEquals(List.of(), problems(MINIMAL, arguments(overrides.replace("DRAWN", DRAWN))));
    }

    @Test
    void theVirtualClockNeedsASimulatedBlock() {
        ExperimentLoader virtual = Experiments.loader(Experiment.Clock.VIRTUAL, false);
        String helm = "load: {stages: [{rate: 1, duration: 9}]}\nfleet: {actuator: helm}\n";

        ConfigException refused =
                assertThrows(ConfigException.class, () -> virtual.load(helm, "e.yml", List.of()));
        assertTrue(refused.render().startsWith("e.yml:2:1: fleet.simulated: found nothing; write"));

        ConfigException none =
                assertThrows(
                        ConfigException.class, () -> virtual.load(MINIMAL, "e.yml", List.of()));
        assertEquals(1, none.problems().size());

        List<DottedOverride> simulated = List.of(new DottedOverride("--fleet.simulated", "{}"));
        assertEquals(
                FleetConfig.Actuator.HELM,
                virtual.load(helm, "e.yml", simulated).experiment().fleet().actuator());
    }

    private static String[] arguments(String overrides) {
        return List.of(overrides.strip().split(" (?=[a-z_]+[a-z_.\\[\\]0-9]*=)")).stream()
                .map(override -> "--" + override)
                .toArray(String[]::new);
    }
}
