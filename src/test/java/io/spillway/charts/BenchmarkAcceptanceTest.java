package io.spillway.charts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** The commands and values files that users of the benchmark chart have, in their words. */
class BenchmarkAcceptanceTest {

    private static Chart scenario(String release, String scenario) {
        return Chart.benchmark(release)
                .set(
                        "benchmark.scenario=" + scenario,
                        "benchmark.target.baseUrl=http://qwen3-vllm.default:8000",
                        "benchmark.target.modelName=qwen3-8b",
                        "benchmark.target.tokenizerPath=Qwen/Qwen3-8B");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            textBlock =
                    """
                    baseline,   constant, 4, 512/0/512/512,     128/0/128/128,   1x300
                    saturation, constant, 8, 512/128/128/2048,  256/64/32/512,   5x180 10x180 20x180 40x180
                    sweep,      constant, 8, 512/128/128/2048,  256/64/32/512,   ""
                    production, poisson,  8, 1024/512/128/4096, 512/256/50/2048, 15x600
                    """)
    void theFourScenariosHaveTheGuidesNumbers(
            String name, String type, int workers, String input, String output, String stages) {
        JsonNode config = scenario(name + "-test", name).render().configTree();

        assertEquals("synthetic", config.at("/data/type").asText());
        assertEquals(input, lengths(config.at("/data/input_distribution")));
        assertEquals(output, lengths(config.at("/data/output_distribution")));
        assertEquals(type, config.at("/load/type").asText());
        assertEquals(workers, config.at("/load/num_workers").asInt());
        assertEquals(stages, stages(config));
        assertEquals("vllm", config.at("/server/type").asText());
        assertEquals("qwen3-8b", config.at("/server/model_name").asText());
        assertEquals("http://qwen3-vllm.default:8000", config.at("/server/base_url").asText());
        assertTrue(config.at("/server/ignore_eos").asBoolean());
        assertTrue(config.at("/api/streaming").asBoolean());
        assertEquals("completion", config.at("/api/type").asText());
        assertEquals(
                "Qwen/Qwen3-8B", config.at("/tokenizer/pretrained_model_name_or_path").asText());
    }

    @Test
    void theSweepHasTheGuidesNumbers() {
        JsonNode sweep = scenario("sweep-test", "sweep").render().configTree().at("/load/sweep");

        assertEquals("geometric", sweep.path("type").asText());
        assertEquals("2000/60/5/180/95", sweepNumbers(sweep));
    }

    @Test
    void aLongerStageKeepsItsRate() {
        JsonNode config =
                scenario("baseline-test", "baseline")
                        .set("benchmark.scenarios.baseline.load.stages[0].duration=600")
                        .render()
                        .configTree();

        assertEquals("1x600", stages(config));
    }

    @Test
    void theContainersNameAmongTheResourcesIsUnderstood() {
        JsonNode resources =
                scenario("baseline-test", "baseline")
                        .set("benchmark.resources.main.requests.cpu=4")
                        .render()
                        .container()
                        .path("resources");

        assertEquals("4", resources.at("/requests/cpu").asText());
        assertEquals("4Gi", resources.at("/requests/memory").asText());
        assertEquals("8Gi", resources.at("/limits/memory").asText());
        assertFalse(resources.has("main"));
    }

    @Test
    void aSweepOfOnesOwnRenders() {
        JsonNode sweep =
                Chart.benchmark("sweep-test")
                        .values(
                                """
                                benchmark:
                                  scenario: sweep
                                  scenarios:
                                    sweep:
                                      load:
                                        sweep:
                                          type: geometric
                                          numRequests: 3000
                                          timeout: 90
                                          numStages: 7
                                          stageDuration: 240
                                          saturationPercentile: 99
                                """)
                        .render()
                        .configTree()
                        .at("/load/sweep");

        assertEquals("3000/90/7/240/99", sweepNumbers(sweep));
    }

    @Test
    void stagesOfOnesOwnReplaceTheScenarios() {
        JsonNode config =
                Chart.benchmark("saturation-test")
                        .values(
                                """
                                benchmark:
                                  scenario: saturation
                                  scenarios:
                                    saturation:
                                      load:
                                        stages:
                                          - {rate: 10, duration: 180}
                                          - {rate: 25, duration: 180}
                                          - {rate: 50, duration: 180}
                                          - {rate: 75, duration: 180}
                                """)
                        .render()
                        .configTree();

        assertEquals("10x180 25x180 50x180 75x180", stages(config));
    }

    @Test
    void productionTrafficOfOnesOwnRenders() {
        JsonNode config =
                Chart.benchmark("production-test")
                        .values(
                                """
                                benchmark:
                                  scenario: production
                                  scenarios:
                                    production:
                                      data:
                                        input: {mean: 2048, stdDev: 1024, min: 256, max: 8192}
                                      load:
                                        stages:
                                          - {rate: 20, duration: 900}
                                """)
                        .render()
                        .configTree();

        assertEquals("2048/1024/256/8192", lengths(config.at("/data/input_distribution")));
        assertEquals("512/256/50/2048", lengths(config.at("/data/output_distribution")));
        assertEquals("20x900", stages(config));
        assertEquals("poisson", config.at("/load/type").asText());
    }

