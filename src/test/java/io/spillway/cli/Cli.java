package io.spillway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Command lines carried out in this process, with what they printed. */
final class Cli {

    static final JsonMapper JSON = new JsonMapper();

    private Cli() {}

    /** What a command line came to. */
    record Ended(int code, String out, String err) {

        /** Everything printed, for failure messages. */
        String all() {
            return "exit code %d%n--- stdout%n%s%n--- stderr%n%s".formatted(code, out, err);
        }
    }

    static Ended run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code =
                Spillway.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(arguments);
        return new Ended(code, out.toString(), err.toString());
    }

    /** A small load on a simulated fleet, in the given folder. */
    static Path experiment(Path folder, String text) throws IOException {
        return Files.writeString(folder.resolve("experiment.yml"), text);
    }

    static JsonNode summary(Path results) throws IOException {
        return JSON.readTree(results.resolve("summary.json").toFile());
    }
}
