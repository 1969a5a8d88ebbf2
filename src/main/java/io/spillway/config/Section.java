package io.spillway.config;

import io.spillway.config.ConfigNode.Mapping;
import io.spillway.config.ConfigNode.Scalar;
import io.spillway.config.ConfigNode.Sequence;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One section of an experiment. Each question names a key and its default; a value that cannot be
 * used is reported and answered by the default, so that reading goes on.
 */
final class Section extends Place {

    Section(Reading reading, @Nullable Mapping node, String path, String template) {
        super(reading, node, path, template);
    }

    @Nullable String text(String key) {
        return text(key, "text", null);
    }

    String text(String key, String fallback) {
        String text = text(key, "text", fallback);
        return text == null ? fallback : text;
    }

    private @Nullable String text(String key, String type, @Nullable String fallback) {
        know(key, type, fallback);
        return scalar(key, "text", Function.identity());
    }

    boolean flag(String key, boolean fallback) {
        know(key, "boolean", fallback);
        Boolean flag = scalar(key, "true or false", Numbers::truth);
        return flag == null ? fallback : flag;
    }

    int integer(String key, int fallback, Bounds bounds) {
        know(key, "integer", fallback);
        Integer value = whole(key, bounds);
        return value == null ? fallback : value;
    }

    @Nullable Integer integer(String key, Bounds bounds) {
        know(key, "integer", null);
        return whole(key, bounds);
    }

    private @Nullable Integer whole(String key, Bounds bounds) {
        String allowed = "a whole number" + bounds.words();
        BigInteger value = scalar(key, allowed, Numbers::whole);
        if (value == null) {
            return null;
        }
        if (value.bitLength() > 31 || !bounds.holds(value.doubleValue())) {
            wrong(key, allowed);
            return null;
        }
        return value.intValue();
    }

    /** A number exactly as written, without trailing zeros. */
    @Nullable BigDecimal decimal(String key, Bounds bounds) {
        know(key, "number", null);
        String allowed = "a number" + bounds.words();
        BigDecimal value = scalar(key, allowed, Numbers::decimal);
        if (value == null) {
            return null;
        }
        if (!bounds.holds(value.doubleValue()) || Math.abs(value.scale()) > 30) {
            wrong(key, allowed);
            return null;
        }
        return new BigDecimal(value.stripTrailingZeros().toPlainString());
    }

    /** Any 64-bit number, as a seed. */
    @Nullable Long seed(String key) {
        know(key, "integer", null);
        BigInteger value = scalar(key, "a whole number", Numbers::whole);
        return value == null ? null : value.longValue();
    }

    double number(String key, double fallback, Bounds bounds) {
        know(key, "number", Numbers.text(fallback));
        Double value = bounded(key, bounds);
        return value == null ? fallback : value;
    }

    @Nullable Double number(String key, Bounds bounds) {
        know(key, "number", null);
        return bounded(key, bounds);
    }

    private @Nullable Double bounded(String key, Bounds bounds) {
        String allowed = "a number" + bounds.words();
        Double value = scalar(key, allowed, Numbers::number);
        if (value != null && !bounds.holds(value)) {
            wrong(key, allowed);
            return null;
        }
        return value;
    }

    Duration duration(String key, Duration fallback, Bounds seconds) {
        know(key, "duration", Numbers.text(fallback));
        Duration value = span(key, seconds);
        return value == null ? fallback : value;
    }

    @Nullable Duration duration(String key, Bounds seconds) {
        know(key, "duration", null);
        return span(key, seconds);
    }

    private @Nullable Duration span(String key, Bounds seconds) {
        String allowed = "a duration" + seconds.words() + ", as 5, 5s, 250ms, 2m or 1h";
        Duration value = scalar(key, allowed, Numbers::duration);
        if (value != null && !seconds.holds(value.toNanos() / 1e9)) {
            wrong(key, allowed);
            return null;
        }
        return value;
    }

    <E extends Enum<E> & Choice> E choice(String key, E fallback) {
        E value = choice(key, fallback.getDeclaringClass(), fallback);
        return value == null ? fallback : value;
    }

    <E extends Enum<E> & Choice> @Nullable E choice(String key, Class<E> type) {
        return choice(key, type, null);
    }

    private <E extends Enum<E> & Choice> @Nullable E choice(
            String key, Class<E> type, @Nullable E fallback) {
        List<E> choices = Arrays.asList(type.getEnumConstants());
        List<String> names = choices.stream().map(Choice::yaml).toList();
        String allowed = String.join(", ", names);
        know(key, "one of " + allowed, fallback == null ? null : fallback.yaml());
        String text = scalar(key, allowed, Function.identity());
        if (text == null) {
            return null;
        }
        for (E choice : choices) {
            if (Suggestions.normal(choice.yaml()).equals(Suggestions.normal(text))) {
                return choice;
            }
        }
        report(key, describe(key), "allowed " + allowed, Suggestions.nearest(text, names));
        return null;
    }

    /** A choice, with values known from elsewhere answered by a sentence. */
    <E extends Enum<E> & Choice> E choice(String key, E fallback, Map<String, String> refused) {
        if (refuseValue(key, refused)) {
            know(key, "one of", fallback.yaml());
            return fallback;
        }
        return choice(key, fallback);
    }

