package io.spillway.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * An experiment that cannot run as written, with every problem found. A command that gets one ends
 * with exit code 2 and prints {@link #render}, no stack trace.
 */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<ConfigProblem> problems;

    public ConfigException(List<ConfigProblem> problems) {
        super(lines(problems));
        this.problems = List.copyOf(problems);
    }

    /** In the order of the file, then of the command line. */
    public List<ConfigProblem> problems() {
        return problems;
    }

    /** One line for each problem. */
    public String render() {
        return lines(problems);
    }

    private static String lines(List<ConfigProblem> problems) {
        return problems.stream().map(ConfigProblem::render).collect(Collectors.joining("\n"));
    }
}
