package io.spillway.sim.http;

/** Which of vLLM's front-ends the metrics page is like. */
public enum MetricsFlavour {
    /** The default: text format. */
    PYTHON("text/plain; version=1.0.0; charset=utf-8"),
    /** The experimental one: OpenMetrics. */
    RUST("application/openmetrics-text; version=1.0.0; charset=utf-8");

    private final String contentType;

    MetricsFlavour(String contentType) {
        this.contentType = contentType;
    }

    /** The media type that the page is served with. */
    public String contentType() {
        return contentType;
    }
}
