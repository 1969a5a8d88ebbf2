package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What people get wrong before anything runs: one clear message each, and exit code 2. */
class BadInputTest {

    private static final String GOOD =
            """
            fleet:
              actuator: simulated
              max_replicas: 2
              simulated: {max_num_seqs: 16, startup: 1s}
            data:
              type: synthetic
              input_distribution: {type: fixed, mean: 64}
              output_distribution: {type: fixed, mean: 8}
            load:
              type: poisson
              stages: [{rate: 4, duration: 3s}]
            scaling:
              policy: {type: queue-threshold, threshold: 1}
            """;

    @TempDir private Path folder;

    /** A change to the good experiment, and what the message must say. */
    private record Slip(String name, String from, String to, List<String> said) {}

    private static Slip slip(String name, String from, String to, String... said) {
        return new Slip(name, from, to, List.of(said));
    }

    private static Stream<Slip> slips() {
        return Stream.of(
                slip(
                        "unknown key",
                        "max_replicas: 2",
                        "max_replica: 2",
                        "experiment.yml:3:3: fleet.max_replica:",
                        "did you mean max_replicas?"),
                slip(
                        "wrong type",
                        "max_replicas: 2",
                        "max_replicas: many",
                        "experiment.yml:3:",
                        "fleet.max_replicas: found many"),
                slip("negative rate", "rate: 4", "rate: -4", "experiment.yml:11:", "found -4"),
                slip(
                        "missing section",
                        "load:\n  type: poisson\n  stages: [{rate: 4, duration: 3s}]\n",
                        "",
                        "experiment.yml: load.stages: ",
                        "write stages"),
                slip(
                        "missing server",
                        GOOD.substring(0, GOOD.indexOf("data:")),
                        "",
                        "server.base_url: ",
                        "write the URL of the server"),
                slip(
                        "several problems at once",
                        "startup: 1s}",
                        "startup: soon, max_num_seq: 4}",
                        "fleet.simulated.startup: found soon",
                        "did you mean max_num_seqs?"),
                slip(
                        "unknown policy",
                        "queue-threshold",
                        "queue-treshold",
                        "experiment.yml:13:12: scaling.policy.type: ",
                        "did you mean queue-threshold?"),
                slip(
                        "unknown parameter of a policy",
                        "threshold: 1",
                        "treshold: 1",
                        "experiment.yml:13:35: scaling.policy.treshold: ",
                        "did you mean threshold?"),
                slip(
                        "unknown parameter of a decorator",
                        "threshold: 1",
                        "threshold: 1, decorators: [{type: clamp, maximum: 3}]",
                        "experiment.yml:13:49: scaling.policy.decorators: ",
                        "maximum"),
                slip(
                        "unknown profile",
                        "max_num_seqs: 16",
                        "profile: mig-1g.12gb-llama-3.2-3",
                        "experiment.yml:4:15: fleet.simulated.profile: ",
                        "did you mean mig-1g.12gb-llama-3.2-3b?"),
                slip(
                        "unknown profile of one replica",
                        "actuator: simulated",
                        "actuator: simulated\n  replicas: [{profile: h10-llama-3.1-8b}]",
                        "experiment.yml:3:15: fleet.replicas[0].profile: ",
                        "did you mean h100-llama-3.1-8b?"),
                slip(
                        "model length beyond the KV cache",
                        "max_num_seqs: 16",
                        "max_model_len: 1000000",
                        "experiment.yml:4:3: fleet.simulated: max_model_len 1000000"),
                slip(
                        "unreadable fixed times",
                        "max_num_seqs: 16",
                        "fixed: ttft=soon",
                        "experiment.yml:4:15: fleet.simulated.fixed: "),
                slip(
                        "unknown balancer",
                        "scaling:",
                        "routing: {type: round-robbin}\nscaling:",
                        "experiment.yml:12:11: routing.type: found round-robbin",
                        "did you mean round-robin?"),
                slip(
                        "unknown parameter of a balancer",
                        "scaling:",
                        "routing: {type: prefix-hash, parameters: {lod: 2}}\nscaling:",
                        "experiment.yml:12:30: routing.parameters: ",
                        "load_factor"),
                slip(
                        "data set that must be local",
                        "type: synthetic\n  input_distribution: {type: fixed, mean: 64}\n"
                                + "  output_distribution: {type: fixed, mean: 8}",
                        "type: cnn_dailymail",
                        "experiment.yml:5:1: data: write path: "),
                slip("no YAML", "fleet:", "fleet: [", "experiment.yml:"));
    }

