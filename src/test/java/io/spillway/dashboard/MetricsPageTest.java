package io.spillway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Our own {@code /metrics} after a run, and the Grafana dashboard made for it. */
class MetricsPageTest {

    private static final Path DASHBOARD = Path.of("docs", "grafana-dashboard.json");
    private static final Pattern METRIC = Pattern.compile("spillway_[a-z0-9_]+");
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");

    private static String page;

    @TempDir private Path folder;

    @BeforeAll
    static void recordARun() throws Exception {
        var metrics = new DashboardMetrics(Rows.facts());
        for (RecordedRun.Step step : RecordedRun.of(Path.of("examples", "demo.yml")).steps()) {
            switch (step) {
                case RecordedRun.Step.Second second -> metrics.second(second.row());
                case RecordedRun.Step.Event event -> metrics.event(event.event());
            }
        }
        page = metrics.text();
    }

    @Test
    void promtoolAcceptsThePage() throws Exception {
        Path text = Files.writeString(folder.resolve("metrics"), page);

        assertEquals("", promtool(text, "check", "metrics"));
    }

    @Test
    void theDashboardAsksOnlyForWhatThePageHas() throws IOException {
        Set<String> known =
                TYPE.matcher(page)
                        .results()
                        .flatMap(type -> samples(type.group(1), type.group(2)))
                        .collect(Collectors.toSet());

        List<String> unknown =
                queries().stream()
                        .flatMap(query -> METRIC.matcher(query).results())
                        .map(found -> found.group())
                        .filter(name -> !known.contains(name))
                        .toList();

        assertEquals(List.of(), unknown);
        assertTrue(queries().size() > 20, () -> queries().toString());
    }

    @Test
    void prometheusUnderstandsEveryQuery() throws Exception {
        var rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
        for (String query : queries()) {
            rules.append("      - record: query\n        labels: {number: \"")
                    .append(rules.length())
                    .append("\"}\n        expr: '")
                    .append(query)
                    .append("'\n");
        }
        Path file = Files.writeString(folder.resolve("rules.yml"), rules);

        String said = promtool(file, "check", "rules", file.toString());

        assertTrue(said.contains("SUCCESS: " + queries().size() + " rules found"), said);
    }

    private static Stream<String> samples(String name, String type) {
        return type.equals("histogram")
                ? Stream.of("_bucket", "_sum", "_count").map(name::concat)
                : Stream.of(name);
    }

    /** As Grafana sends them. */
    private static Set<String> queries() {
        try {
            JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
            return dashboard.findValuesAsText("expr").stream()
                    .map(query -> query.replace("$__rate_interval", "1m"))
                    .map(query -> query.replace("$__interval", "1m"))
                    .map(query -> query.replace("$instance", "127.0.0.1:8089"))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException unreadable) {
            throw new AssertionError(DASHBOARD + " is not JSON", unreadable);
        }
    }

    /** What promtool says when it is content. */
    private String promtool(Path input, String... arguments) throws Exception {
        boolean isThere =
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "promtool")));
        assumeTrue(isThere, "promtool is not on the PATH: apt-get install prometheus");
        Path said = folder.resolve("said");
        Process process =
                new ProcessBuilder(
                                Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList())
                        .redirectInput(input.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        int code = process.waitFor();
        assertEquals(0, code, Files.readString(said));
        return Files.readString(said);
    }
}
