package io.spillway.charts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.spillway.config.DataConfig;
import io.spillway.config.Experiment;
import io.spillway.config.FleetConfig;
import io.spillway.config.LoadConfig;
import io.spillway.config.RateStage;
import io.spillway.config.SweepConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

/** What the benchmark chart writes is what Spillway reads. */
class BenchmarkConfigTest {

    private static Chart scenario(String name) {
        return Chart.benchmark("test").set("benchmark.scenario=" + name);
    }

    private static Experiment experiment(Chart chart) {
        return Loading.live(chart.render().config());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "baseline",
                "saturation",
                "sweep",
                "production",
                "realDataset",
                "sharegpt",
                "sharedPrefix",
                "traceReplay",
                "trace",
                "concurrency",
                "autoscale"
            })
    void everyScenarioIsAnExperimentThatReadsWithoutAWarning(String name) {
        String config = scenario(name).render().config();

        assertEquals(List.of(), Loading.warnings(config), config);
        assertEquals(name, Loading.live(config).name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "saturation", "production", "sharedPrefix", "autoscale"})
    void everyScenarioRunsOnSimulatedServersToo(String name) {
        Rendered rendered = scenario(name).set("benchmark.simulated.enabled=true").render();

        Experiment experiment =
                Loading.load(rendered.config(), Experiment.Clock.VIRTUAL).experiment();
        assertNotNull(experiment.fleet());
        assertEquals(FleetConfig.Actuator.SIMULATED, experiment.fleet().actuator());
        assertTrue(rendered.podSpec().path("initContainers").isMissingNode());
        assertTrue(rendered.all("Role").isEmpty());
    }

    @Test
    void theSweepEstimatesAsItsNumbersMean() {
        SweepConfig sweep = experiment(scenario("sweep")).load().sweep();

        assertNotNull(sweep);
        assertEquals(SweepConfig.Estimator.INFERENCE_PERF, sweep.estimator());
        SweepConfig knee =
                experiment(
                                scenario("sweep")
                                        .set("benchmark.scenarios.sweep.load.sweep.estimator=knee"))
                        .load()
                        .sweep();
        assertNotNull(knee);
        assertEquals(SweepConfig.Estimator.KNEE, knee.estimator());
    }

    @Test
    void theAutoscaleScenarioIsTheGuides() {
        Experiment experiment = experiment(scenario("autoscale"));

        assertEquals(LoadConfig.Type.POISSON, experiment.load().type());
        assertEquals(1000, requests(experiment));
        assertNotNull(experiment.scaling());
        assertEquals("queue-threshold", experiment.scaling().policy().type());
        assertNotNull(experiment.fleet());
        assertNotNull(experiment.fleet().kubernetes());
        assertEquals("deployment/qwen3-vllm", experiment.fleet().kubernetes().workload());
        assertEquals("default", experiment.fleet().kubernetes().cluster().namespace());
    }

    @Test
    void theGuidesLargerAutoscaleRunIsFourValues() {
        Experiment experiment =
                experiment(
                        scenario("autoscale")
                                .set(
                                        "benchmark.scenarios.autoscale.load.stages[0].rate=10",
                                        "benchmark.scenarios.autoscale.load.stages[0].numRequests=2000",
                                        "benchmark.scenarios.autoscale.data.input.mean=1024",
                                        "benchmark.scenarios.autoscale.data.input.min=1024",
                                        "benchmark.scenarios.autoscale.data.input.max=1024",
                                        "benchmark.scenarios.autoscale.data.output.mean=512",
                                        "benchmark.scenarios.autoscale.data.output.min=512",
                                        "benchmark.scenarios.autoscale.data.output.max=512"));

        assertEquals(2000, requests(experiment));
        assertEquals(Duration.ofSeconds(200), experiment.load().stages().getFirst().duration());
    }

    @Test
    void aHelmFleetUsesTheChartOfTheImage() {
        Experiment experiment =
                experiment(
                        scenario("autoscale")
                                .values(
                                        """
                                        benchmark:
                                          autoscale:
                                            actuator: helm
                                            maxReplicas: 3
                                            helm:
                                              values:
                                                server: {modelPath: meta-llama/Llama-3.2-3B-Instruct}
                                                gpuResource: nvidia.com/mig-1g.12gb
                                            replicas:
                                              - {gpuResource: nvidia.com/mig-2g.24gb}
                                            policy: {type: static, replicas: 2}
                                        """));

        assertNotNull(experiment.fleet());
        assertNotNull(experiment.fleet().helm());
        assertEquals("/opt/spillway/charts/vllm-server", experiment.fleet().helm().chart());
        assertEquals("test", experiment.fleet().helm().releasePrefix());
        assertEquals(
                "nvidia.com/mig-2g.24gb", experiment.fleet().replicas().getFirst().gpuResource());
        assertNotNull(experiment.scaling());
        assertEquals("static", experiment.scaling().policy().type());
    }

    @Test
    void anObservedFleetIsLeftToItsOwnAutoscaler() {
        Experiment experiment =
                experiment(scenario("autoscale").set("benchmark.autoscale.actuator=observe"));

        assertNull(experiment.scaling());
        assertNotNull(experiment.fleet());
        assertNotNull(experiment.fleet().observe());
        assertEquals("app=vllm-server", experiment.fleet().observe().selector());
    }

    @Test
    void objectivesAndLimitsReachTheExperiment() {
        Experiment experiment =
                experiment(
                        scenario("baseline")
                                .values(
                                        """
                                        benchmark:
                                          seed: 11
                                          slo:
                                            ttftP99Ms: 1200
                                            ttftP95Ms: 800
                                            itlP99Ms: 50
                                            e2e_p99: 30s
                                            errorRate: 0.01
                                          goodput: {tpot: 0.08, requestLatency: 20}
                                          metrics:
                                            interval: 2s
                                            prometheus: {url: "http://prometheus.monitoring:9090"}
                                          target: {apiKey: {existingSecret: key}}
                                        """));

        assertEquals(11, experiment.seed());
        assertEquals(
                List.of("e2e_p99=PT30S", "itl_p99=PT0.05S", "ttft_p95=PT0.8S", "ttft_p99=PT1.2S"),
                experiment.slo().targets().stream()
                        .map(target -> target.key() + "=" + target.limit())
                        .sorted()
                        .toList());
        assertEquals(0.01, experiment.slo().errorRate());
        assertEquals(2, experiment.report().constraints().size());
        assertEquals(Duration.ofSeconds(2), experiment.metrics().pollInterval());
        assertNotNull(experiment.metrics().prometheus());
        assertNotNull(experiment.server().apiKey());
    }

    @Test
    void aSharedPrefixKeepsTheLengthOfThePrompts() {
        Experiment experiment =
                experiment(scenario("saturation").set("benchmark.data.prefixSharing.share=0.5"));

        DataConfig.SharedPrefix shared = experiment.data().sharedPrefix();
        assertNotNull(shared);
        assertEquals(256, shared.systemPromptLen().mean());
        assertEquals(256, shared.questionLen().mean());
        assertEquals(1792, shared.questionLen().max());
        assertEquals(10, shared.groups());
    }

    @Test
    void decimalsOnTheCommandLineAreNumbers() {
        Experiment experiment =
                experiment(
                        scenario("baseline")
                                .set(
                                        "benchmark.scenarios.baseline.load.stages[0].rate=0.5",
                                        "benchmark.scenarios.baseline.data.input.stdDev=0.5",
                                        "benchmark.slo.errorRate=0.02",
                                        "benchmark.slo.ttftP95Ms=800.5"));

        assertEquals(150, requests(experiment));
        assertEquals(0.02, experiment.slo().errorRate());
        assertEquals(Duration.ofNanos(800_500_000), experiment.slo().targets().getFirst().limit());
    }

    @Test
    void anyScenarioTakesAnotherKindOfData() {
        assertEquals(
                DataConfig.Type.SHARE_GPT,
                experiment(scenario("production").set("benchmark.data.type=shareGPT"))
                        .data()
                        .type());
        assertEquals(
                DataConfig.Type.SHARED_PREFIX,
                experiment(scenario("production").set("benchmark.data.type=shared_prefix"))
                        .data()
                        .type());
        assertTrue(
                scenario("realDataset")
                        .set("benchmark.data.type=random")
                        .refusal()
                        .contains("scenario realDataset has no lengths"));
    }

    @Test
    void everythingElseGoesThroughTheExperimentsOwnKeys() {
        Experiment experiment =
                experiment(
                        scenario("baseline")
                                .values(
                                        """
                                        benchmark:
                                          config:
                                            load: {max_in_flight: 64}
                                            report: {warm_up: 30s}
                                        """));

        assertEquals(64, experiment.load().caps().total());
        assertEquals(Duration.ofSeconds(30), experiment.report().warmUp());
        assertEquals(300, requests(experiment));
    }

    @Test
    void gapsAmongTheStagesAreFilledFromTheScenario() {
        assertEquals(
                List.of("5x180", "10x60", "20x180", "40x180"),
                stages(
                        scenario("saturation")
                                .set("benchmark.scenarios.saturation.load.stages[1].duration=60")));
        assertEquals(
                List.of("7x180", "10x180", "20x180", "40x180"),
                stages(
                        scenario("saturation")
                                .set("benchmark.scenarios.saturation.load.stages[0].rate=7")));
        assertEquals(
                List.of("3x30"),
                stages(
                        scenario("saturation")
                                .set(
                                        "benchmark.scenarios.saturation.load.stages[0].rate=3",
                                        "benchmark.scenarios.saturation.load.stages[0].duration=30")));
        assertTrue(
                scenario("baseline")
                        .set("benchmark.scenarios.baseline.load.stages[1].duration=60")
                        .refusal()
                        .contains("stages[1]"));
    }

    private static long requests(Experiment experiment) {
        return experiment.load().stages().stream().mapToLong(RateStage::expectedRequests).sum();
    }

    private static List<String> stages(Chart chart) {
        JsonNode config = chart.render().configTree();
        return config.at("/load/stages")
                .valueStream()
                .map(s -> s.path("rate").asText() + "x" + s.path("duration").asText())
                .toList();
    }
}
