package io.spillway.charts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** The objects of the benchmark chart around the experiment. */
class BenchmarkJobTest {

    private static Chart chart() {
        return Chart.benchmark("test");
    }

    private static Chart autoscale(String actuator) {
        return chart().set(
                        "benchmark.scenario=autoscale", "benchmark.autoscale.actuator=" + actuator);
    }

    @Test
    void theJobRunsSpillwayOnTheMountedExperiment() {
        Rendered rendered = chart().render();
        JsonNode container = rendered.container();

        String args = String.join(" ", Rendered.texts(container.path("args")));
        assertTrue(args.contains("spillway run -c /workspace/config.yml"), args);
        assertEquals("spillway:0.1.0", container.path("image").asText());
        assertTrue(container.at("/securityContext/readOnlyRootFilesystem").asBoolean());
        assertTrue(rendered.podSpec().at("/securityContext/runAsNonRoot").asBoolean());
        assertEquals("Never", rendered.podSpec().path("restartPolicy").asText());
        JsonNode job = rendered.only("Job").path("spec");
        assertEquals(2, job.path("backoffLimit").asInt());
        assertEquals(3600, job.path("ttlSecondsAfterFinished").asInt());
        assertEquals("[2,3,5]", job.at("/podFailurePolicy/rules/0/onExitCodes/values").toString());
    }

    @ParameterizedTest
    @CsvSource({
        // Three tries of twice the load, 900 s for the server and 900 s to spare.
        "baseline, 7200",
        "saturation, 9720",
        "autoscale, 6600",
        // Nobody knows how long users take.
        "concurrency, 91800"
    })
    void theDeadlineFollowsTheLoad(String scenario, int seconds) {
        JsonNode job = chart().set("benchmark.scenario=" + scenario).render().only("Job");

        assertEquals(seconds, job.at("/spec/activeDeadlineSeconds").asInt());
    }

    @Test
    void everyObjectSaysItsScenario() {
        Rendered rendered = chart().set("benchmark.scenario=realDataset").render();

        for (String kind : List.of("Job", "ConfigMap")) {
            JsonNode labels = rendered.only(kind).at("/metadata/labels");
            assertEquals("realDataset", labels.path("benchmark.scenario").asText());
            assertEquals("benchmark", labels.path("app.kubernetes.io/component").asText());
            assertEquals("inference-perf", labels.path("app").asText());
        }
        JsonNode pod = rendered.only("Job").at("/spec/template/metadata/labels");
        assertEquals("realDataset", pod.path("benchmark.scenario").asText());
        assertEquals(
                "test-benchmark-charts-real-dataset",
                rendered.only("Job").at("/metadata/name").asText());
    }

    @Test
    void aLongReleaseNameStillMakesALabel() {
        String name =
                Chart.benchmark("a-release-whose-name-is-as-long-as-helm-allows-them-t")
                        .set("benchmark.scenario=sharedPrefix")
                        .render()
                        .only("Job")
                        .at("/metadata/name")
                        .asText();

        assertTrue(name.length() <= 58, name);
        assertTrue(name.endsWith("-shared-prefix"), name);
    }