    /**
     * A secret by its value ({@code key}), an environment variable ({@code key_env}) or the first
     * line of a file ({@code key_file}).
     */
    @Nullable Secret secret(String key) {
        String literal = text(key);
        String variable = text(key + "_env");
        String file = text(key + "_file");
        if (Stream.of(literal, variable, file).filter(Objects::nonNull).count() > 1) {
            problem(key, "write one of %s, %s_env and %s_file".formatted(key, key, key));
        }
        String value = literal;
        if (variable != null) {
            value = environment(key + "_env", variable);
        } else if (file != null) {
            Path path = reading().find(file);
            value = path == null ? null : reading().surroundings().files().read(path);
            if (value == null) {
                problem(key + "_file", "name a readable file");
            }
        }
        return value == null ? null : reading().keep(new Secret(value.strip()));
    }

    /** The value of an environment variable that the file names. */
    @Nullable String environment(String key, String variable) {
        String value = reading().surroundings().environment().get(variable);
        if (value == null || value.isEmpty()) {
            problem(key, "set the environment variable " + variable);
            return null;
        }
        return value;
    }

    /**
     * An existing file or folder. A relative path counts from the working directory, or else from
     * the folder of the experiment file.
     */
    @Nullable Path file(String key) {
        String text = text(key);
        if (text == null) {
            return null;
        }
        Path path = reading().find(text);
        if (path == null) {
            problem(key, "name a readable file, from here or from the experiment's folder");
            return Path.of(text);
        }
        return path;
    }

    /** A section that always has values, defaults where it was not written. */
    Section section(String key) {
        know(key, "section", null);
        return reading().section(mapping(key), path(key), template(key));
    }

    /** A section whose absence means something. */
    <T> @Nullable T section(String key, Function<Section, T> read) {
        Section section = section(key);
        return section.present() || reading().probing() ? read.apply(section) : null;
    }

    private @Nullable Mapping mapping(String key) {
        ConfigNode value = value(key);
        if (value instanceof Mapping mapping) {
            return mapping;
        }
        if (value != null) {
            wrong(key, "a section with keys of its own");
        }
        return null;
    }

    <T> List<T> sections(String key, Function<Section, T> read) {
        know(key, "list of sections", "[]");
        List<T> items = new ArrayList<>();
        List<ConfigNode> nodes = nodes(key, "a list of sections");
        for (int i = 0; i < nodes.size(); i++) {
            String at = path(key) + "[" + i + "]";
            if (nodes.get(i) instanceof Mapping mapping) {
                items.add(read.apply(reading().section(mapping, at, template(key) + "[]")));
            } else {
                problem(nodes.get(i), at, "a section with keys of its own");
            }
        }
        if (reading().probing()) {
            items.add(read.apply(reading().section(null, path(key) + "[0]", template(key) + "[]")));
        }
        return items;
    }

    List<String> texts(String key) {
        know(key, "list of texts", "[]");
        return items(key, "text", Function.identity());
    }

    List<Double> numbers(String key, List<Double> fallback, Bounds bounds) {
        String shown = fallback.stream().map(Numbers::text).collect(Collectors.joining(", "));
        know(key, "list of numbers", "[" + shown + "]");
        if (!has(key)) {
            return fallback;
        }
        Function<String, @Nullable Double> parse =
                text -> {
                    Double value = Numbers.number(text);
                    return value != null && bounds.holds(value) ? value : null;
                };
        return items(key, "a number" + bounds.words(), parse);
    }

    private <T> List<T> items(String key, String allowed, Function<String, @Nullable T> parse) {
        List<T> items = new ArrayList<>();
        List<ConfigNode> nodes = nodes(key, "a list");
        for (int i = 0; i < nodes.size(); i++) {
            ConfigNode item = nodes.get(i);
            T value = item instanceof Scalar scalar ? parse.apply(scalar.text()) : null;
            if (value == null) {
                problem(item, path(key) + "[" + i + "]", allowed);
            } else {
                items.add(value);
            }
        }
        return items;
    }

    private List<ConfigNode> nodes(String key, String allowed) {
        ConfigNode value = value(key);
        if (value instanceof Sequence sequence) {
            return sequence.items();
        }
        if (value != null) {
            wrong(key, allowed);
        }
        return List.of();
    }

    /** Free keys with text values. */
    Map<String, String> textMap(String key) {
        know(key, "map of texts", "{}");
        Map<String, String> map = new LinkedHashMap<>();
        Mapping mapping = mapping(key);
        if (mapping != null) {
            mapping.entries()
                    .forEach(
                            (name, entry) -> {
                                if (entry.value() instanceof Scalar scalar) {
                                    map.put(name, scalar.text());
                                } else {
                                    problem(entry.value(), path(key) + "." + name, "text");
                                }
                            });
        }
        return map;
    }

    /** Free keys with values of any kind: numbers, booleans, strings, lists and maps. */
    Map<String, Object> freeMap(String key) {
        know(key, "map", "{}");
        Mapping mapping = mapping(key);
        return mapping == null ? Map.of() : FreeValues.map(mapping);
    }

    private <T> @Nullable T scalar(
            String key, String allowed, Function<String, @Nullable T> parse) {
        ConfigNode value = value(key);
        if (value == null) {
            return null;
        }
        T parsed = value instanceof Scalar scalar ? parse.apply(scalar.text()) : null;
        if (parsed == null) {
            wrong(key, allowed);
        }
        return parsed;
    }
}
