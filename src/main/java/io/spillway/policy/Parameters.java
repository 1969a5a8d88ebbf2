package io.spillway.policy;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The checked parameters of one policy, defaults filled in. Asking for one that was neither given
 * nor has a default value, or as another kind than declared, is a bug of the policy.
 */
public final class Parameters {
    private final String policy;
    private final Map<String, Object> values;

    Parameters(String policy, Map<String, Object> values) {
        this.policy = policy;
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The policy's name, for messages. */
    public String policy() {
        return policy;
    }

    /** Whether it was given or has a default value. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    public double number(String name) {
        return (Double) get(name);
    }

    public double number(String name, double otherwise) {
        return has(name) ? number(name) : otherwise;
    }

    public OptionalDouble optionalNumber(String name) {
        return has(name) ? OptionalDouble.of(number(name)) : OptionalDouble.empty();
    }

    public int integer(String name) {
        return (Integer) get(name);
    }

    public int integer(String name, int otherwise) {
        return has(name) ? integer(name) : otherwise;
    }

    public long nanos(String name) {
        return (Long) get(name);
    }

    public long nanos(String name, long otherwise) {
        return has(name) ? nanos(name) : otherwise;
    }

    public boolean flag(String name) {
        return (Boolean) get(name);
    }

    public boolean flag(String name, boolean otherwise) {
        return has(name) ? flag(name) : otherwise;
    }

    /** A text or a choice. */
    public String text(String name) {
        return (String) get(name);
    }

    public boolean is(String name, String word) {
        return has(name) && text(name).equals(word);
    }

    public List<?> list(String name) {
        return (List<?>) get(name);
    }

    public Map<?, ?> map(String name) {
        return (Map<?, ?>) get(name);
    }

    /** The map of that name (empty when absent), read as parameters of its own. */
    public Parameters nested(String name, List<Parameter> declared) {
        return ParameterReader.read(
                policy + " " + name, declared, has(name) ? map(name) : Map.of());
    }

    /** The maps in the list of that name, each read as parameters of its own. */
    public List<Parameters> nestedList(String name, List<Parameter> declared) {
        List<Parameters> read = new ArrayList<>();
        for (Object entry : list(name)) {
            String where = policy + " " + name + "[" + read.size() + "]";
            if (!(entry instanceof Map<?, ?> map)) {
                throw new PolicyException(where, "entry", entry, "a map");
            }
            read.add(ParameterReader.read(where, declared, map));
        }
        return read;
    }

    /** A refusal of one of these parameters, for rules that a declaration cannot express. */
    public PolicyException refusal(String name, Object found, String allowed) {
        return new PolicyException(policy, name, found, allowed);
    }

    private Object get(String name) {
        return requireNonNull(values.get(name), () -> policy + " has no parameter " + name);
    }
}
