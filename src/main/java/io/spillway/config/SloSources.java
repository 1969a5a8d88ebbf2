package io.spillway.config;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Limits of single requests that stand outside {@code slo}. */
final class SloSources {
    private SloSources() {}

    /** {@code slo} wins over {@code report.goodput.constraints}, and these over headers. */
    static Experiment merge(Experiment e) {
        Map<SloConfig.Metric, Duration> limits = new EnumMap<>(SloConfig.Metric.class);
        header(e.api(), e.api().slo().ttftHeader(), SloConfig.Metric.TTFT, limits);
        header(e.api(), e.api().slo().tpotHeader(), SloConfig.Metric.TPOT, limits);
        e.report()
                .constraints()
                .forEach((constraint, limit) -> limits.put(metric(constraint), limit));
        return e.withSlo(e.slo().with(limits));
    }

    private static void header(
            ApiConfig api,
            String name,
            SloConfig.Metric metric,
            Map<SloConfig.Metric, Duration> limits) {
        api.headers().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(header -> Numbers.number(header.getValue().reveal()))
                .filter(value -> value != null && value > 0)
                .findFirst()
                .ifPresent(value -> limits.put(metric, limit(value, api.slo().unit())));
    }

    private static Duration limit(double value, ApiConfig.SloUnit unit) {
        return Duration.ofNanos(Math.round(value * unit.seconds() * 1e9));
    }

    private static SloConfig.Metric metric(ReportConfig.Constraint constraint) {
        return switch (constraint) {
            case TTFT -> SloConfig.Metric.TTFT;
            case TPOT -> SloConfig.Metric.TPOT;
            case ITL -> SloConfig.Metric.ITL;
            case NTPOT -> SloConfig.Metric.NTPOT;
            case REQUEST_LATENCY -> SloConfig.Metric.E2E;
        };
    }
}
