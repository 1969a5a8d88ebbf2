package io.spillway.charts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A shell script of the tree, run with stand-ins for the programs it calls. */
final class Script {

    private final Path script;
    private final Path folder;
    private final Map<String, String> environment = new LinkedHashMap<>();

    /** How it ended, and everything it said. */
    record Ended(int code, String output) {}

    Script(Path script, Path folder) throws IOException {
        this.script = script.toAbsolutePath();
        this.folder = folder;
        Files.createDirectories(folder.resolve("bin"));
    }

    /** Puts a program on the path of the script. */
    Script with(String program, String body) throws IOException {
        Path file = folder.resolve("bin").resolve(program);
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        if (!file.toFile().setExecutable(true)) {
            throw new IOException(file + " cannot be made executable");
        }
        return this;
    }

    Script environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
        builder.environment().putAll(environment);
        return builder.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
    }

    Ended run(String... arguments) throws IOException, InterruptedException {
        return end(start(arguments));
    }

    Ended end(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(script + " did not end: " + output());
        }
        return new Ended(process.exitValue(), output());
    }

    String output() throws IOException {
        return Files.readString(folder.resolve("output"));
    }
}
