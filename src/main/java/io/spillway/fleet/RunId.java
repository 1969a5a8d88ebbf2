package io.spillway.fleet;

import java.util.regex.Pattern;

/** The name of a run. Also a Kubernetes label value: what a run installs carries it. */
public record RunId(String value) {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,51}[a-z0-9])?");

    public RunId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "run id must be 1 to 53 of a-z, 0-9 and '-', and begin and end with a letter or digit: "
                            + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
