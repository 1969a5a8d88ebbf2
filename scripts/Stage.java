import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;

/**
 * Lays out what is shipped, as the archive and the image have it: the program with its libraries, a
 * Java runtime with only the modules it needs, and an archive of loaded classes that halves the
 * start. Equal sources give equal bytes. Run by the profiles {@code dist} and {@code image}:
 *
 * <pre>java scripts/Stage.java JAR FOLDER TIMESTAMP</pre>
 */
class Stage {
    private static final List<String> MODULES = List.of(
            "java.base", "java.logging", "java.management", "java.naming", "java.net.http", "java.sql",
            "java.xml", "jdk.crypto.ec", "jdk.jfr", "jdk.management", "jdk.unsupported", "jdk.zipfs");

    /** What scripts/spillway passes; an archive of classes fits one layout of objects only. */
    private static final List<String> JVM = List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders");

    private final Path jar;
    private final Path home;
    private final Path work;
    private final FileTime time;

    private Stage(Path jar, Path home, Instant time) {
        this.jar = jar.toAbsolutePath();
        this.home = home.toAbsolutePath();
        this.work = this.home.resolveSibling("work");
        this.time = FileTime.from(time);
    }

    public static void main(String[] args) throws Exception {
        var stage = new Stage(Path.of(args[0]), Path.of(args[1]), Instant.parse(args[2]));
        stage.files();
        stage.runtime();
        stage.touch();
        stage.archiveClasses();
        stage.touch();
        remove(stage.work);
    }

    private void files() throws IOException {
        remove(home);
        remove(work);
        Files.createDirectories(home.resolve("lib"));
        Files.createDirectories(work);
        Files.copy(jar, home.resolve("spillway.jar"));
        // The manifest, not the folder, which may hold libraries of an earlier build.
        try (var file = new JarFile(jar.toFile())) {
            for (String library : file.getManifest().getMainAttributes().getValue("Class-Path").split(" ")) {
                Files.copy(jar.resolveSibling(library), home.resolve(library));
            }
        }
        for (String script : List.of("spillway", "inference-perf")) {
            copy(Path.of("scripts", script), home.resolve("bin").resolve(script));
            Files.setPosixFilePermissions(
                    home.resolve("bin").resolve(script), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        for (String folder : List.of("charts", "docs", "examples")) {
            copy(Path.of(folder), home.resolve(folder));
        }
        for (String file : List.of("LICENSE", "README.md", "CHANGELOG.md")) {
            copy(Path.of(file), home.resolve(file));
        }
    }

    private void runtime() {
        int code = ToolProvider.findFirst("jlink").orElseThrow().run(
                System.out, System.err,
                "--add-modules", String.join(",", MODULES),
                "--compress", "zip-6", "--strip-java-debug-attributes", "--no-header-files", "--no-man-pages",
                "--output", home.resolve("runtime").toString());
        if (code != 0) {
            throw new IllegalStateException("jlink ended with " + code);
        }
    }

    /** Runs the demo to learn which classes are loaded, and writes them down ready to be mapped. */
    private void archiveClasses() throws IOException, InterruptedException {
        Path loaded = work.resolve("loaded");
        Path names = work.resolve("names");
        java("-XX:DumpLoadedClassList=" + loaded, "-jar", home.resolve("spillway.jar").toString(),
                "demo", "--fast", "--quiet", "--out", work.resolve("results").toString());
        // Order, numbers and resolved constants depend on the compiler's threads; the names do not.
        var sorted = new TreeSet<String>();
        for (String line : Files.readAllLines(loaded)) {
            if (!line.startsWith("#") && !line.startsWith("@cp")) {
                sorted.add(line.replaceFirst(" id: \\d+$", ""));
            }
        }
        Files.write(names, sorted);
        java("-Xshare:dump", "-XX:SharedClassListFile=" + names,
                "-XX:SharedArchiveFile=" + home.resolve("spillway.jsa"),
                "-Xlog:disable", "-cp", home.resolve("spillway.jar").toString());
    }

    /** At fixed addresses where the system allows it: the archive holds a few of them. */
    private void java(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        if (run(List.of("setarch", "-R", "true")) == 0) {
            command.addAll(List.of("setarch", "-R"));
        }
        command.add(home.resolve("runtime/bin/java").toString());
        command.addAll(JVM);
        command.addAll(List.of(arguments));
        int code = run(command);
        if (code != 0) {
            throw new IllegalStateException(command + " ended with " + code + ":\n" + Files.readString(log()));
        }
    }

    private int run(List<String> command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log().toFile())
                    .start().waitFor();
        } catch (IOException missing) {
            return -1;
        }
    }

    private Path log() {
        return work.resolve("log");
    }

    /** The archive of classes is tied to the times of the jars, so they are set before it is made. */
    private void touch() throws IOException {
        for (Path path : below(home)) {
            Files.setLastModifiedTime(path, time);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path path : below(from)) {
            Path target = to.resolve(from.relativize(path).toString());
            if (Files.isDirectory(path)) {
                Files.createDirectories(target);
            } else {
                Files.createDirectories(target.getParent());
                Files.copy(path, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static List<Path> below(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            return paths.sorted().toList();
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException error) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