    @ParameterizedTest
    @CsvSource({
        "http://qwen3-vllm.default:8000, qwen3-vllm, default",
        "http://qwen3-vllm:8000, qwen3-vllm, benchmarking",
        "http://qwen3-vllm.models.svc.cluster.local, qwen3-vllm, models",
        "http://test-1-vllm-server.gpu:8001, test-1, gpu"
    })
    void theJobPrefersThePlaceOfItsServer(String url, String component, String namespace) {
        JsonNode preference =
                chart().set("benchmark.target.baseUrl=" + url)
                        .render()
                        .podSpec()
                        .at(
                                "/affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/0");

        JsonNode term = preference.path("podAffinityTerm");
        assertEquals(
                component,
                term.at("/labelSelector/matchLabels/app.kubernetes.io~1component").asText());
        assertEquals(List.of(namespace), Rendered.texts(term.path("namespaces")));
        assertEquals(100, preference.path("weight").asInt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://10.0.0.7:8000", "https://llm.example.com"})
    void aServerOutsideTheClusterHasNoPlaceToPrefer(String url) {
        assertFalse(
                chart().set("benchmark.target.baseUrl=" + url).render().podSpec().has("affinity"));
    }

    @Test
    void thePlaceCanBeRequired() {
        JsonNode affinity =
                chart().set("benchmark.affinity.mode=required").render().podSpec().path("affinity");

        JsonNode term =
                affinity.at("/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/0");
        assertEquals(List.of("default"), Rendered.texts(term.path("namespaces")));
    }

    @Test
    void withoutABucketNothingLeavesThePod() {
        assertFalse(chart().render().configTree().has("storage"));
        assertTrue(
                chart().set("benchmark.storage.s3.enabled=true")
                        .refusal()
                        .contains("benchmark.storage.s3.bucketName"));
        assertFalse(
                chart().set(
                                "benchmark.storage.s3.enabled=false",
                                "benchmark.storage.s3.bucketName=b")
                        .render()
                        .configTree()
                        .has("storage"));
    }

    @Test
    void aBucketOfAnotherStoreIsReachedWithKeysFromASecret() {
        Rendered rendered =
                chart().set(
                                "benchmark.storage.s3.bucketName=b",
                                "benchmark.storage.s3.endpointUrl=http://minio.storage:9000",
                                "benchmark.storage.s3.region=eu-west-2",
                                "benchmark.storage.s3.addressingStyle=path",
                                "benchmark.storage.s3.credentialsSecret=minio")
                        .render();

        assertEquals("minio", rendered.container().at("/envFrom/0/secretRef/name").asText());
        assertEquals(
                "benchmark-results/baseline/vllm/qwen3-8b/{timestamp}",
                rendered.configTree().at("/storage/simple_storage_service/path").asText());
        assertNotNull(Loading.live(rendered.config()).storage().s3());
    }

    @Test
    void resultsCanStayOnAClaim() {
        Rendered rendered = chart().set("benchmark.storage.results.type=pvc").render();

        JsonNode claim = rendered.only("PersistentVolumeClaim");
        assertEquals("keep", claim.at("/metadata/annotations/helm.sh~1resource-policy").asText());
        assertEquals(
                claim.at("/metadata/name").asText(),
                ServerAcceptanceTest.volume(rendered, "results")
                        .at("/persistentVolumeClaim/claimName")
                        .asText());
    }

    @Test
    void aServerIsLookedAtBeforeTheRun() {
        JsonNode preflight =
                chart().set("benchmark.api.type=chat").render().podSpec().at("/initContainers/0");

        assertEquals("preflight", preflight.path("name").asText());
        var env = Rendered.env(preflight);
        assertEquals("http://qwen3-vllm.default:8000", env.get("BASE_URL").path("value").asText());
        assertEquals("chat", env.get("API_TYPE").path("value").asText());
        assertTrue(
                chart().set("benchmark.preflight.enabled=false")
                        .render()
                        .podSpec()
                        .path("initContainers")
                        .isMissingNode());
    }

    @Test
    void tokensComeFromSecrets() {
        Rendered rendered = chart().set("benchmark.target.apiKey.existingSecret=key").render();

        JsonNode token = Rendered.env(rendered.container()).get("HF_TOKEN");
        assertEquals("hf-token", token.at("/valueFrom/secretKeyRef/name").asText());
        assertTrue(token.at("/valueFrom/secretKeyRef/optional").asBoolean());
        assertEquals("SERVER_API_KEY", rendered.configTree().at("/server/api_key_env").asText());
        assertTrue(rendered.all("Secret").isEmpty());
    }

    @Test
    void anAccountThatIsThereAlreadyIsOnlyNamed() {
        Rendered rendered =
                chart().set(
                                "benchmark.serviceAccount.create=false",
                                "benchmark.serviceAccount.name=mine")
                        .render();

        assertEquals(List.of(), rendered.all("ServiceAccount"));
        assertEquals("mine", rendered.podSpec().path("serviceAccountName").asText());
    }

    @Test
    void onlyTheAutoscaleScenarioHasRights() {
        Rendered plain = chart().render();
        assertTrue(plain.all("Role").isEmpty());
        assertFalse(plain.podSpec().path("automountServiceAccountToken").asBoolean());

        Rendered scaling = autoscale("kubernetes").render();
        assertEquals("default", scaling.only("Role").at("/metadata/namespace").asText());
        assertEquals(
                "benchmarking", scaling.only("RoleBinding").at("/subjects/0/namespace").asText());
        assertTrue(scaling.podSpec().path("automountServiceAccountToken").asBoolean());
    }

    @ParameterizedTest
    @CsvSource({
        "kubernetes, deployments/scale, true",
        "kubernetes, secrets, false",
        "kubernetes, deployments, false",
        "observe, deployments/scale, false",
        "observe, leases, false",
        "helm, deployments, true",
        "helm, secrets, true",
        "helm, deployments/scale, false"
    })
    void anActuatorChangesOnlyWhatItMust(String actuator, String resource, boolean changes) {
        JsonNode rules = autoscale(actuator).render().only("Role").path("rules");

        boolean found =
                rules.valueStream()
                        .filter(rule -> Rendered.texts(rule.path("resources")).contains(resource))
                        .anyMatch(
                                rule ->
                                        Rendered.texts(rule.path("verbs")).stream()
                                                .anyMatch(List.of("update", "create")::contains));
        assertEquals(changes, found, rules::toPrettyString);
        rules.forEach(
                rule ->
                        assertFalse(
                                Rendered.texts(rule.path("verbs")).contains("*"), rule::toString));
    }

    @ParameterizedTest
    @CsvSource({
        "statefulset/vllm, apps, statefulsets/scale",
        "deploy/vllm, apps, deployments/scale",
        "sts/vllm, apps, statefulsets/scale",
        "rc/vllm, '', replicationcontrollers/scale",
        "lws/vllm, leaderworkerset.x-k8s.io, leaderworkersets/scale",
        "rollouts.argoproj.io/vllm, argoproj.io, rollouts/scale"
    })
    void onlyTheOneWorkloadMayBeScaled(String workload, String group, String resource) {
        JsonNode rules =
                autoscale("kubernetes")
                        .set("benchmark.autoscale.workload=" + workload)
                        .render()
                        .only("Role")
                        .path("rules");

        JsonNode scale =
                rules.valueStream()
                        .filter(r -> r.path("resources").toString().contains("/scale"))
                        .findFirst()
                        .orElseThrow();
        assertEquals(List.of(group), Rendered.texts(scale.path("apiGroups")));
        assertEquals(List.of(resource), Rendered.texts(scale.path("resources")));
        assertEquals(List.of("vllm"), Rendered.texts(scale.path("resourceNames")));
    }

    @Test
    void theWholeClusterIsReadOnlyOnRequest() {
        assertTrue(autoscale("helm").render().all("ClusterRole").isEmpty());
        JsonNode role =
                autoscale("helm")
                        .set("benchmark.rbac.clusterWide=true")
                        .render()
                        .only("ClusterRole");
        assertEquals(List.of("get", "list"), Rendered.texts(role.at("/rules/0/verbs")));
    }

    @Test
    void placementAndExtrasReachThePod() {
        Rendered rendered =
                chart().values(
                                """
                                benchmark:
                                  nodeSelector: {node.kubernetes.io/instance-type: m6i.2xlarge}
                                  tolerations: [{key: nvidia.com/gpu, operator: Exists}]
                                  priorityClassName: low
                                  env: [{name: HTTPS_PROXY, value: "http://proxy:3128"}]
                                  extraVolumes: [{name: more, emptyDir: {}}]
                                  extraVolumeMounts: [{name: more, mountPath: /more}]
                                  dataset: {s3Uri: "s3://bucket/trace.csv"}
                                  metrics: {enabled: true, labels: {scrape: "yes"}}
                                  job: {labels: {team: platform}, backoffLimit: 0}
                                """)
                        .render();

        JsonNode spec = rendered.podSpec();
        assertEquals(
                "m6i.2xlarge", spec.at("/nodeSelector/node.kubernetes.io~1instance-type").asText());
        assertEquals("low", spec.path("priorityClassName").asText());
        assertEquals("aws", spec.at("/initContainers/0/command/0").asText());
        assertEquals(
                "yes", rendered.only("Job").at("/spec/template/metadata/labels/scrape").asText());
        assertEquals(
                "platform",
                rendered.only("Job").at("/spec/template/metadata/labels/team").asText());
    }

    @Test
    void nothingIsLeftOfADisabledBenchmark() {
        assertEquals(List.of(), chart().set("benchmark.enabled=false").render().names());
    }
}
