package io.spillway.charts;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;

import org.junit.jupiter.api.Assertions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A chart of the tree, rendered by the real Helm engine as a command line would. */
final class Chart {

    static final Path VLLM_SERVER = Path.of("charts", "vllm-server");
    static final Path BENCHMARK = Path.of("charts", "benchmark-charts");

    private final Path folder;
    private final String release;
    private String namespace = "default";
    private final List<String> sets = new ArrayList<>();
    private final List<String> files = new ArrayList<>();

    private Chart(Path folder, String release) {
        this.folder = folder;
        this.release = release;
    }

    static Chart server(String release) {
        return new Chart(VLLM_SERVER, release);
    }

    static Chart benchmark(String release) {
        return new Chart(BENCHMARK, release).namespace("benchmarking");
    }

    Chart namespace(String name) {
        namespace = name;
        return this;
    }

    /** As {@code --set}, one {@code path=value} each. */
    Chart set(String... assignments) {
        sets.addAll(List.of(assignments));
        return this;
    }

    /** As {@code -f} with a file of this content. */
    Chart values(String yaml) {
        files.add(yaml);
        return this;
    }

    Rendered render() {
        return Rendered.parse(text());
    }

    /** The text that the engine gives. */
    String text() {
        List<Path> written = new ArrayList<>();
        try {
            TemplateCommand command =
                    new Helm(folder).template().withName(release).withNamespace(namespace);
            for (String content : files) {
                Path file = Files.createTempFile("values", ".yaml");
                written.add(file);
                command.withValuesFile(Files.writeString(file, content));
            }
            for (String assignment : sets) {
                int equals = assignment.indexOf('=');
                command.set(assignment.substring(0, equals), assignment.substring(equals + 1));
            }
            String text = command.call();
            return text == null ? "" : text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            written.forEach(file -> file.toFile().delete());
        }
    }

    /** What the user reads when the chart refuses. */
    String refusal() {
        return Assertions.assertThrows(IllegalStateException.class, this::text).getMessage();
    }
}
