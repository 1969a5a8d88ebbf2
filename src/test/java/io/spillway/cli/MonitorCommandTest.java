package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;

import io.spillway.actuate.apiserver.FakeApiServer;
import io.spillway.actuate.apiserver.Heard;
import io.spillway.actuate.apiserver.Kubeconfigs;
import io.spillway.actuate.apiserver.Machinery;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What a monitor shows in a pipe. */
class MonitorCommandTest {

    @TempDir Path folder;

    private HttpServer server;
    private String address;

    @BeforeEach
    void serve() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        address = "127.0.0.1:" + server.getAddress().getPort();
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(String path, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        server.createContext(
                path,
                exchange -> {
                    exchange.sendResponseHeaders(200, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
    }

    @Test
    void aHostIsALineOfItsMetrics() {
        answer(
                "/metrics",
                """
                vllm:num_requests_waiting{engine="0"} 7
                vllm:num_requests_running{engine="0"} 31
                vllm:kv_cache_usage_perc{engine="0"} 0.25
                """);

        Cli.Ended ended = Cli.run("monitor", address, "--count", "1", "--interval", "10s");

        assertEquals(0, ended.code(), ended.all());
        List<String> lines = ended.out().lines().toList();
        assertEquals(2, lines.size(), ended.all());
        assertTrue(lines.get(0).startsWith("server "), ended.all());
        assertEquals(
                List.of(address, "ready", "7", "31", "25%", "##", "–"),
                List.of(lines.get(1).split(" +")));
    }

    @Test
    void aRunIsWatchedThroughItsDashboard() {
        answer(
                "/api/state",
                """
                {"second": {"replicas": [
                  {"id": "sim-1", "state": "ready", "waiting": 3, "running": 16, "kv_usage": 0.5},
                  {"id": "sim-2", "state": "starting", "waiting": null, "running": null, "kv_usage": null}
                ]}}
                """);

        Cli.Ended ended =
                Cli.run("monitor", "--run", "http://" + address, "--count=1", "--interval=10s");

        List<String> lines = ended.out().lines().toList();
        assertEquals(3, lines.size(), ended.all());
        assertEquals(
                List.of("sim-1", "ready", "3", "16", "50%", "####", "–"),
                List.of(lines.get(1).split(" +")));
        assertEquals(
                List.of("sim-2", "starting", "–", "–", "–", "–"),
                List.of(lines.get(2).split(" +")));
    }

    @Test
    void aServerThatIsNotThereIsNamedWithItsTrouble() {
        server.stop(0);

        Cli.Ended ended = Cli.run("monitor", "--run", "http://" + address, "--count", "1");

        assertTrue(ended.out().contains(address), ended.all());
        assertTrue(ended.out().contains("silent"), ended.all());
        assertEquals(3, ended.out().lines().count(), ended.all());
    }

    @Test
    void podsOfASelectorAreWatchedThroughTheCluster() throws Exception {
        try (var cluster = new FakeApiServer();
                var machinery = new Machinery(cluster, "bench")) {
            machinery.deployment("vllm", 2);
            machinery.deployment("other", 1);
            Heard.await(() -> "not three pods are ready", () -> machinery.readyPods() == 3);

            Cli.Ended ended = monitorPods(cluster, machinery);

            assertEquals(0, ended.code(), ended.all());
            List<String> lines = ended.out().lines().sorted().toList();
            assertEquals(3, lines.size(), ended.all());
            assertTrue(lines.get(0).startsWith("server "), ended.all());
            for (int pod = 1; pod <= 2; pod++) {
                List<String> cells = List.of(lines.get(pod).split(" +"));
                assertTrue(cells.get(0).startsWith("vllm-"), ended.all());
                assertEquals(List.of("ready", "0", "0", "0%"), cells.subList(1, 5), ended.all());
            }
        }
    }

    @Test
    void podsThatMayNotBeListedAreNamedAsThePermissionThatIsMissing() throws Exception {
        try (var cluster = new FakeApiServer();
                var machinery = new Machinery(cluster, "bench")) {
            cluster.forbid("list pods");

            Cli.Ended ended = monitorPods(cluster, machinery);

            assertEquals(ExitCode.FAILED.value(), ended.code(), ended.all());
            assertTrue(ended.err().contains("may not list pods in namespace bench"), ended.all());
        }
    }

    private Cli.Ended monitorPods(FakeApiServer cluster, Machinery machinery) throws Exception {
        Path kubeconfig = Kubeconfigs.write(folder.resolve("kubeconfig"), cluster, "bench");
        return Cli.run(
                "monitor",
                "--selector",
                "app=vllm",
                "--namespace",
                "bench",
                "--kubeconfig",
                kubeconfig.toString(),
                "--port",
                Integer.toString(machinery.kubelet().port()),
                "--count",
                "1",
                "--interval",
                "10s");
    }

    @Test
    void oneThingIsWatchedAtATime() {
        for (String[] wrong :
                List.of(
                        new String[] {"monitor"},
                        new String[] {"monitor", address, "--selector", "app=vllm-server"})) {
            Cli.Ended ended = Cli.run(wrong);
            assertEquals(2, ended.code(), ended.all());
            assertTrue(ended.err().contains("--selector LABELS or --run URL"), ended.all());
        }
    }
}
