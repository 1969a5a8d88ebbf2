package io.spillway.study.evaluate;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/** Values of parameters as Kubernetes manifests spell them. */
final class ManifestValues {
    private ManifestValues() {}

    /** A duration such as {@code 90}, {@code 90s} or {@code 1.5m}. */
    static Long wholeSeconds(@Nullable Object duration) {
        String text = String.valueOf(duration).strip();
        String number = text.replaceAll("[a-z]+$", "");
        BigDecimal amount = new BigDecimal(number);
        BigDecimal unit =
                switch (text.substring(number.length())) {
                    case "ms" -> new BigDecimal("0.001");
                    case "m" -> BigDecimal.valueOf(60);
                    case "h" -> BigDecimal.valueOf(3600);
                    default -> BigDecimal.ONE;
                };
        return amount.multiply(unit).longValue();
    }

    /** A quantity: whole, or in thousandths. */
    static String quantity(@Nullable Object value) {
        BigDecimal number = plain(value);
        return number.scale() <= 0
                ? number.toPlainString()
                : number.movePointRight(3).toBigInteger() + "m";
    }

    static BigDecimal plain(@Nullable Object value) {
        BigDecimal number = new BigDecimal(String.valueOf(value)).stripTrailingZeros();
        return number.scale() < 0 ? number.setScale(0) : number;
    }

    static Map<String, Object> ordered(@Nullable Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            Object value = keysAndValues[i + 1];
            if (value != null) {
                map.put(String.valueOf(keysAndValues[i]), value);
            }
        }
        return map;
    }
}
