package io.spillway.policy;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Turns parameters as written into parameters as declared, collecting every problem. */
final class ParameterReader {
    private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h)?");
    private static final double NANOS_PER_SECOND = 1e9;

    private final String policy;
    private final List<PolicyException.Problem> problems = new ArrayList<>();

    private ParameterReader(String policy) {
        this.policy = policy;
    }

    static Parameters read(String policy, List<Parameter> declared, Map<?, ?> given) {
        var reader = new ParameterReader(policy);
        Map<String, Parameter> byName = new LinkedHashMap<>();
        declared.forEach(parameter -> byName.put(parameter.name(), parameter));
        Map<String, Object> values = new LinkedHashMap<>();
        for (Parameter parameter : declared) {
            Object raw = given.get(parameter.name());
            if (raw == null
                    && parameter.byDefault() instanceof Parameter.Default.Value(var value)) {
                raw = value;
            }
            if (raw != null) {
                reader.take(parameter, raw, values);
            } else if (parameter.byDefault() instanceof Parameter.Default.Required) {
                reader.refuse(parameter.name(), "missing", parameter.allowedText(), null);
            }
        }
        for (Object key : given.keySet()) {
            if (!byName.containsKey(String.valueOf(key))) {
                reader.refuseUnknown(String.valueOf(key), byName.keySet());
            }
        }
        if (!reader.problems.isEmpty()) {
            throw new PolicyException(reader.problems);
        }
        return new Parameters(policy, values);
    }

    private void take(Parameter parameter, Object raw, Map<String, Object> values) {
        Object value = parse(parameter, raw);
        if (value == null) {
            String suggestion =
                    parameter.kind() == Parameter.Kind.CHOICE
                            ? Suggestions.nearest(String.valueOf(raw), parameter.limits().choices())
                            : null;
            refuse(parameter.name(), quote(raw), parameter.allowedText(), suggestion);
        } else {
            values.put(parameter.name(), value);
        }
    }

    private void refuseUnknown(String key, java.util.Set<String> known) {
        refuse(
                key,
                "unknown",
                known.isEmpty() ? "no parameters" : String.join(", ", known),
                Suggestions.nearest(key, known));
    }

    private void refuse(String name, String found, String allowed, @Nullable String suggestion) {
        problems.add(new PolicyException.Problem(policy, name, found, allowed, suggestion));
    }

    private static String quote(Object raw) {
        return raw instanceof String text ? '"' + text + '"' : String.valueOf(raw);
    }

    /** The value in its declared form, null when it is not allowed. */
    private static @Nullable Object parse(Parameter parameter, Object raw) {
        return switch (parameter.kind()) {
            case NUMBER -> number(parameter, raw);
            case INTEGER -> integer(parameter, raw);
            case DURATION -> duration(parameter, raw);
            case BOOLEAN -> bool(raw);
            case TEXT -> raw instanceof String || raw instanceof Number ? raw.toString() : null;
            case CHOICE ->
                    parameter.limits().choices().contains(raw.toString()) ? raw.toString() : null;
            case LIST -> raw instanceof List<?> ? raw : null;
            case MAP -> raw instanceof Map<?, ?> ? raw : null;
        };
    }

    private static @Nullable Double number(Parameter parameter, Object raw) {
        BigDecimal value = decimal(raw);
        return value != null && parameter.limits().admits(value.doubleValue())
                ? (Double) value.doubleValue()
                : null;
    }

    private static @Nullable Integer integer(Parameter parameter, Object raw) {
        BigDecimal value = decimal(raw);
        if (value == null || !parameter.limits().admits(value.doubleValue())) {
            return null;
        }
        try {
            return value.intValueExact();
        } catch (ArithmeticException _) {
            return null;
        }
    }

    private static @Nullable Boolean bool(Object raw) {
        if (raw instanceof Boolean flag) {
            return flag;
        }
        return switch (raw.toString()) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> null;
        };
    }

    private static @Nullable BigDecimal decimal(Object raw) {
        if (!(raw instanceof Number || raw instanceof String)) {
            return null;
        }
        try {
            return new BigDecimal(raw.toString().strip());
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private static @Nullable Long duration(Parameter parameter, Object raw) {
        var match = DURATION.matcher(raw.toString().strip());
        if (!match.matches()) {
            return null;
        }
        double unitSeconds =
                switch (match.group(2)) {
                    case "ms" -> 1e-3;
                    case "m" -> 60;
                    case "h" -> 3600;
                    case null, default -> 1;
                };
        double seconds = Double.parseDouble(match.group(1)) * unitSeconds;
        return parameter.limits().admits(seconds)
                ? (Long) Math.round(seconds * NANOS_PER_SECOND)
                : null;
    }
}
