package io.spillway.analysis;

import io.spillway.record.RequestStats;
import io.spillway.record.SloLimits;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Service level objectives, by key: {@code <ttft|tpot|itl|e2e>_<pNN>} in seconds, TTFT and
 * end-to-end from the intended send time, and {@code error_rate} as a share.
 *
 * @param byKey as given, in order
 */
public record SloTargets(Map<String, Double> byKey) {
    public static final SloTargets NONE = new SloTargets(Map.of());

    private static final String ERROR_RATE = "error_rate";
    private static final Pattern PERCENTILE =
            Pattern.compile("(ttft|tpot|itl|e2e)_p(\\d{1,2}(?:\\.\\d+)?)");

    public SloTargets {
        byKey = Collections.unmodifiableMap(new LinkedHashMap<>(byKey));
        byKey.forEach(SloTargets::check);
    }

    private static void check(String key, double limit) {
        if (!key.equals(ERROR_RATE) && !PERCENTILE.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    "slo key is neither error_rate nor <ttft|tpot|itl|e2e>_p<NN>: " + key);
        }
        if (!(limit >= 0) || Double.isInfinite(limit)) {
            throw new IllegalArgumentException("slo limit is not a number from 0: " + key);
        }
    }

    public boolean isEmpty() {
        return byKey.isEmpty();
    }

    /** What each request must keep: per metric, the strictest of its limits. */
    public SloLimits limits() {
        return new SloLimits(limit("ttft"), limit("tpot"), limit("itl"), limit("e2e"));
    }

    private long limit(String metric) {
        return percentiles().stream()
                .filter(target -> target.metric().equals(metric))
                .mapToLong(target -> Math.round(target.limitSeconds() * 1e9))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** The targets that are percentiles, in order. */
    public List<Percentile> percentiles() {
        var targets = new ArrayList<Percentile>();
        byKey.forEach(
                (key, limit) -> {
                    Matcher matcher = PERCENTILE.matcher(key);
                    if (matcher.matches()) {
                        double percent = Double.parseDouble(matcher.group(2));
                        targets.add(new Percentile(key, matcher.group(1), percent, limit));
                    }
                });
        return targets;
    }

    /** The largest share of measured requests that may fail. */
    public OptionalDouble errorRate() {
        Double limit = byKey.get(ERROR_RATE);
        return limit == null ? OptionalDouble.empty() : OptionalDouble.of(limit);
    }

    /**
     * One target on a percentile.
     *
     * @param metric {@code ttft}, {@code tpot}, {@code itl} or {@code e2e}
     */
    public record Percentile(String key, String metric, double percent, double limitSeconds) {

        /** The measured percentile in seconds, NaN when nothing was measured. */
        public double measuredSeconds(RequestStats stats) {
            RequestStats.Metric of =
                    switch (metric) {
                        case "ttft" -> RequestStats.Metric.TTFT_FROM_INTENDED;
                        case "tpot" -> RequestStats.Metric.TPOT;
                        case "itl" -> RequestStats.Metric.ITL;
                        default -> RequestStats.Metric.E2E_FROM_INTENDED;
                    };
            return stats.of(of).percentile(percent) / 1e9;
        }
    }
}
