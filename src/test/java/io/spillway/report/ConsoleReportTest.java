package io.spillway.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.analysis.RunSummary;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.RunEvent;
import io.spillway.record.Quantiles;
import io.spillway.record.SecondRow;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class ConsoleReportTest {
    private static final Style PLAIN = Style.PLAIN;

    @TempDir Path folder;

    @Test
    void fitsEightyColumns() throws IOException {
        SampleRun.Script demo = SampleRun.demo();
        var script =
                new SampleRun.Script(
                        demo.stages(),
                        demo.maxReplicas(),
                        demo.startUpSeconds(),
                        n -> "a-replica-with-quite-a-long-name-in-a-cluster-" + n,
                        50,
                        demo.slo(),
                        "waiting %.1f: a long reason that goes on and on until it no longer fits a line of a terminal");
        String text = ConsoleReport.of(SampleRun.write(script, folder).summary(), Style.PLAIN);
        text.lines().forEach(line -> assertTrue(line.codePointCount(0, line.length()) <= 80, line));
        assertTrue(text.replaceAll("\\s+", " ").contains("until it no longer fits"), text);
    }

    @Test
    void showsWhatTheSummarySays() {
        String text = ConsoleReport.of(SummaryJsonTest.full(), Style.PLAIN);
        assertTrue(text.contains("13 scheduled, 13 sent, 12 succeeded, 1 failed"), text);
        assertTrue(text.contains("1 http-503"), text);
        assertTrue(text.contains("ttft_p95         500 ms, limit 2 s       met"), text);
        assertTrue(text.contains("not measured"), text);
        assertTrue(text.contains("Measurement not valid"), text);
        assertTrue(text.contains("1 → 2  waiting 7 > 1"), text);
    }

    @Test
    void saysTheSameOfObjectivesCostAndTrustAsThePage() throws IOException {
        SampleRun.Script demo = SampleRun.demo();
        RunData data =
                SampleRun.write(
                        new SampleRun.Script(
                                demo.stages(),
                                3,
                                5,
                                demo.name(),
                                0,
                                Map.of("ttft_p50", 1.0),
                                demo.reason()),
                        folder);
        String text =
                ConsoleReport.of(data.summary(), data.judgement(), PLAIN).replaceAll("\\s+", " ");
        RunSummary.Slo slo = data.summary().slo();
        assertTrue(slo != null && text.contains("Objectives " + new Objectives(slo).words()), text);
        assertTrue(text.contains("% of the requests missed a limit"), text);
        assertTrue(text.contains("225 with the best fixed number, 3"), text);
        assertTrue(text.contains("Measurement valid, with 1 reservation "), text);
    }

    @Test
    void coloursOnlyWhenTold() {
        assertFalse(ConsoleReport.of(SummaryJsonTest.full(), Style.PLAIN).contains("\u001b"));
        String coloured = ConsoleReport.of(SummaryJsonTest.full(), Style.COLOUR);
        assertTrue(coloured.contains("\u001b[32m"));
        assertEquals(
                ConsoleReport.of(SummaryJsonTest.full(), Style.PLAIN),
                coloured.replaceAll("\u001b\\[\\d+m", ""));
    }

    @Test
    void aProgressLineNamesRateQueueReplicasAndTail() {
        assertEquals(
                "    41 s  21/s sent  in-flight 35  waiting 12  replicas 2+1  TTFT p95 1.21 s",
                ProgressLine.of(row(new SecondRow.Counts(22, 21, 20, 0, 35, 0, 10, 10)), PLAIN));
    }

    @Test
    void aProgressLineWithMuchToSaySaysItShorter() {
        String line =
                ProgressLine.of(row(new SecondRow.Counts(22, 21, 20, 1, 35, 2, 10, 10)), PLAIN);
        assertEquals("    41 s 21/s flight 35 wait 12 repl 2+1 p95 1.21 s held 2 err 1", line);

        var most = new SecondRow.Counts(9999, 9999, 0, 9999, 99_999, 99_999, 1, 1);
        String longest = ProgressLine.of(row(most), PLAIN);
        assertTrue(longest.length() < 80, longest);
    }

    private static SecondRow row(SecondRow.Counts counts) {
        return new SecondRow(
                41_000_000_000L,
                counts,
                new Quantiles(0.5, 1.21, 1.4),
                Quantiles.NONE,
                List.of(
                        replica("sim-1", ReplicaState.READY, 5),
                        replica("sim-2", ReplicaState.READY, 7),
                        replica("sim-3", ReplicaState.STARTING, Double.NaN)),
                Double.NaN);
    }

    private static SecondRow.Replica replica(String id, ReplicaState state, double waiting) {
        return new SecondRow.Replica(
                new ReplicaId(id), state, waiting, Double.NaN, Double.NaN, 0, Double.NaN);
    }

    @Test
    void anEventLineCannotMoveTheCursor() {
        var note =
                new RunEvent.Note(
                        1_500_000_000L, RunEvent.Level.WARN, "gone\u001b[2J\nagain\u202e!");
        assertEquals("   1.5 s  gone [2J again !", EventText.line(note, Style.PLAIN));
    }

    @Test
    void figuresHaveThreeDigitsAndAUnit() {
        assertEquals("412 µs", Figures.latency(0.0004123));
        assertEquals("85.3 ms", Figures.latency(0.08531));
        assertEquals("2.41 s", Figures.latency(2.4149));
        assertEquals("1 s", Figures.latency(0.9999));
        assertEquals("123 s", Figures.latency(123.4));
        assertEquals("–", Figures.latency(Double.NaN));
        assertEquals("75 s", Figures.span(75));
        assertEquals("12 min 5 s", Figures.span(725));
        assertEquals("2 h", Figures.span(7200));
        assertEquals("97.1 %", Figures.percent(0.971));
        assertEquals("4,424 requests", Figures.count(4424, "request"));
        assertEquals("1 replica", Figures.count(1, "replica"));
    }
}
