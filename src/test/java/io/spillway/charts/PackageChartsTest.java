package io.spillway.charts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** The archives and the index that {@code scripts/package-charts} makes. */
@DisabledOnOs(OS.WINDOWS)
class PackageChartsTest {

    @TempDir private static Path folder;

    private static HttpServer server;
    private static String repository;

    @BeforeAll
    static void serveThePackages() throws Exception {
        Path served = packaged("served");
        server =
                SimpleFileServer.createFileServer(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        served.toAbsolutePath(),
                        SimpleFileServer.OutputLevel.NONE);
        server.start();
        repository = "spillway-" + server.getAddress().getPort();
        Helm.repo()
                .add()
                .withName(repository)
                .withUrl(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .withRepositoryConfig(repositories())
                .call();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private static Path repositories() throws IOException {
        Path file = folder.resolve("repositories.yaml");
        if (!Files.exists(file)) {
            Files.writeString(file, "");
        }
        return file;
    }

    private static Path packaged(String name) throws IOException, InterruptedException {
        Path out = folder.resolve(name);
        Script.Ended ended =
                new Script(Path.of("scripts", "package-charts"), folder).run(out.toString());
        assertEquals(0, ended.code(), ended.output());
        return out;
    }

    private static TemplateCommand fromTheIndex(String chart) throws IOException {
        return Helm.template(repository + "/" + chart)
                .withRepositoryConfig(repositories())
                .withName("test-1")
                .withNamespace("default");
    }

    @Test
    void aServerInstallsFromTheIndex() throws IOException {
        String text = fromTheIndex("vllm-server").set("server.modelPath", "org/model").call();

        assertEquals(Chart.server("test-1").set("server.modelPath=org/model").text(), text);
    }

    @Test
    void aBenchmarkInstallsFromTheIndex() throws IOException {
        String text =
                fromTheIndex("benchmark-charts")
                        .withNamespace("benchmarking")
                        .set("benchmark.scenario", "sweep")
                        .call();

        assertEquals(Chart.benchmark("test-1").set("benchmark.scenario=sweep").text(), text);
    }

    @Test
    void theIndexNamesEveryChartWithItsDigest() throws Exception {
        JsonNode index =
                Rendered.tree(Files.readString(folder.resolve("served").resolve("index.yaml")));

        assertEquals(
                List.of("benchmark-charts", "vllm-server"),
                index.path("entries").propertyStream().map(e -> e.getKey()).toList());
        for (JsonNode entry : index.path("entries")) {
            JsonNode chart = entry.get(0);
            Path archive = folder.resolve("served").resolve(chart.at("/urls/0").asText());
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(archive));
            assertEquals(HexFormat.of().formatHex(digest), chart.path("digest").asText());
        }
    }

    @Test
    void packagingTwiceGivesTheSameBytes() throws Exception {
        Path again = packaged("again");

        for (String file :
                List.of("index.yaml", "vllm-server-0.1.0.tgz", "benchmark-charts-0.1.0.tgz")) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("served").resolve(file)),
                    Files.readAllBytes(again.resolve(file)),
                    file);
        }
    }
}
