package io.spillway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code docs/configuration.md} knows what the reader knows, and nothing else. */
class ConfigurationPageTest {
    private static final Pattern ROW =
            Pattern.compile("^\\| `([^`]+)` \\| ([^|]*) \\| (?:`([^`]*)`)? *\\| (.*) \\|$");
    private static final Pattern REFUSED = Pattern.compile("^\\| `([\\w.\\[\\]]+)` \\| (.*) \\|$");

    private record Row(String type, String fallback, String meaning) {}

    @Test
    void everyKeyHasItsTypeItsDefaultAndASentence() throws IOException {
        Map<String, Row> rows = rows();
        List<String> wrong = new ArrayList<>();
        for (KnownKey key : ExperimentReader.knownKeys()) {
            Row row = rows.get(documented(key.path()));
            boolean heading = row == null && page().contains("\n## " + key.path() + "\n");
            if (key.refused() || heading) {
                continue;
            }
            if (row == null || row.meaning().isBlank()) {
                wrong.add(key.path() + " is missing");
            } else if (!row.type().equals(key.type())) {
                wrong.add(key.path() + " is " + key.type() + ", not " + row.type());
            } else if (!row.fallback().equals(key.fallback()) && !depends(key)) {
                wrong.add(
                        key.path() + " defaults to " + key.fallback() + ", not " + row.fallback());
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void thereIsNoKeyThatTheReaderDoesNotKnow() throws IOException {
        List<String> known =
                ExperimentReader.knownKeys().stream()
                        .map(key -> documented(key.path()))
                        .collect(Collectors.toList());

        assertEquals(
                List.of(), rows().keySet().stream().filter(key -> !known.contains(key)).toList());
    }

    @Test
    void everyRefusedKeyHasItsAnswer() throws IOException {
        String refused = page().substring(page().indexOf("## What is refused"));
        List<String> answered =
                refused.lines()
                        .map(REFUSED::matcher)
                        .filter(Matcher::matches)
                        .map(matcher -> matcher.group(1))
                        .toList();

        assertEquals(
                List.of(),
                ExperimentReader.knownKeys().stream()
                        .filter(KnownKey::refused)
                        .map(KnownKey::path)
                        .filter(key -> !answered.contains(key))
                        .toList());
    }

    /** Groups of keys that stand in several places are documented once. */
    private static String documented(String path) {
        return path.replaceFirst(
                        "^data\\..*(distribution|_len|turns_per_conversation|tokens_per_turn"
                                + "|latency_sec)\\.",
                        "distribution.")
                .replaceFirst("^data\\.trace\\.", "load.trace.")
                .replaceFirst(
                        "^fleet\\.(helm|kubernetes|observe)\\.(namespace|kubeconfig|context|reach)$",
                        "cluster.$2");
    }

    /** Defaults that depend on other keys are told in the sentence. */
    private static boolean depends(KnownKey key) {
        return List.of("data.type", "fleet.max_replicas").contains(key.path());
    }

    private static Map<String, Row> rows() throws IOException {
        String settings = page().substring(0, page().indexOf("## What is refused"));
        return settings.lines()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .collect(
                        Collectors.toMap(
                                matcher -> matcher.group(1),
                                matcher ->
                                        new Row(
                                                matcher.group(2),
                                                matcher.group(3) == null ? "" : matcher.group(3),
                                                matcher.group(4))));
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("docs/configuration.md"));
    }
}
