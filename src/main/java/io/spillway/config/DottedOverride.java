package io.spillway.config;

import io.spillway.config.ConfigNode.Entry;
import io.spillway.config.ConfigNode.Mapping;
import io.spillway.config.ConfigNode.Sequence;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * One setting from the command line, {@code --load.stages[0].rate 5}. The value is YAML and
 * replaces the node whole; {@code null} removes it. List items are counted from 0, {@code
 * stages[0]} or {@code stages.0}; the index after the last appends. {@code \.} is a dot inside a
 * key.
 *
 * @param option as the user wrote it, with dashes
 */
public record DottedOverride(String option, String value) {

    /**
     * Pairs options with values: {@code --a.b VALUE} and {@code --a.b=VALUE}.
     *
     * @throws ConfigException when an option has no value or is none
     */
    public static List<DottedOverride> parse(List<String> arguments) {
        List<DottedOverride> overrides = new ArrayList<>();
        List<ConfigProblem> problems = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            if (!argument.startsWith("--") || argument.length() == 2) {
                problems.add(problem(argument, null, "write overrides as --section.key VALUE"));
            } else if (equals > 0) {
                String option = argument.substring(0, equals);
                overrides.add(new DottedOverride(option, argument.substring(equals + 1)));
            } else if (i + 1 < arguments.size()) {
                i++;
                overrides.add(new DottedOverride(argument, arguments.get(i)));
            } else {
                problems.add(problem(argument, null, "give it a value: " + argument + " VALUE"));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return overrides;
    }

    /** The tree with this setting in it; the same tree after a problem was added. */
    Mapping applyTo(Mapping root, List<ConfigProblem> problems) {
        List<String> steps = steps(option.substring(2));
        int before = problems.size();
        ConfigNode node = YamlParser.option(value, option, problems);
        if (node == null || problems.size() > before) {
            return root;
        }
        if (steps.stream().anyMatch(String::isEmpty)) {
            problems.add(problem(option, "an empty step", "write --section.key VALUE"));
            return root;
        }
        ConfigNode changed = set(root, steps, node, problems);
        return changed instanceof Mapping mapping ? mapping : root;
    }

    /** The node with the value at the end of the steps; null when it goes away. */
    private @Nullable ConfigNode set(
            @Nullable ConfigNode node,
            List<String> steps,
            ConfigNode value,
            List<ConfigProblem> problems) {
        if (steps.isEmpty()) {
            return ConfigNode.isNull(value) ? null : value;
        }
        boolean begins = node == null && steps.getFirst().equals("0");
        if (node instanceof Sequence || begins) {
            Origin place = new Origin.Option(option);
            Sequence items =
                    node instanceof Sequence given ? given : new Sequence(List.of(), place);
            return setItem(items, steps, value, problems);
        }
        if (node != null && !(node instanceof Mapping) && !ConfigNode.isNull(node)) {
            String fix = "the file has a plain value before ." + steps.getFirst();
            problems.add(problem(option, null, fix + "; override that as a whole"));
            return node;
        }
        Origin origin = new Origin.Option(option);
        Mapping mapping = node instanceof Mapping given ? given : Mapping.empty(origin);
        String key = steps.getFirst();
        List<String> rest = steps.subList(1, steps.size());
        ConfigNode inner = set(mapping.get(key), rest, value, problems);
        if (inner == null) {
            return mapping.without(key);
        }
        Entry before = rest.isEmpty() ? null : mapping.entries().get(key);
        return mapping.with(key, inner, before == null ? origin : before.keyOrigin());
    }

    private ConfigNode setItem(
            Sequence sequence, List<String> steps, ConfigNode value, List<ConfigProblem> problems) {
        int size = sequence.items().size();
        int index = index(steps.getFirst());
        if (index < 0 || index > size) {
            String fix = "the list has items 0 to " + (size - 1) + "; " + size + " appends";
            problems.add(problem(option, steps.getFirst(), fix));
            return sequence;
        }
        List<ConfigNode> items = new ArrayList<>(sequence.items());
        ConfigNode before = index < size ? items.get(index) : null;
        ConfigNode inner = set(before, steps.subList(1, steps.size()), value, problems);
        if (index < size) {
            items.remove(index);
        }
        if (inner != null) {
            items.add(index, inner);
        }
        return new Sequence(items, sequence.origin());
    }

    /** The number of a list item; -1 when the step is none. */
    static int index(String step) {
        return step.matches("\\d{1,6}") ? Integer.parseInt(step) : -1;
    }

    /** {@code load.stages[0].rate} as load, stages, 0, rate. */
    static List<String> steps(String path) {
        List<String> steps = new ArrayList<>();
        StringBuilder step = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '\\' && i + 1 < path.length()) {
                i++;
                step.append(path.charAt(i));
            } else if (c == '.' || c == '[') {
                steps.add(step.toString());
                step.setLength(0);
            } else if (c != ']') {
                step.append(c);
            }
        }
        steps.add(step.toString());
        return steps;
    }

    private static ConfigProblem problem(String option, @Nullable String found, String fix) {
        return new ConfigProblem(new Origin.Option(option), "", found, fix, null);
    }
}
