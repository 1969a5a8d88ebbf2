package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Spillway as a process of its own, for what a test cannot do to its own process: signals, exits,
 * leftovers. Works in a folder of its own; closing it kills it.
 */
final class Child implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 20;

    private final Process process;
    private final Path out;
    private final Path err;

    private Child(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** The start of a command line that runs Spillway on this test's class path. */
    static List<String> command() {
        String ownPath = absolute(System.getProperty("java.class.path"));
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx384m",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-Dspillway.rehearsal=false",
                "-cp",
                System.getProperty("surefire.test.class.path", ownPath),
                "io.spillway.Main");
    }

    /** It works in another folder. */
    private static String absolute(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    static Child start(Path folder, String... arguments) throws IOException {
        return start(folder, Map.of(), arguments);
    }

    /** The same with more in its environment. */
    static Child start(Path folder, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(command());
        command.addAll(List.of(arguments));
        Files.createDirectories(folder);
        String name = arguments[0] + "-" + System.nanoTime();
        Path out = folder.resolve(name + ".out");
        Path err = folder.resolve(name + ".err");
        var builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectInput(Redirect.from(new File("/dev/null")))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().putAll(Map.of("XDG_STATE_HOME", state(folder).toString()));
        builder.environment().putAll(environment);
        return new Child(builder.start(), out, err);
    }

    /** The whole command line of a process; the platform's own answer is cut off. */
    static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(
                            Path.of("/proc", Long.toString(process.pid()), "cmdline"),
                            StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ');
        } catch (IOException endedOrNoProc) {
            return process.info().commandLine().orElse("");
        }
    }

    private static Path state(Path folder) {
        return folder.resolve("state");
    }

    long pid() {
        return process.pid();
    }

    String out() {
        return read(out);
    }

    String all() {
        return "--- stdout%n%s%n--- stderr%n%s".formatted(read(out), read(err));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /** Waits until this stands in its standard output. */
    void awaitLine(String text) throws InterruptedException {
        await("'" + text + "' to be printed", () -> out().contains(text));
    }

    /** Waits for a condition while the process lives. */
    void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() && !condition.getAsBoolean()) {
                fail("waited for " + what + ", but it ended\n" + all());
            }
            if (System.nanoTime() > deadline) {
                fail("waited in vain for " + what + "\n" + all());
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /** Sends a signal, as {@code INT}. */
    void signal(String name) throws IOException, InterruptedException {
        int code =
                new ProcessBuilder("/bin/sh", "-c", "kill -s " + name + " " + process.pid())
                        .start()
                        .waitFor();
        if (code != 0) {
            fail("kill -s " + name + " failed\n" + all());
        }
    }

    /** Its exit code. */
    int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            fail("it does not end\n" + all());
        }
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
