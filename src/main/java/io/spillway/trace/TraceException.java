package io.spillway.trace;

import java.util.List;
import java.util.stream.Collectors;

/** A trace that cannot be read: for each bad row its line, what was found and what is allowed. */
public final class TraceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * One thing that is wrong.
     *
     * @param line counted from 1, the header included; 0 when it is about the whole file
     */
    public record Problem(long line, String text) {
        @Override
        public String toString() {
            return line > 0 ? "line %d: %s".formatted(line, text) : text;
        }
    }

    TraceException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    TraceException(long line, String text) {
        this(List.of(new Problem(line, text)));
    }

    /** What is wrong, in the order of the lines. */
    public List<Problem> problems() {
        return problems;
    }
}
