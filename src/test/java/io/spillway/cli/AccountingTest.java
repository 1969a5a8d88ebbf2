package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.spillway.testing.Waits;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;

/** Whatever breaks, every request that was scheduled ends exactly once, and the folder has it. */
@Waits
class AccountingTest {

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "error-before=503",
                "error-event-after=2",
                "stall-after=2",
                "reset-after=2",
                "truncate-after=2",
                "end-after=2",
                "stop-after=2",
                "slow=1000"
            })
    void failuresAndSuccessesAddUpToWhatWasScheduled(String fault) throws Exception {
        Path file =
                Cli.experiment(
                        folder,
                        """
                        data:
                          type: random
                          input_distribution: {mean: 16, std_dev: 0, min: 16, max: 16}
                          output_distribution: {mean: 8, std_dev: 0, min: 8, max: 8}
                        load: {type: poisson, stages: [{rate: 40, duration: 1}], request_timeout: 1s}
                        """);
        Path out = folder.resolve("out");
        try (var server = LookAlikes.fixed("ttft=5ms,itl=1ms", "m")) {
            server.breakShare(fault, 0.5);
            Cli.Ended ended =
                    Cli.run(
                            "run",
                            "-c",
                            file.toString(),
                            "--quiet",
                            "--seed",
                            "7",
                            "--out",
                            out.toString(),
                            "--server.base_url",
                            server.url());
            JsonNode requests = Cli.summary(out).get("requests");
            long scheduled = requests.get("scheduled").longValue();
            long failed = requests.get("failed").longValue();
            assertTrue(failed > 0 && failed < scheduled, ended.all());
            assertEquals(scheduled, failed + requests.get("succeeded").longValue(), ended.all());
            long byCause = 0;
            for (JsonNode count : requests.get("failures_by_cause")) {
                byCause += count.longValue();
            }
            assertEquals(failed, byCause, ended.all());
            assertEquals(scheduled, Files.readAllLines(out.resolve("requests.jsonl")).size());
        }
    }
}
