package io.spillway.study.evaluate;

import java.util.List;

/** A grid asks for what no policy has. Lists every problem, a sentence each. */
public final class GridException extends RuntimeException {
    private final transient List<String> problems;

    public GridException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