    @TestFactory
    Stream<DynamicTest> isRefusedByRunAndByValidate() {
        return slips().map(slip -> DynamicTest.dynamicTest(slip.name, () -> check(slip)));
    }

    private void check(Slip slip) throws IOException {
        assertTrue(GOOD.contains(slip.from), "the good experiment has no " + slip.from);
        Path file = Cli.experiment(folder, GOOD.replace(slip.from, slip.to));
        Path out = folder.resolve("results");
        for (String command : List.of("validate", "run")) {
            Cli.Ended ended =
                    Cli.run(command, "-c", file.toString(), "--out", out.toString(), "--quiet");
            assertEquals(2, ended.code(), ended::all);
            assertAll(
                    slip.said.stream()
                            .map(
                                    words ->
                                            () ->
                                                    assertTrue(
                                                            ended.err().contains(words),
                                                            "missing: "
                                                                    + words
                                                                    + "\n"
                                                                    + ended.all())));
            assertFalse(ended.err().contains("\tat "), ended::all);
            assertFalse(Files.exists(out), "something was begun");
        }
    }

    @Test
    void goodExperimentIsAccepted() throws IOException {
        Path file = Cli.experiment(folder, GOOD);
        Cli.Ended ended = Cli.run("validate", "-c", file.toString());
        assertEquals(0, ended.code(), ended::all);
        assertEquals("", ended.err());
    }

    @Test
    void saysWhichSettingsThePolicyDoesNotRead() throws IOException {
        String scaling = "scaling:\n  scale_out: {step: 2, cooldown: 1s}";
        Path file =
                Cli.experiment(
                        folder,
                        GOOD.replace("scaling:", scaling)
                                .replace("queue-threshold, threshold", "keda, threshold"));
        Cli.Ended ended = Cli.run("validate", "-c", file.toString());
        assertEquals(0, ended.code(), ended::all);
        assertTrue(
                ended.out()
                        .contains(
                                "experiment.yml:13:15: scaling.scale_out.step: has no effect:"
                                        + " policy keda does not read it"),
                ended::all);
        assertFalse(ended.out().contains("scaling.scale_out.cooldown: has"), ended::all);
    }

    @Test
    void saysThatAPrometheusNobodyAsksHasNoEffect() throws IOException {
        Path file =
                Cli.experiment(folder, GOOD + "\nmetrics: {prometheus: {url: http://p:9090}}\n");
        Cli.Ended ended = Cli.run("validate", "-c", file.toString());
        assertEquals(0, ended.code(), ended::all);
        assertTrue(
                ended.out()
                        .contains(
                                "metrics.prometheus: has no effect without metrics.type: prometheus"),
                ended::all);
    }

    @Test
    void unreadableRowsOfATraceAreNamedByTheirLines() throws IOException {
        Files.writeString(
                folder.resolve("trace.csv"),
                """
                TIMESTAMP,ContextTokens,GeneratedTokens
                2023-11-16 18:15:46.6805900,374,44
                2023-11-16 18:15:50.9951690,many,109
                yesterday,879,55
                """);
        Path file =
                Cli.experiment(
                        folder,
                        """
                        fleet: {actuator: simulated, simulated: {startup: 0s}}
                        load: {type: trace_replay, trace: {file: trace.csv, format: AzurePublicDataset}}
                        """);
        for (String command : List.of("validate", "run")) {
            Cli.Ended ended =
                    Cli.run(
                            command,
                            "-c",
                            file.toString(),
                            "--clock",
                            "virtual",
                            "--out",
                            folder.resolve("results").toString());
            assertEquals(2, ended.code(), ended::all);
            assertTrue(ended.err().contains("trace.csv:3:"), ended::all);
            assertTrue(ended.err().contains("trace.csv:4:"), ended::all);
        }
    }

    @Test
    void missingFilesAreNamed() {
        Cli.Ended ended = Cli.run("run", "-c", folder.resolve("none.yml").toString());
        assertEquals(2, ended.code(), ended::all);
        assertTrue(ended.err().contains("none.yml: cannot be read"), ended::all);
    }

    private record Line(String name, List<String> arguments, List<String> said) {}

    private static Line line(String name, List<String> arguments, String... said) {
        return new Line(name, arguments, List.of(said));
    }

