package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.spillway.testing.Ports;
import io.spillway.testing.Waits;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The classic command line: its landmarks, in order, and both servers in use afterwards. */
@Waits
final class AutoscaleTest {

    private static final String TOKEN = "not-a-real-token";

    @TempDir private Path folder;

    @Test
    void printsTheLandmarksInOrderAndUsesBothServers() throws Exception {
        int port = Ports.free(2);
        String serve =
                String.join(" ", Child.command())
                        + " simulate --fixed ttft=100ms,itl=5ms,slots=2 --model m --port {port}";
        Cli.Ended ended =
                Cli.run(
                        "autoscale",
                        "--model",
                        "m",
                        "--host",
                        "127.0.0.1",
                        "--base-port",
                        Integer.toString(port),
                        "--num-prompts",
                        "200",
                        "--random-input-len",
                        "16",
                        "--random-output-len",
                        "8",
                        "--request-rate",
                        "20",
                        "--check-interval",
                        "1",
                        "--hf-token",
                        TOKEN,
                        "--start-command",
                        serve,
                        "--out",
                        folder.resolve("results").toString());
        // A busy machine sends late, which makes the measurement not valid, and nothing else.
        assertTrue(
                ended.code() == ExitCode.OK.value() || ended.code() == ExitCode.NOT_VALID.value(),
                ended.all());
        inOrder(
                ended.out(),
                "\\[\\d\\d:\\d\\d:\\d\\d\\] num_requests_waiting: \\d+\\.\\d",
                "Threshold exceeded \\(1/2\\)",
                "Threshold exceeded \\(2/2\\)",
                "Scale condition met!",
                "SCALING OUT at request \\d+/200",
                "Deploying new pod: test-2 on port " + (port + 1),
                "Command: .* --port " + (port + 1),
                "Waiting for server at 127\\.0\\.0\\.1:" + (port + 1) + " to be ready\\.\\.\\.",
                "Server at 127\\.0\\.0\\.1:" + (port + 1) + " is ready!",
                "Single Pod Benchmark Results",
                "Duration: ",
                "Completed requests: 200",
                "Failed requests: 0",
                "Request throughput: \\d+\\.\\d+ req/s",
                "Token throughput: \\d+\\.\\d+ tok/s",
                "Scaled out! Now running on 2 pods");
        assertTrue(!ended.all().contains(TOKEN), "the token is shown nowhere");
        JsonNode replicas = Cli.summary(folder.resolve("results")).at("/replicas/by_replica");
        assertEquals(2, replicas.size());
        for (JsonNode replica : replicas) {
            assertTrue(replica.get("requests").intValue() > 0, replicas.toString());
        }
    }

    private static void inOrder(String output, String... landmarks) {
        int from = 0;
        for (String landmark : List.of(landmarks)) {
            Matcher matcher = Pattern.compile(landmark).matcher(output);
            assertTrue(matcher.find(from), "no '" + landmark + "' from " + from + " in\n" + output);
            from = matcher.end();
        }
    }
}
