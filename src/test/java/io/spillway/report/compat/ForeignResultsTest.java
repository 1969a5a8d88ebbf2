package io.spillway.report.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.record.RunFolder;
import io.spillway.report.RunData;
import io.spillway.report.RunStart;
import io.spillway.report.SampleRun;
import io.spillway.report.SummaryJson;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class ForeignResultsTest {
    @TempDir Path dir;

    @ParameterizedTest
    @EnumSource(InferencePerfOptions.Format.class)
    void readsBackWhatIsWrittenForInferencePerf(InferencePerfOptions.Format format)
            throws IOException {
        RunData data = SampleRun.write(SampleRun.demo(), dir);
        InferencePerfFiles.write(
                data, RunFolder.open(dir), InferencePerfOptions.of(format), Map.of());
        Files.delete(dir.resolve(SummaryJson.FILE_NAME));
        Files.delete(dir.resolve(RunStart.FILE_NAME));
        ResultSet read = ForeignResults.read(dir).getFirst();
        ResultSet own = OwnResults.of(data.summary());
        assertEquals(
                format == InferencePerfOptions.Format.HEAD
                        ? "inference-perf after 0.2"
                        : "inference-perf 0.2",
                read.tool());
        assertEquals(4, read.rows().size(), "the whole and three stages");
        assertEquals(own.whole().succeeded(), read.whole().succeeded());
        assertEquals(own.whole().ttft().p95(), read.whole().ttft().p95(), 1e-6);
        assertEquals(own.whole().itl().mean(), read.whole().itl().mean(), 1e-6);
        assertEquals(22, read.rows().get(2).requestedRate());
        assertEquals(own.whole().rates().requests(), read.whole().rates().requests(), 1e-3);
    }

    @Test
    void readsBackWhatIsWrittenForVllmBench() throws IOException {
        RunData data = SampleRun.write(SampleRun.demo(), dir);
        Path file = dir.resolve("alone").resolve(VllmBench.FILE_NAME);
        Files.createDirectories(file.getParent());
        var settings =
                new VllmBench.Settings("openai", null, "m", null, 1, null, List.of(95.0, 99.0));
        Files.writeString(file, VllmBench.json(data, RunFolder.open(dir), settings));
        for (Path path : List.of(file, file.getParent())) {
            ResultSet read = ForeignResults.read(path).getFirst();
            ResultSet own = OwnResults.of(data.summary());
            assertEquals("vllm bench serve", read.tool());
            assertEquals(own.whole().ttft().p99(), read.whole().ttft().p99(), 1e-6);
            assertEquals(own.whole().endToEnd().p50(), read.whole().endToEnd().p50(), 1e-6);
            assertTrue(Double.isNaN(read.whole().ttft().p90()), "was not asked for");
        }
    }

    @Test
    void readsFilesFromBeforeKeysWereRenamed() throws IOException {
        Files.writeString(
                dir.resolve("run7-summary_lifecycle_metrics.json"),
                """
                {"load_summary": {"count": 2, "schedule_accuracy": {"mean": 0.001}},
                 "successes": {"count": 2,
                   "latency": {"request_latency": {"mean": 1.5, "p50": 1.4, "p90": 2, "p99": 3},
                               "time_to_first_token": null},
                   "throughput": {"requests_per_sec": 4.5}},
                 "failures": {"count": 1, "request_latency": null}}
                """);
        ResultSet read = ForeignResults.read(dir).getFirst();
        assertEquals("inference-perf before 0.2", read.tool());
        assertEquals(1.4, read.whole().endToEnd().p50());
        assertEquals(1, read.whole().failed());
        assertTrue(Double.isNaN(read.whole().ttft().mean()));
        assertTrue(Double.isNaN(read.whole().endToEnd().p95()));
    }

    @Test
    void readsOneResultALine() throws IOException {
        Path file = dir.resolve("appended.json");
        String one =
                "{\"completed\": 3, \"num_prompts\": 4, \"request_throughput\": 1.5, \"request_rate\": \"inf\"}";
        Files.writeString(file, one + "\n" + one + "\n");
        List<ResultSet> sets = ForeignResults.read(file);
        assertEquals(2, sets.size());
        assertEquals(1, sets.getFirst().whole().failed());
        assertTrue(sets.getFirst().caveats().contains("all requests were sent at once"));
    }

    @Test
    void saysWhatItLookedFor() throws IOException {
        assertThrows(IOException.class, () -> ForeignResults.read(dir.resolve("none")));
        String nothing =
                assertThrows(IOException.class, () -> ForeignResults.read(dir)).getMessage();
        assertTrue(nothing.contains("summary.json"), nothing);
        Path file = Files.writeString(dir.resolve("x.json"), "{\"a\": 1}");
        String other =
                assertThrows(IOException.class, () -> ForeignResults.read(file)).getMessage();
        assertTrue(other.contains("vllm bench serve"), other);
        Files.writeString(file, "{\"a\": ");
        assertTrue(
                assertThrows(IOException.class, () -> ForeignResults.read(file))
                        .getMessage()
                        .contains("not JSON"));
    }
}
