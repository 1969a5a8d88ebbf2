package io.spillway.metrics;

import io.spillway.metrics.Exposition.Sample;

import java.util.Map;

/** Writes pages for tests, in either flavour. */
final class ExpositionPrinter {
    private final boolean openMetrics;
    private final StringBuilder page = new StringBuilder();

    ExpositionPrinter(boolean openMetrics) {
        this.openMetrics = openMetrics;
    }

    ExpositionPrinter type(String family, String type) {
        page.append("# HELP ").append(family).append(" What it \\\\ is.\n");
        page.append("# TYPE ").append(family).append(' ').append(type).append('\n');
        return this;
    }

    ExpositionPrinter sample(Sample sample) {
        boolean plain = sample.name().matches("[a-zA-Z_:][a-zA-Z0-9_:]*");
        page.append(plain ? sample.name() : "");
        if (!plain || !sample.labels().isEmpty()) {
            page.append(plain ? "{" : "{" + quoted(sample.name()));
            String separator = plain ? "" : ",";
            for (Map.Entry<String, String> label : sample.labels().entrySet()) {
                page.append(separator).append(label.getKey()).append('=');
                page.append(quoted(label.getValue()));
                separator = ",";
            }
            page.append('}');
        }
        page.append(' ').append(number(sample.value()));
        if (!Double.isNaN(sample.timestampSeconds())) {
            String millis = Long.toString(Math.round(sample.timestampSeconds() * 1000));
            page.append(' ').append(openMetrics ? sample.timestampSeconds() : millis);
        }
        if (openMetrics && sample.name().endsWith("_bucket")) {
            page.append(" # {trace_id=\"a b\"} 0.5 1.0");
        }
        page.append('\n');
        return this;
    }

    String page() {
        return openMetrics ? page + "# EOF\n" : page.toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    private static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return Double.toString(value);
    }
}
