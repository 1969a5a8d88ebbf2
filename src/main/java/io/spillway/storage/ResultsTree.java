package io.spillway.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;

/**
 * The files of a results folder in the order in which they are stored: by path, but {@code
 * summary.json} last, so that where it is, everything is.
 */
record ResultsTree(List<Item> items) {

    private static final String LAST = "summary.json";

    /**
     * @param key of the object
     */
    record Item(Path file, String key, long bytes) {}

    ResultsTree {
        items = List.copyOf(items);
    }

    static ResultsTree of(Path folder, S3Settings settings) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> files =
                    walk.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                            .sorted(Comparator.comparing(file -> name(folder, file)))
                            .sorted(Comparator.comparing(file -> name(folder, file).equals(LAST)))
                            .toList();
            var items = new ArrayList<Item>();
            for (Path file : files) {
                items.add(new Item(file, settings.key(name(folder, file)), Files.size(file)));
            }
            return new ResultsTree(items);
        }
    }

    private static String name(Path folder, Path file) {
        var names = new StringJoiner("/");
        folder.relativize(file).forEach(part -> names.add(part.toString()));
        return names.toString();
    }

    long bytes() {
        return items.stream().mapToLong(Item::bytes).sum();
    }
}