    private static Stream<Line> lines() {
        return Stream.of(
                line("unknown option", List.of("demo", "--fsat"), "did you mean --fast?"),
                line(
                        "unknown option with a value",
                        List.of("demo", "--sede", "7"),
                        "unknown option --sede (did you mean --seed?)"),
                line("unknown option of a server", List.of("simulate", "--prot", "1"), "--port"),
                line("unknown command", List.of("dmo"), "demo"),
                line("word too many", List.of("demo", "fast"), "fast"),
                line("no number", List.of("demo", "--seed", "x"), "--seed", "'x'"),
                line("unknown clock", List.of("demo", "--clock", "real"), "--clock", "VIRTUAL"),
                line("unknown level", List.of("demo", "--log-level", "loud"), "debug, info, warn"),
                line("nothing to run", List.of("run"), "spillway run -c FILE"),
                line(
                        "bad run id",
                        List.of("demo", "--fast", "--run-id", "../a"),
                        "--run-id",
                        "a-z"),
                line(
                        "override without value",
                        List.of("demo", "--load.stages"),
                        "--load.stages: give it a value"),
                line(
                        "override of an unknown key",
                        List.of("demo", "--load.stage", "[]"),
                        "--load.stage",
                        "did you mean stages?"),
                line(
                        "wrong value of an override",
                        List.of("demo", "--fleet.max_replicas", "-1"),
                        "--fleet.max_replicas"),
                line(
                        "unknown policy by override",
                        List.of("demo", "--scaling.policy.type", "keeda"),
                        "--scaling.policy.type",
                        "did you mean keda?"),
                line("model missing", List.of("autoscale", "--num-prompts", "3"), "--model"),
                line(
                        "token file missing",
                        List.of("autoscale", "--model", "m", "--hf-token-file", "/no/such"),
                        "--hf-token-file /no/such cannot be read"),
                line(
                        "unknown profile of a server",
                        List.of("simulate", "--profile", "h100-llama-3.1-8"),
                        "--profile: found h100-llama-3.1-8",
                        "did you mean h100-llama-3.1-8b?"),
                line(
                        "unreadable times of a server",
                        List.of("simulate", "--fixed", "fast"),
                        "--fixed: expected ttft=DURATION"),
                line(
                        "variable not set",
                        List.of("simulate", "--api-key-env", "SPILLWAY_NO_SUCH_VARIABLE"),
                        "SPILLWAY_NO_SUCH_VARIABLE, which is not set"),
                line("no address", List.of("monitor", "::"), "host:port"),
                line("no results", List.of("report", "/no/such"), "there is no /no/such"),
                line("bad run to clean up", List.of("cleanup", "--run", "A B"), "--run"));
    }

    @TestFactory
    Stream<DynamicTest> commandLineIsRefused() {
        return lines().map(
                        line ->
                                DynamicTest.dynamicTest(
                                        line.name,
                                        () -> {
                                            Cli.Ended ended =
                                                    Cli.run(line.arguments.toArray(String[]::new));
                                            assertEquals(2, ended.code(), ended::all);
                                            line.said.forEach(
                                                    words ->
                                                            assertTrue(
                                                                    ended.err().contains(words),
                                                                    "missing: "
                                                                            + words
                                                                            + "\n"
                                                                            + ended.all()));
                                            assertFalse(ended.err().contains("\tat "), ended::all);
                                        }));
    }

    @Test
    void foreignFoldersAreNotWrittenTo() throws IOException {
        Path kept = Files.writeString(folder.resolve("thesis.txt"), "years of work");
        Cli.Ended ended = Cli.run("demo", "--fast", "--out", folder.toString());
        assertEquals(2, ended.code(), ended::all);
        assertTrue(ended.err().contains(folder + ": is not empty"), ended::all);
        ended = Cli.run("demo", "--fast", "--out", kept.toString());
        assertEquals(2, ended.code(), ended::all);
        assertTrue(ended.err().contains("is a file"), ended::all);
        assertEquals("years of work", Files.readString(kept));
    }

    @Test
    void folderOfTheSameRunIsWrittenAgain() {
        Path out = folder.resolve("results");
        String[] line = {
            "demo",
            "--fast",
            "--quiet",
            "--out",
            out.toString(),
            "--run-id",
            "first",
            "--load.stages",
            "[{rate: 2, duration: 2s}]"
        };
        assertEquals(0, Cli.run(line).code());
        Cli.Ended again = Cli.run(line);
        assertEquals(0, again.code(), again::all);
        line[6] = "second";
        Cli.Ended other = Cli.run(line);
        assertEquals(2, other.code(), other::all);
        assertTrue(other.err().contains("is not empty"), other::all);
    }
}
