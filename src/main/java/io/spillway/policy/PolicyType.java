package io.spillway.policy;

import java.util.List;
import java.util.Optional;

/**
 * A policy that can be asked for by name.
 *
 * @param summary one sentence: the control law
 * @param parameters in the order of the documentation
 * @param needs the signals it decides on when its parameters have their defaults: canonical series
 *     names, or names of the driver's view
 */
public record PolicyType(
        String name,
        String summary,
        List<Parameter> parameters,
        List<String> needs,
        PolicyFactory factory) {

    public PolicyType {
        parameters = List.copyOf(parameters);
        needs = List.copyOf(needs);
    }

    /** The parameter that {@code threshold} stands for in a grid. */
    public Optional<Parameter> setPoint() {
        return parameters.stream().filter(Parameter::setPoint).findFirst();
    }

    /** The parameter of that name; {@code threshold} also finds the set point. */
    public Optional<Parameter> resolve(String parameter) {
        Optional<Parameter> exact =
                parameters.stream().filter(p -> p.name().equals(parameter)).findFirst();
        return exact.isEmpty() && parameter.equals("threshold") ? setPoint() : exact;
    }
}
