package io.spillway.study.evaluate;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/**
 * A parameter and the values it shall take, as {@code threshold=1,2,5} or {@code
 * queue-threshold.consecutive=1,2,3}.
 *
 * @param policy whose parameter it is; null for every named policy that has it
 * @param parameter its name; {@code threshold} also means a policy's set point
 * @param values as written
 */
public record GridAxis(@Nullable String policy, String parameter, List<String> values) {

    public GridAxis {
        values = List.copyOf(values);
    }

    /**
     * Reads an axis.
     *
     * @throws GridException when the text is not one
     */
    public static GridAxis parse(String text) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? "" : text.substring(0, equals).strip();
        List<String> values =
                equals < 0
                        ? List.of()
                        : Arrays.stream(text.substring(equals + 1).split(",", -1))
                                .map(String::strip)
                                .toList();
        int dot = name.lastIndexOf('.');
        String parameter = name.substring(dot + 1);
        boolean complete =
                !parameter.isEmpty()
                        && dot != 0
                        && !values.isEmpty()
                        && values.stream().noneMatch(String::isEmpty);
        if (!complete) {
            throw new GridException(
                    List.of(
                            "--grid %s: write parameter=value,value or policy.parameter=value,value"
                                    .formatted(text)));
        }
        return new GridAxis(dot < 0 ? null : name.substring(0, dot), parameter, values);
    }

    /** As it was written, for messages. */
    String name() {
        return policy == null ? parameter : policy + "." + parameter;
    }
}
