package io.spillway.charts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.marcnuri.helm.Helm;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.spillway.actuate.apiserver.ApiServer;
import io.spillway.actuate.apiserver.Kubeconfigs;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What only a cluster can tell of the chart: who has the account already, and the revision. */
abstract class BenchmarkInstalls {

    private static final String ACCOUNT = "inference-perf-sa";

    @TempDir Path folder;

    private ApiServer server;
    private String namespace;
    private KubernetesClient client;
    private String kubeconfig;

    /** The API server, and a namespace of its own in it. */
    record Place(ApiServer server, String namespace) {}

    abstract Place newPlace() throws Exception;

    abstract void leave(ApiServer server);

    @BeforeEach
    final void prepare() throws Exception {
        Place place = newPlace();
        server = place.server;
        namespace = place.namespace;
        client = new KubernetesClientBuilder().withConfig(server.config(namespace)).build();
        kubeconfig =
                Files.readString(
                        Kubeconfigs.write(folder.resolve("kubeconfig"), server, namespace));
    }

    @AfterEach
    final void end() {
        client.close();
        leave(server);
    }

    private void install(String release) {
        new Helm(Chart.BENCHMARK)
                .install()
                .withName(release)
                .withNamespace(namespace)
                .withKubeConfigContents(kubeconfig)
                .disableOpenApiValidation()
                .call();
    }

    private void upgrade(String release) {
        new Helm(Chart.BENCHMARK)
                .upgrade()
                .withName(release)
                .withNamespace(namespace)
                .withKubeConfigContents(kubeconfig)
                .disableOpenApiValidation()
                .call();
    }

    private void uninstall(String release) {
        Helm.uninstall(release).withNamespace(namespace).withKubeConfigContents(kubeconfig).call();
    }

    private String ownerOfTheAccount() {
        return client.serviceAccounts()
                .inNamespace(namespace)
                .withName(ACCOUNT)
                .get()
                .getMetadata()
                .getAnnotations()
                .get("meta.helm.sh/release-name");
    }

    private List<String> jobs() {
        return client.batch().v1().jobs().inNamespace(namespace).list().getItems().stream()
                .map(job -> job.getMetadata().getName())
                .sorted()
                .toList();
    }

    @Test
    void releasesShareTheAccountThatTheFirstBroughtAndItStays() {
        install("first");
        install("second");

        assertEquals("first", ownerOfTheAccount());
        assertEquals(
                List.of("first-benchmark-charts-baseline", "second-benchmark-charts-baseline"),
                jobs());

        uninstall("first");

        assertEquals("first", ownerOfTheAccount());
        assertEquals(List.of("second-benchmark-charts-baseline"), jobs());
        upgrade("second");
        assertEquals("first", ownerOfTheAccount());
    }

    @Test
    void anUpgradeRunsTheBenchmarkAgainAsAJobOfItsOwn() {
        install("bench");

        upgrade("bench");

        assertEquals(List.of("bench-benchmark-charts-baseline-r2"), jobs());
    }
}
