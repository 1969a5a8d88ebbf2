package io.spillway.prompt.tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Opens tokenizers. */
public final class Tokenizers {

    /** The file that holds a tokenizer. */
    public static final String FILE_NAME = "tokenizer.json";

    private Tokenizers() {}

    /**
     * Where the native library is unpacked to, instead of the user's home; for a home that cannot
     * be written to. To be called before the first tokenizer is opened; the environment's {@code
     * DJL_CACHE_DIR} wins.
     */
    public static void unpackTo(Path directory) {
        System.setProperty("DJL_CACHE_DIR", directory.toString());
    }

    /**
     * Opens a local tokenizer: a {@code tokenizer.json}, or a model's directory that has one.
     *
     * @throws IOException in one sentence, when there is none or it cannot be used
     */
    public static Tokenizer open(Path fileOrDirectory) throws IOException {
        Path file =
                Files.isDirectory(fileOrDirectory)
                        ? fileOrDirectory.resolve(FILE_NAME)
                        : fileOrDirectory;
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(
                    "there is no tokenizer at %s: give a %s or a directory that has one"
                            .formatted(file, FILE_NAME));
        }
        return DjlTokenizer.open(file);
    }
}
