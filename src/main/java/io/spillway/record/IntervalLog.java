package io.spillway.record;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

import java.io.ByteArrayOutputStream;

/**
 * {@code latency.hlog}: one histogram a second of TTFT and of end-to-end latency, both from the
 * intended send time, and of gaps by stage (tags {@code ttft}, {@code e2e}, {@code itl.<stage>}).
 * Nanoseconds, three digits.
 */
final class IntervalLog {
    static final String TTFT = "ttft";
    static final String E2E = "e2e";
    static final String GAPS = "itl.";

    private final ResultsWriter.Sink file;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final HistogramLogWriter log = new HistogramLogWriter(bytes);
    private final Histogram scratch = new Histogram(LatencyHistogram.DIGITS);

    IntervalLog(ResultsWriter.Sink file) {
        this.file = file;
        log.outputComment("[Histograms in nanoseconds, times since the start of the run]");
        log.outputLogFormatVersion();
        log.outputLegend();
        flush();
    }

    void write(Interval second) {
        samples(TTFT, second.ttftNanos, second);
        samples(E2E, second.e2eNanos, second);
        for (int stage = 0; stage < second.gaps.slots(); stage++) {
            GapCounts gaps = second.gaps.slotOrNull(stage);
            if (gaps != null) {
                scratch.reset();
                gaps.addTo(scratch);
                line(GAPS + stage, scratch, second);
            }
        }
        flush();
    }

    private void samples(String tag, SampleBuffer samples, Interval second) {
        if (samples.size() == 0) {
            return;
        }
        scratch.reset();
        for (int i = 0; i < samples.size(); i++) {
            scratch.recordValue(Math.min(samples.get(i), LatencyHistogram.LIMIT));
        }
        line(tag, scratch, second);
    }

    private void line(String tag, Histogram values, Interval second) {
        values.setTag(tag);
        // The writer divides the maximum by the ratio: it is shown in milliseconds.
        log.outputIntervalHistogram(second.fromNanos / 1e9, second.toNanos / 1e9, values, 1e6);
    }

    private void flush() {
        file.append(bytes.toByteArray(), bytes.size());
        bytes.reset();
    }
}
