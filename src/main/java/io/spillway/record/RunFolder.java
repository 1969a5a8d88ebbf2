package io.spillway.record;

import io.spillway.fleet.RunEvent;

import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A results folder, read back: complete, or as a killed process left it. A line that was cut short
 * is skipped and named in {@link #problems()}.
 */
public final class RunFolder {
    private final Path folder;
    private final List<String> problems = new ArrayList<>();

    private RunFolder(Path folder) {
        this.folder = folder;
    }

    /** Throws when there is no such folder, or nothing of a run in it. */
    public static RunFolder open(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        if (!Files.exists(folder.resolve(RunFiles.REQUESTS))) {
            throw new FileNotFoundException(folder + " has no " + RunFiles.REQUESTS);
        }
        return new RunFolder(folder);
    }

    public Path path() {
        return folder;
    }

    /** The text of a small file of the folder, empty when it is not there. */
    public Optional<String> text(String fileName) throws IOException {
        Path file = folder.resolve(fileName);
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    /** Hands every request to the consumer, in the order in which they ended. */
    public void requests(Consumer<RequestRecord> consumer) throws IOException {
        JsonLines.read(
                folder.resolve(RunFiles.REQUESTS),
                line -> consumer.accept(RequestLine.read(line)),
                problems);
    }

    /** Every event, checks included. */
    public List<RunEvent> events() throws IOException {
        var events = new ArrayList<RunEvent>();
        JsonLines.read(
                folder.resolve(RunFiles.EVENTS),
                line -> events.add(EventLine.read(line)),
                problems);
        return events;
    }

    /** The one-second series. */
    public List<SecondRow> seconds() throws IOException {
        var seconds = new ArrayList<SecondRow>();
        JsonLines.read(
                folder.resolve(RunFiles.TIMESERIES),
                line -> {
                    if (!line.startsWith("time_s,")) {
                        seconds.add(SecondLine.read(line));
                    }
                },
                problems);
        return seconds;
    }

    /** Measures again what the folder holds; see {@link FolderMeasurements}. */
    public Measurements measurements(RecorderSettings settings) throws IOException {
        return new FolderMeasurements(this, settings).measure();
    }

    /** What could not be read so far, in words. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** Hands every histogram of gaps to the consumer. */
    void gaps(GapConsumer consumer) throws IOException {
        Path file = folder.resolve(RunFiles.HISTOGRAMS);
        if (!Files.exists(file)) {
            problems.add(RunFiles.HISTOGRAMS + " is missing");
            return;
        }
        try (var reader = new HistogramLogReader(file.toFile())) {
            while (reader.hasNext()) {
                EncodableHistogram next = reader.nextIntervalHistogram();
                String tag = next == null ? null : next.getTag();
                if (next instanceof Histogram gaps
                        && tag != null
                        && tag.startsWith(IntervalLog.GAPS)) {
                    int stage = Integer.parseInt(tag.substring(IntervalLog.GAPS.length()));
                    consumer.accept(stage, (long) (next.getStartTimeStamp() * 1e6), gaps);
                }
            }
        } catch (RuntimeException cutShort) {
            problems.add(RunFiles.HISTOGRAMS + " ends in an unreadable line");
        }
    }

    /** Takes the gaps of one stage in one second. */
    @FunctionalInterface
    interface GapConsumer {
        void accept(int stage, long fromNanos, Histogram gaps);
    }
}
