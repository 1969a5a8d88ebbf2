import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import com.google.googlejavaformat.java.ImportOrderer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Formats every Java source below the given folders, or with {@code --check} names those that are
 * not formatted and exits with 1. Run as {@code scripts/format}, or by {@code mvn verify}.
 */
class Format {
    public static void main(String[] args) throws Exception {
        boolean check = args[0].equals("--check");
        var style = JavaFormatterOptions.Style.AOSP;
        var formatter =
                new Formatter(JavaFormatterOptions.builder().style(style).build());
        List<Path> sources = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            try (var files = Files.walk(Path.of(args[i]))) {
                files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
            }
        }
        List<Path> wrong = new ArrayList<>();
        for (Path source : sources) {
            String before = Files.readString(source);
            String after = formatter.formatSource(
                    RemoveUnusedImports.removeUnusedImports(ImportOrderer.reorderImports(before, style)));
            if (!after.equals(before)) {
                wrong.add(source);
                if (!check) {
                    Files.writeString(source, after);
                }
            }
        }
        wrong.forEach(source -> System.out.println((check ? "not formatted: " : "formatted: ") + source));
        if (check && !wrong.isEmpty()) {
            System.out.println("Run scripts/format to format them.");
            System.exit(1);
        }
    }
}
