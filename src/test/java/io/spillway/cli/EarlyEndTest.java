package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/** Loads that end before their time because the file says so. */
class EarlyEndTest {
    private static final String LOAD =
            """
            data:
              type: random
              input_distribution: {mean: 300, std_dev: 0, min: 300, max: 300}
              output_distribution: {mean: 8, std_dev: 0, min: 8, max: 8}
            """;

    @TempDir private Path folder;

    private Cli.Ended run(String text) throws Exception {
        return run(text, folder.resolve("out"));
    }

    private Cli.Ended run(String text, Path out) throws Exception {
        String file = Cli.experiment(folder, LOAD + text).toString();
        return Cli.run("run", "-c", file, "--clock", "virtual", "--quiet", "--out", out.toString());
    }

    @Test
    void aCircuitBreakerEndsTheLoadKeepsTheResultsAndMakesThemInvalid() throws Exception {
        // Prompts longer than the model takes: every request fails.
        Cli.Ended ended =
                run(
                        """
                        load:
                          stages: [{rate: 10, duration: 60}, {rate: 10, duration: 60}]
                          circuit_breakers: [failing]
                        circuit_breakers:
                          - name: failing
                            metrics: {matches: ["error.error_type == 'HTTP Error 400'"]}
                            triggers: [{type: consecutive, threshold: 20}]
                        fleet: {actuator: simulated, warm_up: false, simulated: {max_model_len: 256}}
                        """);
        assertEquals(4, ended.code(), ended.all());
        JsonNode summary = Cli.summary(folder.resolve("out"));
        assertFalse(summary.get("valid").booleanValue());
        assertTrue(
                summary.get("doubts")
                        .toString()
                        .contains("circuit breaker failing: 20 requests in a row went wrong"),
                summary.get("doubts").toString());
        assertEquals(1, summary.get("stages").size());
        JsonNode requests = summary.get("requests");
        assertEquals(20, requests.get("scheduled").longValue(), 1);
        assertEquals(
                requests.get("scheduled").longValue(),
                requests.get("succeeded").longValue() + requests.get("failed").longValue());
    }

    @Test
    void theFolderOfSuchARunSaysTheSameWhenItIsRenderedAgain() throws Exception {
        run(
                """
                load: {stages: [{rate: 10, duration: 60}], circuit_breakers: [failing]}
                circuit_breakers:
                  - {name: failing, triggers: [{type: rate_over_window, window_sec: 2, threshold: 0.5}]}
                fleet: {actuator: simulated, warm_up: false, simulated: {max_model_len: 256}}
                """);
        Path out = folder.resolve("out");
        Files.delete(out.resolve("summary.json"));
        Cli.run("report", out.toString());
        JsonNode summary = Cli.summary(out);
        assertFalse(summary.get("valid").booleanValue());
        assertTrue(summary.get("doubts").toString().contains("the load was ended at"));
    }

    @Test
    void aBreakerThatNothingNamesDoesNothingAndIsSaidTo() throws Exception {
        Cli.Ended ended =
                run(
                        """
                        load: {stages: [{rate: 10, duration: 5}]}
                        circuit_breakers:
                          - {name: idle, triggers: [{type: consecutive, threshold: 1}]}
                        fleet: {actuator: simulated, warm_up: false, simulated: {max_model_len: 256}}
                        """);
        assertTrue(
                ended.all().contains("has no effect: load.circuit_breakers does not name it"),
                ended.all());
        assertEquals(50, Cli.summary(folder.resolve("out")).at("/requests/failed").longValue());
    }

    @Test
    void anExpressionThatIsNoneIsAProblemOfTheFile() throws Exception {
        Cli.Ended ended =
                run(
                        """
                        load: {stages: [{rate: 10, duration: 5}], circuit_breakers: [a]}
                        circuit_breakers:
                          - name: a
                            metrics: {rules: ["error =="]}
                            triggers: [{type: consecutive, threshold: 1}]
                        fleet: {actuator: simulated}
                        """);
        assertEquals(2, ended.code(), ended.all());
        assertTrue(ended.all().contains("circuit_breakers[0].metrics.rules[0]"), ended.all());
        assertTrue(ended.all().contains("write a JMESPath expression"), ended.all());
    }

    @Test
    void aStartThatFailsEndsTheRunWhereTheFileSaysSo() throws Exception {
        String text =
                """
                load: {stages: [{rate: 30, duration: 120}]}
                fleet:
                  actuator: simulated
                  max_replicas: 2
                  start_timeout: 10s
                  on_start_failure: %s
                  simulated:
                    startup: 5s
                    max_num_seqs: 2
                    faults: [{type: never-ready, replica: 2}]
                scaling:
                  policy: {type: queue-threshold, threshold: 1, consecutive: 2}
                """;
        Cli.Ended ended = run(text.formatted("fail"));
        assertEquals(1, ended.code(), ended.all());
        assertTrue(ended.all().contains("start of sim-2 failed"), ended.all());
        JsonNode kept = Cli.summary(folder.resolve("out")).get("requests");
        assertTrue(kept.get("succeeded").longValue() > 0, kept.toString());
        assertTrue(kept.get("scheduled").longValue() < 3600, kept.toString());

        Cli.Ended borne = run(text.formatted("continue"), folder.resolve("on"));
        assertEquals(
                3600,
                Cli.summary(folder.resolve("on")).at("/requests/scheduled").longValue(),
                borne.all());
    }

    @Test
    void theSteadyPartIsReportedWhereItIsAskedFor() throws Exception {
        run(
                """
                load: {stages: [{rate: 20, duration: 20}]}
                report: {steady_state: true}
                fleet: {actuator: simulated}
                """);
        JsonNode steady = Cli.summary(folder.resolve("out")).get("steady_state");
        assertTrue(steady.get("requests").longValue() > 0, steady.toString());
        assertTrue(steady.get("from_seconds").doubleValue() > 0, steady.toString());
        assertTrue(steady.at("/latency_seconds/ttft/from_intended/p99").doubleValue() > 0);
    }
}
