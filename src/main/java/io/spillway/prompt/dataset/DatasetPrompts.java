package io.spillway.prompt.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;

import io.spillway.prompt.LengthSpec;
import io.spillway.prompt.Prompt;
import io.spillway.prompt.PromptSource;
import io.spillway.prompt.PromptSpec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * Prompts from a dataset's rows, over and over. Opening it reads the files once and keeps 20 bytes
 * a row: where it is and how many tokens it has; the text is read again when it is sent. Rows that
 * lack what it takes, or lie outside the bounds asked for, are passed over. Thread-safe.
 */
public final class DatasetPrompts implements PromptSource {

    /** More rows than this are not looked at. */
    public static final int MAX_ROWS = 2_000_000;

    /** What inference-perf asks for when it names no length. */
    private static final int DEFAULT_OUTPUT_TOKENS = 30;

    private final RowShape shape;
    private final RowIndex index;

    /**
     * What opening a dataset needs to know.
     *
     * @param chat whether chat messages are sent; else a completion
     * @param tokens counts a text's tokens: a tokenizer, or {@link #ESTIMATE}
     * @param maxRows reading stops when so many rows have been taken: as many as will be sent
     */
    public record Options(boolean chat, ToIntFunction<String> tokens, int maxRows) {
        public Options {
            if (maxRows < 1) {
                throw new IllegalArgumentException("maxRows must be at least 1: " + maxRows);
            }
            maxRows = Math.min(maxRows, MAX_ROWS);
        }
    }

    /** One token for four characters: what English text comes to where there is no tokenizer. */
    public static final ToIntFunction<String> ESTIMATE = text -> (text.length() + 3) / 4;

    private DatasetPrompts(RowShape shape, RowIndex index) {
        this.shape = shape;
        this.index = index;
    }

    /**
     * Opens a local file, or the {@code .json} and {@code .jsonl} files of a directory in the order
     * of their names.
     */
    public static DatasetPrompts open(PromptSpec.Dataset spec, Path path, Options options)
            throws IOException {
        var shape = new RowShape(spec.kind(), options.chat());
        var scan = new Scan(spec, shape, options);
        for (Path file : files(path)) {
            if (!scan.read(file)) {
                break;
            }
        }
        return new DatasetPrompts(shape, scan.finish(path));
    }

    private static List<Path> files(Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        if (!Files.isDirectory(path)) {
            throw new DatasetException("there is no dataset at %s".formatted(path));
        }
        try (Stream<Path> entries = Files.list(path)) {
            List<Path> files = entries.filter(DatasetPrompts::isJson).sorted().toList();
            if (files.isEmpty()) {
                throw new DatasetException(
                        "the directory %s has no .json or .jsonl file".formatted(path));
            }
            return files;
        }
    }

    private static boolean isJson(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return Files.isRegularFile(file) && (name.endsWith(".json") || name.endsWith(".jsonl"));
    }

    /** How many rows there are to choose from. */
    public int rows() {
        return index.size();
    }

    @Override
    public Prompt prompt(long request) {
        int row = (int) (request % index.size());
        Prompt.Content content = shape.chat() ? new Chat(this, row) : new Text(this, row);
        return new Prompt(
                index.inputTokens(row), index.outputTokens(row), List.of(), null, content);
    }

    private List<Prompt.Content.Message> messages(int row) {
        try {
            DatasetRow read = index.file(row).at(index.offset(row), index.length(row));
            RowShape.Question question = shape.question(read);
            if (question == null) {
                throw new DatasetException(
                        "%s has changed while in use".formatted(index.file(row).path()));
            }
            return question.messages();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private record Text(DatasetPrompts prompts, int row) implements Prompt.Content.Text {
        @Override
        public String text() {
            return prompts.messages(row).getFirst().text();
        }
    }

    private record Chat(DatasetPrompts prompts, int row) implements Prompt.Content.Messages {
        @Override
        public List<Prompt.Content.Message> messages() {
            return prompts.messages(row);
        }
    }

    /** The first reading of the files. */
    private static final class Scan {
        private final PromptSpec.Dataset spec;
        private final RowShape shape;
        private final Options options;
        private final RowIndex index = new RowIndex();
        private long seen;

        Scan(PromptSpec.Dataset spec, RowShape shape, Options options) {
            this.spec = spec;
            this.shape = shape;
            this.options = options;
        }

        /** False when there are enough rows. */
        boolean read(Path path) throws IOException {
            var file = new JsonRowFile(path);
            index.startFile(file);
            try {
                return file.scan(this::take);
            } catch (JsonProcessingException malformed) {
                throw new DatasetException(
                        "%s is no JSON at line %d, column %d: %s"
                                .formatted(
                                        path,
                                        malformed.getLocation().getLineNr(),
                                        malformed.getLocation().getColumnNr(),
                                        malformed.getOriginalMessage()),
                        malformed);
            }
        }

        private boolean take(DatasetRow row, long offset, int length) {
            seen++;
            RowShape.Question question = shape.question(row);
            if (question != null) {
                int input = inputTokens(question);
                int output = outputTokens(question);
                if (options.chat()
                        || (within(spec.input(), input) && within(spec.output(), output))) {
                    index.add(offset, length, input, output);
                }
            }
            return index.size() < options.maxRows() && seen < MAX_ROWS;
        }

        private int inputTokens(RowShape.Question question) {
            int tokens = 0;
            for (Prompt.Content.Message message : question.messages()) {
                tokens += options.tokens().applyAsInt(message.text());
            }
            return Math.max(1, tokens);
        }

        private int outputTokens(RowShape.Question question) {
            String answer = question.answer();
            return answer == null
                    ? DEFAULT_OUTPUT_TOKENS
                    : Math.max(1, options.tokens().applyAsInt(answer));
        }

        private static boolean within(@Nullable LengthSpec bounds, int tokens) {
            return bounds == null || (tokens >= bounds.min() && tokens <= bounds.max());
        }

        RowIndex finish(Path path) throws DatasetException {
            if (index.size() == 0) {
                throw new DatasetException(
                        "%s has %d rows, but none that is of %s with input of %s and output of %s"
                                .formatted(
                                        path,
                                        seen,
                                        spec.kind().name().toLowerCase(Locale.ROOT),
                                        shown(spec.input()),
                                        shown(spec.output())));
            }
            return index;
        }

        private static String shown(@Nullable LengthSpec bounds) {
            return bounds == null
                    ? "any length"
                    : "%d to %d tokens".formatted(bounds.min(), bounds.max());
        }
    }
}
