package io.spillway.sim.http;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

/**
 * A metrics page whose names and labels are laid out once and whose values are filled in at each
 * scrape, so that a scrape does not hold up the loop that sends tokens.
 *
 * <p>It is written in the manner of vLLM's Python front-end (text format, labels in alphabetical
 * order, {@code _created} series) or of its Rust one (OpenMetrics, whole numbers without fraction,
 * model name first).
 */
final class Exposition {

    private final MetricsFlavour flavour;
    private final double createdSeconds;
    private final List<Line> lines = new ArrayList<>();

    /**
     * @param createdSeconds when the counters began, as seconds since 1970
     */
    Exposition(MetricsFlavour flavour, double createdSeconds) {
        this.flavour = flavour;
        this.createdSeconds = createdSeconds;
    }

    private record Line(String text, @Nullable DoubleSupplier value) {}

    /** Label names and values, in alphabetical order. */
    record Labels(Map<String, String> pairs) {

        static Labels of(String... namesAndValues) {
            Map<String, String> ordered = new TreeMap<>();
            for (int i = 0; i < namesAndValues.length; i += 2) {
                ordered.put(namesAndValues[i], namesAndValues[i + 1]);
            }
            return new Labels(ordered);
        }

        Labels with(String name, String value) {
            Map<String, String> more = new TreeMap<>(pairs);
            more.put(name, value);
            return new Labels(more);
        }
    }

    void head(String name, String type, String help) {
        boolean total = type.equals("counter") && flavour == MetricsFlavour.PYTHON;
        String shown = total ? name + "_total" : name;
        String text = "# HELP %s %s\n# TYPE %s %s\n".formatted(shown, help, shown, type);
        lines.add(new Line(text, null));
    }

    void sample(String name, Labels labels, DoubleSupplier value) {
        lines.add(new Line(name + text(labels) + ' ', value));
    }

    void gauge(String name, String help, Labels labels, DoubleSupplier value) {
        head(name, "gauge", help);
        sample(name, labels, value);
    }

    void counter(String name, String help, Labels labels, DoubleSupplier value) {
        head(name, "counter", help);
        sample(name + "_total", labels, value);
        createdHead(name, help);
        created(name, labels);
    }

    /** Precedes {@link #created}; nothing in the flavour that has no such series. */
    void createdHead(String name, String help) {
        if (flavour == MetricsFlavour.PYTHON) {
            head(name + "_created", "gauge", help);
        }
    }

    void created(String name, Labels labels) {
        if (flavour == MetricsFlavour.PYTHON) {
            sample(name + "_created", labels, () -> createdSeconds);
        }
    }

    void histogram(String name, String help, Labels labels, Histogram histogram) {
        head(name, "histogram", help);
        buckets(name, labels, histogram);
        createdHead(name, help);
        created(name, labels);
    }

    void buckets(String name, Labels labels, Histogram histogram) {
        String bucket = name + "_bucket";
        for (int i = 0; i < histogram.size(); i++) {
            int index = i;
            String bound = pythonNumber(histogram.bound(i));
            sample(bucket, labels.with("le", bound), () -> histogram.cumulative(index));
        }
        sample(bucket, labels.with("le", "+Inf"), histogram::count);
        sample(name + "_count", labels, histogram::count);
        sample(name + "_sum", labels, histogram::sum);
    }

    /** The page, with the values of this moment. */
    String render() {
        StringBuilder out = new StringBuilder(48_000);
        for (Line line : lines) {
            out.append(line.text);
            if (line.value != null) {
                append(out, line.value.getAsDouble());
                out.append('\n');
            }
        }
        if (flavour == MetricsFlavour.RUST) {
            out.append("# EOF\n");
        }
        return out.toString();
    }

    private String text(Labels labels) {
        StringBuilder out = new StringBuilder();
        String first = flavour == MetricsFlavour.RUST ? "model_name" : "";
        String firstValue = labels.pairs().get(first);
        if (firstValue != null) {
            append(out, first, firstValue);
        }
        for (Map.Entry<String, String> pair : labels.pairs().entrySet()) {
            if (!pair.getKey().equals(first)) {
                append(out, pair.getKey(), pair.getValue());
            }
        }
        return out.isEmpty() ? "" : out.append('}').toString();
    }

    private static void append(StringBuilder out, String name, String value) {
        String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        out.append(out.isEmpty() ? '{' : ',').append(name);
        out.append("=\"").append(escaped).append('"');
    }

    private void append(StringBuilder out, double value) {
        boolean whole = value == Math.rint(value) && value >= 0 && value < 1e6;
        if (whole) {
            out.append((long) value);
            if (flavour == MetricsFlavour.PYTHON) {
                out.append(".0");
            }
        } else if (flavour == MetricsFlavour.RUST && value == Math.rint(value)) {
            out.append((long) value);
        } else {
            out.append(pythonNumber(value));
        }
    }

    /**
     * A number as Python's client writes it: always with a fraction, and with an exponent from a
     * million on.
     */
    static String pythonNumber(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        String plain = new BigDecimal(Double.toString(value)).toPlainString();
        int point = plain.indexOf('.');
        if (point < 0) {
            point = plain.length();
            plain = plain + ".0";
        }
        if (value <= 0 || point <= 6) {
            return plain;
        }
        String digits =
                plain.charAt(0) + "." + plain.substring(1, point) + plain.substring(point + 1);
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        if (digits.charAt(end - 1) == '.') {
            end--;
        }
        return "%se+%02d".formatted(digits.substring(0, end), point - 1);
    }
}
