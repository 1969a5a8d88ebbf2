package io.spillway.policy;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Collectors;

/** A policy was asked for with a name or parameters that cannot be used. Lists every problem. */
public final class PolicyException extends RuntimeException {
    private final transient List<Problem> problems;

    public PolicyException(List<Problem> problems) {
        super(problems.stream().map(Problem::text).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** One problem with one parameter. */
    public PolicyException(String policy, String parameter, Object found, String allowed) {
        this(List.of(new Problem(policy, parameter, String.valueOf(found), allowed, null)));
    }

    public List<Problem> problems() {
        return problems;
    }

    /**
     * One thing that is wrong.
     *
     * @param policy the policy's name as given
     * @param parameter the key, {@code type} when the policy itself is unknown
     * @param found what was given, {@code nothing} when it is missing
     * @param allowed what may be given
     * @param suggestion the nearest name, when there is one
     */
    public record Problem(
            String policy,
            String parameter,
            String found,
            String allowed,
            @Nullable String suggestion) {

        public String text() {
            String hint = suggestion == null ? "" : "; did you mean " + suggestion + "?";
            return "policy "
                    + policy
                    + ": "
                    + parameter
                    + " is "
                    + found
                    + ", allowed: "
                    + allowed
                    + hint;
        }
    }
}
