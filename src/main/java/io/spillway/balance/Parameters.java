package io.spillway.balance;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The numbers of one balancer: its defaults, overlaid with what was given. */
final class Parameters {

    private static final Pattern DURATION =
            Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*(ms|s|m|h|)");

    private final Map<String, Double> values;

    private Parameters(Map<String, Double> values) {
        this.values = values;
    }

    static Parameters of(String type, Map<String, Double> defaults, Map<String, Object> given) {
        var values = new LinkedHashMap<>(defaults);
        given.forEach(
                (name, value) -> {
                    if (!defaults.containsKey(name)) {
                        throw new IllegalArgumentException(unknown(type, name, defaults));
                    }
                    values.put(name, number(type, name, value));
                });
        return new Parameters(values);
    }

    /** The value; durations in seconds. */
    double get(String name) {
        Double value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("parameter without a default: " + name);
        }
        return value;
    }

    long nanos(String name) {
        return Math.round(get(name) * 1e9);
    }

    private static String unknown(String type, String name, Map<String, Double> defaults) {
        return defaults.isEmpty()
                ? "balancer %s takes no parameters, not '%s'".formatted(type, name)
                : "balancer %s has no parameter '%s'; it has %s"
                        .formatted(type, name, String.join(", ", defaults.keySet()));
    }

    private static double number(String type, String name, Object value) {
        if (value instanceof Number number) {
            return checked(type, name, number.doubleValue());
        }
        var matcher = DURATION.matcher(value.toString().strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "%s of balancer %s is neither a number nor a duration: %s"
                            .formatted(name, type, value));
        }
        double unit =
                switch (matcher.group(2)) {
                    case "ms" -> 1e-3;
                    case "m" -> 60;
                    case "h" -> 3600;
                    default -> 1;
                };
        return checked(type, name, Double.parseDouble(matcher.group(1)) * unit);
    }

    private static double checked(String type, String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    "%s of balancer %s is not a number from 0 up: %s".formatted(name, type, value));
        }
        return value;
    }
}
