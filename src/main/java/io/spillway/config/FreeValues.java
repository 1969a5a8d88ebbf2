package io.spillway.config;

import io.spillway.config.ConfigNode.Mapping;
import io.spillway.config.ConfigNode.Scalar;
import io.spillway.config.ConfigNode.Sequence;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Sections whose keys the reader does not know, as plain values: Boolean, Long, Double, String,
 * List and Map. Entries that are null are left out.
 */
final class FreeValues {
    private FreeValues() {}

    static Map<String, Object> map(Mapping mapping) {
        Map<String, Object> map = new LinkedHashMap<>();
        mapping.entries()
                .forEach(
                        (key, entry) -> {
                            if (!ConfigNode.isNull(entry.value())) {
                                map.put(key, value(entry.value()));
                            }
                        });
        return Collections.unmodifiableMap(map);
    }

    static Object value(ConfigNode node) {
        return switch (node) {
            case Mapping mapping -> map(mapping);
            case Sequence sequence -> {
                List<Object> items = new ArrayList<>();
                sequence.items().stream()
                        .filter(item -> !ConfigNode.isNull(item))
                        .forEach(item -> items.add(value(item)));
                yield Collections.unmodifiableList(items);
            }
            case Scalar scalar -> scalar.plain() ? plain(scalar.text()) : scalar.text();
        };
    }

    private static Object plain(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> numberOrText(text);
        };
    }

    private static Object numberOrText(String text) {
        BigDecimal number = Numbers.decimal(text);
        if (number == null) {
            return text;
        }
        BigInteger whole = text.matches("[+-]?\\d[\\d_]*") ? Numbers.whole(text) : null;
        if (whole != null && whole.bitLength() < 64) {
            return whole.longValue();
        }
        return number.doubleValue();
    }
}
