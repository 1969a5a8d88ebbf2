package io.spillway.record;

import java.io.IOException;
import java.nio.file.Path;

/** The files of a results folder that grow as the run goes. */
final class RunFiles implements AutoCloseable {
    static final String REQUESTS = "requests.jsonl";
    static final String TIMESERIES = "timeseries.csv";
    static final String EVENTS = "events.jsonl";
    static final String HISTOGRAMS = "latency.hlog";

    final ResultsWriter.Sink requests;
    final ResultsWriter.Sink events;
    private final ResultsWriter writer;
    private final ResultsWriter.Sink timeseries;
    private final IntervalLog histograms;
    private final LineBuffer line = new LineBuffer();

    RunFiles(Path folder) throws IOException {
        this.writer = new ResultsWriter(folder);
        this.requests = writer.open(REQUESTS);
        this.events = writer.open(EVENTS);
        this.timeseries = writer.open(TIMESERIES);
        this.histograms = new IntervalLog(writer.open(HISTOGRAMS));
        TimeseriesCsv.header(line);
        timeseries.append(line);
        ResultsWriter _ = writer.start();
    }

    /** Ticking thread only. */
    void second(SecondRow row, Interval second) {
        TimeseriesCsv.write(line, row);
        timeseries.append(line);
        histograms.write(second);
    }

    ResultsWriter.Waits waits() {
        return writer.waits();
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