    @Test
    void theCompleteDeploymentStoresInItsBucketBesideTheServer() {
        Rendered rendered =
                Chart.benchmark("complete")
                        .values(
                                """
                                benchmark:
                                  scenario: production
                                  target:
                                    modelName: qwen3-8b
                                    baseUrl: http://qwen3-vllm.default:8000
                                  scenarios:
                                    production:
                                      data:
                                        input: {mean: 512, stdDev: 128, min: 128, max: 2048}
                                        output: {mean: 256, stdDev: 64, min: 32, max: 512}
                                      load:
                                        type: poisson
                                        numWorkers: 4
                                        stages: [{rate: 10, duration: 300}]
                                  storage:
                                    s3: {enabled: true, bucketName: my-results, path: runs/complete}
                                  affinity:
                                    enabled: true
                                    targetLabels: {app.kubernetes.io/component: qwen3-vllm}
                                """)
                        .render();

        JsonNode s3 = rendered.configTree().at("/storage/simple_storage_service");
        assertEquals("my-results", s3.path("bucket_name").asText());
        assertEquals(
                "runs/complete/production/vllm/qwen3-8b/{timestamp}", s3.path("path").asText());
        JsonNode term =
                rendered.podSpec()
                        .at(
                                "/affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/0/podAffinityTerm");
        assertEquals("topology.kubernetes.io/zone", term.path("topologyKey").asText());
        assertEquals(
                "qwen3-vllm",
                term.path("labelSelector")
                        .path("matchLabels")
                        .path("app.kubernetes.io/component")
                        .asText());
        assertEquals(List.of("default"), Rendered.texts(term.path("namespaces")));
    }

    @Test
    void aDataSetOfOnesOwnTakesThePlaceOfTheSynthetic() {
        JsonNode data =
                Chart.benchmark("sharegpt-test")
                        .values(
                                """
                                benchmark:
                                  scenario: baseline
                                  customData:
                                    enabled: true
                                    type: custom
                                    path: /datasets/conversations.json
                                    format: sharegpt
                                  dataset: {configMap: conversations}
                                """)
                        .render()
                        .configTree()
                        .path("data");

        assertEquals("shareGPT", data.path("type").asText());
        assertEquals("/datasets/conversations.json", data.path("path").asText());
        assertFalse(data.has("input_distribution"));
    }

    @Test
    void theRoleOfTheServiceAccountComesByAnAnnotation() {
        JsonNode account =
                scenario("baseline-test", "baseline")
                        .set(
                                "benchmark.serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn="
                                        + "arn:aws:iam::111122223333:role/results")
                        .render()
                        .only("ServiceAccount");

        assertEquals("inference-perf-sa", account.at("/metadata/name").asText());
        assertEquals(
                "arn:aws:iam::111122223333:role/results",
                account.at("/metadata/annotations/eks.amazonaws.com~1role-arn").asText());
    }

    @Test
    void anotherNamespaceHoldsEverything() {
        Rendered rendered = scenario("baseline-test", "baseline").namespace("other").render();

        for (JsonNode object : rendered.objects()) {
            assertEquals("other", object.at("/metadata/namespace").asText(), object::toString);
        }
        Rendered named =
                scenario("baseline-test", "baseline").set("benchmark.namespace=third").render();
        for (JsonNode object : named.objects()) {
            assertEquals("third", object.at("/metadata/namespace").asText(), object::toString);
        }
    }

    @Test
    void twoReleasesInANamespaceShareTheAccountAndNothingElse() {
        Rendered first = scenario("baseline-test", "baseline").render();
        Rendered second = scenario("saturation-test", "saturation").render();

        assertTrue(
                first.names().stream()
                        .filter(second.names()::contains)
                        .allMatch("ServiceAccount/inference-perf-sa"::equals));
        for (Rendered release : List.of(first, second)) {
            assertEquals(
                    "keep",
                    release.only("ServiceAccount")
                            .at("/metadata/annotations/helm.sh~1resource-policy")
                            .asText());
        }
        assertTrue(
                scenario("saturation-test", "saturation")
                        .set("benchmark.serviceAccount.create=false")
                        .render()
                        .all("ServiceAccount")
                        .isEmpty());
    }

    @Test
    void aScenarioThatDoesNotExistIsRefusedWithTheOnesThatDo() {
        String refusal = scenario("typo", "basline").refusal();

        assertTrue(refusal.contains("/benchmark/scenario"), refusal);
        assertTrue(refusal.contains("'baseline', 'saturation', 'sweep', 'production'"), refusal);
    }

    @Test
    void renderingTwiceGivesTheSame() {
        Chart chart = scenario("x", "production").set("benchmark.storage.s3.bucketName=b");

        assertEquals(chart.text(), chart.text());
        assertNotEquals(chart.text(), scenario("x", "baseline").text());
    }

    private static String lengths(JsonNode distribution) {
        return "%d/%d/%d/%d"
                .formatted(
                        distribution.path("mean").asInt(),
                        distribution.path("std_dev").asInt(-1),
                        distribution.path("min").asInt(),
                        distribution.path("max").asInt());
    }

    private static String stages(JsonNode config) {
        return String.join(
                " ",
                config.at("/load/stages")
                        .valueStream()
                        .map(s -> s.path("rate").asText() + "x" + s.path("duration").asText())
                        .toList());
    }

    private static String sweepNumbers(JsonNode sweep) {
        return "%s/%s/%s/%s/%s"
                .formatted(
                        sweep.path("num_requests").asText(),
                        sweep.path("timeout").asText(),
                        sweep.path("num_stages").asText(),
                        sweep.path("stage_duration").asText(),
                        sweep.path("saturation_percentile").asText());
    }
}
