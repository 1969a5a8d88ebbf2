package io.spillway.actuate.process;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.RunId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** What runs, on disk: {@code <folder>/<run>/<replica>.properties}, written whole or not at all. */
public final class ProcessLedger {

    private static final String SUFFIX = ".properties";

    private final Path folder;

    public ProcessLedger(Path folder) {
        this.folder = folder;
    }

    /**
     * One started process.
     *
     * @param log where it writes, and what it starts; null where that was not remembered
     */
    public record Entry(
            RunId run,
            ReplicaId replica,
            int ordinal,
            int port,
            long pid,
            long startedAtMillis,
            String stopSignal,
            @Nullable Path log) {}

    /** Remembers a process. */
    void add(Entry entry) {
        var properties = new Properties();
        properties.setProperty("ordinal", Integer.toString(entry.ordinal));
        properties.setProperty("port", Integer.toString(entry.port));
        properties.setProperty("pid", Long.toString(entry.pid));
        properties.setProperty("started_at_millis", Long.toString(entry.startedAtMillis));
        properties.setProperty("stop_signal", entry.stopSignal);
        if (entry.log != null) {
            properties.setProperty("log", entry.log.toString());
        }
        Path file = file(entry.run, entry.replica);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.createDirectories(file.getParent());
            try (var writer = Files.newBufferedWriter(part)) {
                properties.store(writer, null);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remember process " + entry.pid, e);
        }
    }

    /** Forgets a process. */
    public void remove(RunId run, ReplicaId replica) {
        try {
            Files.deleteIfExists(file(run, replica));
            try (Stream<Path> rest = Files.list(folder.resolve(run.value()))) {
                if (rest.findAny().isPresent()) {
                    return;
                }
            }
            Files.deleteIfExists(folder.resolve(run.value()));
        } catch (NoSuchFileException alreadyGone) {
            // Nothing to forget.
        } catch (IOException e) {
            throw new UncheckedIOException("cannot forget " + replica + " of run " + run, e);
        }
    }

    /** Everything remembered of a run, by ordinal. */
    public List<Entry> entries(RunId run) {
        Path runFolder = folder.resolve(run.value());
        if (!Files.isDirectory(runFolder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(runFolder)) {
            var entries = new ArrayList<Entry>();
            for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).sorted().toList()) {
                Entry entry = read(run, file);
                if (entry != null) {
                    entries.add(entry);
                }
            }
            entries.sort((a, b) -> Integer.compare(a.ordinal, b.ordinal));
            return entries;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the state of run " + run, e);
        }
    }

    /** Every run that something is remembered of. */
    public List<RunId> runs() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isDirectory)
                    .map(file -> new RunId(file.getFileName().toString()))
                    .sorted((a, b) -> a.value().compareTo(b.value()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the state folder " + folder, e);
        }
    }

    /** Null when it was forgotten meanwhile. */
    private static @Nullable Entry read(RunId run, Path file) throws IOException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (NoSuchFileException forgotten) {
            return null;
        }
        String name = file.getFileName().toString();
        String log = properties.getProperty("log");
        return new Entry(
                run,
                new ReplicaId(name.substring(0, name.length() - SUFFIX.length())),
                Integer.parseInt(properties.getProperty("ordinal")),
                Integer.parseInt(properties.getProperty("port")),
                Long.parseLong(properties.getProperty("pid")),
                Long.parseLong(properties.getProperty("started_at_millis")),
                properties.getProperty("stop_signal"),
                log == null ? null : Path.of(log));
    }

    private Path file(RunId run, ReplicaId replica) {
        return folder.resolve(run.value()).resolve(replica.value() + SUFFIX);
    }
}
