package io.spillway.analysis;

import io.spillway.record.RequestStats;
import io.spillway.record.RequestStats.Metric;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/** The parts of a summary that a whole run and a stage have in common. */
final class StatsParts {
    private final SummarySettings settings;

    StatsParts(SummarySettings settings) {
        this.settings = settings;
    }

    RunSummary.Requests requests(RequestStats stats) {
        return new RunSummary.Requests(
                stats.offered(),
                stats.sent(),
                stats.succeeded(),
                stats.failed(),
                stats.failuresByCause(),
                stats.capped(),
                stats.reconnects(),
                settings.windowed() ? stats.excluded() : null);
    }

    RunSummary.Latency latency(RequestStats stats) {
        boolean streaming = settings.streaming();
        return new RunSummary.Latency(
                streaming ? both(stats, Metric.TTFT_FROM_SENT, Metric.TTFT_FROM_INTENDED) : null,
                streaming ? Dist.ofNanos(stats.of(Metric.ITL)) : null,
                streaming ? Dist.ofNanos(stats.of(Metric.TPOT)) : null,
                both(stats, Metric.E2E_FROM_SENT, Metric.E2E_FROM_INTENDED),
                Dist.ofNanos(stats.of(Metric.SCHEDULE_DELAY)));
    }

    private static RunSummary.FromBoth both(RequestStats stats, Metric sent, Metric intended) {
        return new RunSummary.FromBoth(
                Dist.ofNanos(stats.of(sent)), Dist.ofNanos(stats.of(intended)));
    }

    RunSummary.Tokens tokens(RequestStats stats) {
        return new RunSummary.Tokens(stats.inputTokens(), stats.outputTokens());
    }

    RunSummary.Throughput throughput(RequestStats stats) {
        double seconds = (stats.lastEndNanos() - stats.firstIntendedNanos()) / 1e9;
        double span = stats.measured() == 0 || seconds <= 0 ? Double.NaN : seconds;
        return new RunSummary.Throughput(
                stats.measuredSuccesses() / span,
                stats.outputTokens() / span,
                (stats.inputTokens() + stats.outputTokens()) / span,
                settings.targets().isEmpty() ? null : stats.good() / span);
    }

    RunSummary.@Nullable Slo slo(RequestStats stats) {
        SloTargets targets = settings.targets();
        if (targets.isEmpty()) {
            return null;
        }
        var measured = new LinkedHashMap<String, Double>();
        for (SloTargets.Percentile target : targets.percentiles()) {
            measured.put(target.key(), target.measuredSeconds(stats));
        }
        double failed = stats.measured() - stats.measuredSuccesses();
        double errorRate = stats.measured() == 0 ? Double.NaN : failed / stats.measured();
        if (targets.errorRate().isPresent()) {
            measured.put("error_rate", errorRate);
        }
        return new RunSummary.Slo(
                targets.byKey(),
                measured,
                stats.measured() == 0 ? Double.NaN : (double) stats.good() / stats.measured(),
                met(measured, stats));
    }

    /** Without a single success, what could not be measured is missed. */
    private @Nullable Boolean met(Map<String, Double> measured, RequestStats stats) {
        boolean unmeasured = false;
        for (Map.Entry<String, Double> entry : measured.entrySet()) {
            Double limit = settings.targets().byKey().get(entry.getKey());
            double value = entry.getValue();
            if (Double.isNaN(value)) {
                if (stats.measuredSuccesses() == 0) {
                    return false;
                }
                unmeasured = true;
            } else if (limit != null && value > limit) {
                return false;
            }
        }
        return unmeasured ? null : true;
    }
}
