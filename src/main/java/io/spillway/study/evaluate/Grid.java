package io.spillway.study.evaluate;

import io.spillway.policy.Parameter;
import io.spillway.policy.PolicyContext;
import io.spillway.policy.PolicyException;
import io.spillway.policy.PolicyRegistry;
import io.spillway.policy.PolicySpec;
import io.spillway.policy.PolicyType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every combination of the values of the axes that apply to a policy, for every named policy. A
 * policy's own parameters in the experiment file hold where no axis says otherwise.
 */
public final class Grid {
    /** More would neither fit on a page nor into an evening. */
    private static final int MAX_SETTINGS = 10_000;

    private final PolicyRegistry registry;
    private final @Nullable PolicySpec given;
    private final List<String> problems = new ArrayList<>();

    private Grid(PolicyRegistry registry, @Nullable PolicySpec given) {
        this.registry = registry;
        this.given = given;
    }

    /** What to make settings of. */
    public record Axes(List<String> policies, List<GridAxis> axes) {
        public Axes {
            policies = List.copyOf(policies);
            axes = List.copyOf(axes);
        }
    }

    /**
     * The settings, policy by policy, the last axis varying fastest.
     *
     * @param given the policy of the experiment file; null when it has none
     * @throws GridException when a policy or a parameter does not exist, or a value is not allowed
     */
    public static List<Setting> settings(
            Axes axes, PolicyRegistry registry, @Nullable PolicySpec given, PolicyContext context) {
        return new Grid(registry, given).expand(axes, context);
    }

    private List<Setting> expand(Axes asked, PolicyContext context) {
        List<PolicyType> types = new ArrayList<>();
        for (String name : new LinkedHashSet<>(asked.policies())) {
            try {
                types.add(registry.type(name));
            } catch (PolicyException unknown) {
                unknown.problems().forEach(problem -> problems.add(problem.text()));
            }
        }
        if (problems.isEmpty()) {
            asked.axes().forEach(axis -> check(axis, types));
        }
        refuseIfWrong();
        List<String> names = List.copyOf(new LinkedHashSet<>(asked.policies()));
        var settings = new LinkedHashSet<Setting>();
        for (int i = 0; i < types.size(); i++) {
            settings.addAll(combinations(names.get(i), types.get(i), asked.axes()));
        }
        settings.forEach(setting -> validate(setting, context));
        refuseIfWrong();
        return List.copyOf(settings);
    }

    private void refuseIfWrong() {
        if (!problems.isEmpty()) {
            throw new GridException(problems);
        }
    }

    private void check(GridAxis axis, List<PolicyType> types) {
        List<PolicyType> meant =
                types.stream()
                        .filter(type -> axis.policy() == null || type.name().equals(axis.policy()))
                        .toList();
        if (meant.isEmpty()) {
            problems.add(
                    "--grid %s: %s is not among the policies, which are %s"
                            .formatted(
                                    axis.name(),
                                    axis.policy(),
                                    String.join(
                                            ", ", types.stream().map(PolicyType::name).toList())));
        } else if (meant.stream().allMatch(type -> type.resolve(axis.parameter()).isEmpty())) {
            problems.add(
                    "--grid %s: no policy has %s; %s"
                            .formatted(axis.name(), axis.parameter(), parameters(meant)));
        }
    }

    private static String parameters(List<PolicyType> types) {
        return String.join(
                "; ",
                types.stream()
                        .map(
                                type ->
                                        type.name()
                                                + " has "
                                                + String.join(
                                                        ", ",
                                                        type.parameters().stream()
                                                                .map(Parameter::name)
                                                                .toList()))
                        .toList());
    }

    private List<Setting> combinations(String name, PolicyType type, List<GridAxis> axes) {
        List<Map<String, Object>> combinations = List.of(Map.of());
        for (GridAxis axis : axes) {
            boolean applies = axis.policy() == null || type.name().equals(axis.policy());
            Optional<Parameter> parameter =
                    applies ? type.resolve(axis.parameter()) : Optional.empty();
            if (parameter.isPresent()) {
                combinations = varied(combinations, parameter.get(), axis.values());
            }
        }
        Map<String, Object> base =
                given != null && given.type().equals(name) ? given.parameters() : Map.of();
        var settings = new ArrayList<Setting>();
        for (Map<String, Object> combination : combinations) {
            var parameters = new LinkedHashMap<>(base);
            parameters.putAll(combination);
            settings.add(new Setting(new PolicySpec(name, parameters), combination));
        }
        return settings;
    }

    private List<Map<String, Object>> varied(
            List<Map<String, Object>> combinations, Parameter parameter, List<String> values) {
        if ((long) combinations.size() * values.size() > MAX_SETTINGS) {
            problems.add("the grid has more than %d settings".formatted(MAX_SETTINGS));
            return combinations;
        }
        var more = new ArrayList<Map<String, Object>>();
        for (Map<String, Object> combination : combinations) {
            for (String value : new LinkedHashSet<>(values)) {
                var longer = new LinkedHashMap<>(combination);
                longer.put(parameter.name(), value(parameter, value));
                more.add(longer);
            }
        }
        return more;
    }

    /** As the registry and a results document take it: numbers as numbers. */
    private static Object value(Parameter parameter, String text) {
        return switch (parameter.kind()) {
            case INTEGER, NUMBER -> number(text);
            case BOOLEAN ->
                    text.equals("true") || text.equals("false")
                            ? (Object) Boolean.valueOf(text)
                            : text;
            case DURATION, TEXT, CHOICE, LIST, MAP -> text;
        };
    }

    private static Object number(String text) {
        if (text.matches("-?\\d{1,9}")) {
            return Integer.valueOf(text);
        }
        return text.matches("-?\\d{1,15}(\\.\\d{1,15})?") ? (Object) Double.valueOf(text) : text;
    }

    private void validate(Setting setting, PolicyContext context) {
        try {
            var _ = registry.create(setting.spec(), context);
        } catch (PolicyException wrong) {
            wrong.problems().stream()
                    .map(PolicyException.Problem::text)
                    .filter(text -> !problems.contains(text))
                    .forEach(problems::add);
        }
    }
}
