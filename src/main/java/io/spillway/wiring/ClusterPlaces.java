package io.spillway.wiring;

import io.spillway.actuate.kubernetes.ClusterAccess;
import io.spillway.fleet.RunId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where on clusters runs act, one file per run. What a run has to undo is written down in the
 * cluster itself; this only says in which.
 */
final class ClusterPlaces {

    private static final String SUFFIX = ".properties";

    private final Path folder;

    ClusterPlaces(Path folder) {
        this.folder = folder;
    }

    /** Remembers a place before anything is done there. */
    void remember(RunId run, ClusterAccess place) {
        var properties = new Properties();
        put(properties, "namespace", place.namespace());
        put(properties, "kubeconfig", kubeconfig(place));
        put(properties, "context", place.context());
        try {
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, run.value(), ".part");
            try (var writer = Files.newBufferedWriter(part)) {
                properties.store(writer, null);
            }
            Files.move(
                    part,
                    file(run),
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remember the cluster of run " + run, e);
        }
    }

    /** The environment of a later clean-up may name another one. */
    private static @Nullable String kubeconfig(ClusterAccess place) {
        Path written = place.kubeconfig();
        String path = written == null ? System.getenv("KUBECONFIG") : written.toString();
        return path == null || path.isBlank() || path.contains(java.io.File.pathSeparator)
                ? null
                : Path.of(path).toAbsolutePath().toString();
    }

    private static void put(Properties properties, String key, @Nullable String value) {
        if (value != null) {
            properties.setProperty(key, value);
        }
    }

    /** Nothing is left of the run there. */
    void forget(RunId run) {
        try {
            Files.deleteIfExists(file(run));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot forget the cluster of run " + run, e);
        }
    }

    /** Every place that is remembered, by run. */
    Map<RunId, ClusterAccess> all() {
        var places = new TreeMap<RunId, ClusterAccess>((a, b) -> a.value().compareTo(b.value()));
        if (!Files.isDirectory(folder)) {
            return places;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).toList()) {
                String name = file.getFileName().toString();
                var run = new RunId(name.substring(0, name.length() - SUFFIX.length()));
                places.put(run, read(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the state folder " + folder, e);
        }
        return places;
    }

    private static ClusterAccess read(Path file) throws IOException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        String kubeconfig = properties.getProperty("kubeconfig");
        return new ClusterAccess(
                properties.getProperty("namespace"),
                kubeconfig == null ? null : Path.of(kubeconfig),
                properties.getProperty("context"));
    }

    private Path file(RunId run) {
        return folder.resolve(run.value() + SUFFIX);
    }
}
