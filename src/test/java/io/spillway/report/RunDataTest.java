package io.spillway.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.analysis.RunSummary;
import io.spillway.analysis.VerdictInputs;
import io.spillway.record.RunFolder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class RunDataTest {
    @TempDir Path folder;

    @Test
    void aKilledRunIsSummedUpFromItsFilesAndSaysSo() throws IOException {
        RunData before = SampleRun.writeKilled(SampleRun.demo(), folder);
        RunSummary rebuilt = RunData.load(RunFolder.open(folder)).summary();
        assertEquals(before.summary().identity(), rebuilt.identity());
        assertEquals(before.summary().requests(), rebuilt.requests());
        assertEquals(before.summary().slo(), rebuilt.slo());
        assertEquals(before.summary().scaling(), rebuilt.scaling());
        assertEquals(before.summary().environment(), rebuilt.environment());
        assertTrue(rebuilt.validity().doubts().getFirst().contains("did not end in order"));
    }

    @Test
    void linesCutShortAreNamedAndTheRestIsShown() throws IOException {
        SampleRun.writeKilled(SampleRun.demo(), folder);
        Path requests = folder.resolve("requests.jsonl");
        String all = Files.readString(requests);
        Files.writeString(requests, all.substring(0, all.length() / 2));
        RunData data = RunData.load(RunFolder.open(folder));
        assertTrue(data.problems().toString().contains("requests.jsonl"), "cut line is named");
        assertEquals(1017, data.summary().requests().scheduled(), "as the seconds say");
        assertTrue(data.summary().requests().failuresByCause().containsKey("cancelled"));
        assertTrue(io.spillway.report.html.HtmlReport.of(data).contains("Files: requests.jsonl"));
        String words = Reservations.words(data.summary().validity(), Reservations.of(data).size());
        String console = ConsoleReport.of(data, Style.PLAIN);
        assertTrue(console.contains("Measurement " + words), console);
        assertTrue(console.contains("but  files: requests.jsonl"), console);
    }

    @Test
    void withoutItsStartFileMuchIsUnknownAndSaid() throws IOException {
        SampleRun.writeKilled(SampleRun.demo(), folder);
        Files.delete(folder.resolve(RunStart.FILE_NAME));
        RunSummary summary = RunData.load(RunFolder.open(folder)).summary();
        assertEquals(folder.getFileName().toString(), summary.identity().runId());
        assertNull(summary.slo());
        assertNotNull(summary.scaling(), "it scaled");
        assertTrue(summary.validity().doubts().get(1).contains("run.json is missing"));
    }

    @Test
    void theStartFileReadsBackAsItWasWritten() throws IOException {
        SampleRun.write(SampleRun.demo(), folder);
        RunStart start = RunStart.read(RunFolder.open(folder)).orElseThrow();
        assertEquals(start, RunStart.parse(start.text()));
        assertEquals(3, start.recorder().stages().size());
        assertEquals(2_000_000_000L, start.recorder().limits().ttftNanos());
        assertEquals(Long.MAX_VALUE, start.recorder().limits().e2eNanos());
        assertTrue(start.recorder().window().isWhole());
        assertNotNull(start.judging());
        assertThrows(IOException.class, () -> RunStart.parse("{}"));
    }

    @Test
    void theStartFileKeepsWhatVerdictsNeed() throws IOException {
        SampleRun.write(SampleRun.demo(), folder);
        RunStart start = RunStart.read(RunFolder.open(folder)).orElseThrow();
        var inputs =
                new VerdictInputs(
                        new VerdictInputs.Sweep(33.5, "the ladder"),
                        new VerdictInputs.OtherRun(0.25, 5.01),
                        new VerdictInputs.OtherRun(0.5, 4.9),
                        new VerdictInputs.Dataset(450, Double.NaN, 20),
                        new VerdictInputs.Topology("n1", "a", null, "m6i.2xlarge"),
                        new VerdictInputs.Routes(true, false, true, List.of("m", "n"), null));
        var told = new RunStart(start.summary().with(inputs), start.recorder(), start.judging());

        assertEquals(told, RunStart.parse(told.text()));
    }

    @Test
    void aRunWithAKnownCapacityIsJudged() throws IOException {
        RunData data = SampleRun.write(SampleRun.demo(), folder);
        assertNotNull(data.judgement());
        assertTrue(data.judgement().oracle().withStartUp() > 0);
        String html = io.spillway.report.html.HtmlReport.of(data);
        assertTrue(html.contains("oracle: knows the load, starts as we do"));
        assertTrue(html.contains("best fixed number: 3 replicas all along"));
    }
}
