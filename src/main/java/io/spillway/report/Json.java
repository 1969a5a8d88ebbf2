package io.spillway.report;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON object under construction, and its text: keys in the order in which they were put, LF line
 * ends. Fractions are decimal numbers with at most nine digits after the point, so that binary
 * noise does not show; what is not finite is null. Not thread-safe.
 */
public final class Json {
    private static final int DECIMALS = 9;
    private static final String HEX = "0123456789abcdef";

    private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

    /**
     * Puts a value: text, truth, whole number, a {@link Json}, a list or map of these, or null.
     *
     * @throws IllegalArgumentException when written, for anything else
     */
    public Json put(String key, @Nullable Object value) {
        members.put(key, value);
        return this;
    }

    /** Puts a whole number. */
    public Json put(String key, long value) {
        members.put(key, value);
        return this;
    }

    /** Puts a number, null when it is not finite. */
    public Json put(String key, double value) {
        members.put(key, decimal(value));
        return this;
    }

    /** Puts a value unless it is null. */
    public Json putIfPresent(String key, @Nullable Object value) {
        if (value != null) {
            members.put(key, value);
        }
        return this;
    }

    /** Puts every member of the other object. */
    public Json putAll(Json other) {
        members.putAll(other.members);
        return this;
    }

    /** The number as it is written; null when it is not finite. */
    public static @Nullable BigDecimal decimal(double value) {
        return decimal(value, DECIMALS);
    }

    /** The same with fewer digits after the point. */
    public static @Nullable BigDecimal decimal(double value, int decimals) {
        if (!Double.isFinite(value)) {
            return null;
        }
        BigDecimal rounded =
                BigDecimal.valueOf(value)
                        .setScale(decimals, RoundingMode.HALF_EVEN)
                        .stripTrailingZeros();
        return rounded.scale() < 1 ? rounded.setScale(1, RoundingMode.UNNECESSARY) : rounded;
    }

    /** Indented by two spaces, with a line end after it. */
    public String pretty() {
        var out = new StringBuilder();
        write(out, this, 0);
        return out.append('\n').toString();
    }

    /** On one line. */
    public String compact() {
        var out = new StringBuilder();
        write(out, this, -1);
        return out.toString();
    }

    /** Any value that {@link #put} takes, indented. */
    public static String pretty(@Nullable Object value) {
        var out = new StringBuilder();
        write(out, value, 0);
        return out.append('\n').toString();
    }

    /** Any value that {@link #put} takes, on one line. */
    public static String compact(@Nullable Object value) {
        var out = new StringBuilder();
        write(out, value, -1);
        return out.toString();
    }

    private static void write(StringBuilder out, @Nullable Object value, int indent) {
        switch (value) {
            case null -> out.append("null");
            case String text -> quote(out, text);
            case Json object -> members(out, object.members, indent);
            case Map<?, ?> map -> members(out, map, indent);
            case List<?> list -> elements(out, list, indent);
            case Boolean truth -> out.append(truth);
            case BigDecimal number -> out.append(number.toPlainString());
            case Double number -> write(out, decimal(number), indent);
            case Number whole -> out.append(whole.longValue());
            default -> throw new IllegalArgumentException("not JSON: " + value.getClass());
        }
    }

    private static void members(StringBuilder out, Map<?, ?> members, int indent) {
        out.append('{');
        String separator = "";
        for (Map.Entry<?, ?> member : members.entrySet()) {
            out.append(separator);
            newLine(out, inner(indent));
            quote(out, String.valueOf(member.getKey()));
            out.append(indent < 0 ? ":" : ": ");
            write(out, member.getValue(), inner(indent));
            separator = ",";
        }
        if (!members.isEmpty()) {
            newLine(out, indent);
        }
        out.append('}');
    }

    private static void elements(StringBuilder out, List<?> elements, int indent) {
        out.append('[');
        String separator = "";
        for (Object element : elements) {
            out.append(separator);
            newLine(out, inner(indent));
            write(out, element, inner(indent));
            separator = ",";
        }
        if (!elements.isEmpty()) {
            newLine(out, indent);
        }
        out.append(']');
    }

    private static int inner(int indent) {
        return indent < 0 ? indent : indent + 1;
    }

    private static void newLine(StringBuilder out, int indent) {
        if (indent >= 0) {
            out.append('\n').repeat("  ", indent);
        }
    }

    private static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                // Harmless in JSON, but not where it is put into a page or a script.
                case '<', '\u2028', '\u2029' -> unicode(out, c);
                default -> {
                    if (c < ' ' || (Character.isSurrogate(c) && !isPaired(text, i))) {
                        unicode(out, c);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static boolean isPaired(String text, int i) {
        char c = text.charAt(i);
        return Character.isHighSurrogate(c)
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }

    private static void unicode(StringBuilder out, char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX.charAt((c >> shift) & 0xf));
        }
    }
}
