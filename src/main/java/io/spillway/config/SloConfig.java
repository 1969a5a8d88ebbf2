package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code slo}: what good means.
 *
 * @param targets percentiles with their limits, from the intended send time
 * @param errorRate largest share of failed requests; null for no limit
 * @param perRequest limits of a single request: the strictest target of each metric, then {@code
 *     report.goodput.constraints}, then limits in headers
 */
public record SloConfig(
        List<Target> targets, @Nullable Double errorRate, Map<Metric, Duration> perRequest) {

    private static final Pattern KEY = Pattern.compile("([a-z0-9]+)_p(\\d{1,2}(?:\\.\\d{1,3})?)");

    public SloConfig {
        targets = List.copyOf(targets);
        perRequest = Collections.unmodifiableMap(copy(perRequest));
    }

    /** What a limit is about. */
    public enum Metric implements Choice {
        TTFT,
        TPOT,
        ITL,
        E2E,
        /** End-to-end time over output tokens; only as a limit of single requests. */
        NTPOT
    }

    /**
     * A percentile and its limit.
     *
     * @param key as written, {@code ttft_p95}
     * @param percentile from 0 to 100
     */
    public record Target(String key, Metric metric, double percentile, Duration limit) {}

    /** Whether there is anything to meet. */
    public boolean isEmpty() {
        return targets.isEmpty() && errorRate == null && perRequest.isEmpty();
    }

    static SloConfig read(Section s) {
        List<Target> targets = new ArrayList<>();
        Map<Metric, Duration> perRequest = new EnumMap<>(Metric.class);
        for (String key : s.keys()) {
            Matcher matcher = KEY.matcher(key);
            Metric metric = matcher.matches() ? metric(matcher.group(1)) : null;
            if (metric != null) {
                Duration limit = s.duration(key, Bounds.POSITIVE);
                if (limit != null) {
                    double percentile = Double.parseDouble(matcher.group(2));
                    targets.add(new Target(key, metric, percentile, limit));
                    perRequest.merge(metric, limit, SloConfig::smaller);
                }
            }
        }
        for (Metric metric : Metric.values()) {
            if (metric != Metric.NTPOT) {
                String key = metric.yaml() + "_p95";
                s.know(key, "duration; any percentile", null);
            }
        }
        return new SloConfig(targets, s.number("error_rate", Bounds.SHARE), perRequest);
    }

    /** With the limits that stand elsewhere, where this section has none. */
    SloConfig with(Map<Metric, Duration> others) {
        Map<Metric, Duration> all = new EnumMap<>(Metric.class);
        all.putAll(others);
        all.putAll(perRequest);
        return new SloConfig(targets, errorRate, all);
    }

    private static @Nullable Metric metric(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "ttft" -> Metric.TTFT;
            case "tpot" -> Metric.TPOT;
            case "itl" -> Metric.ITL;
            case "e2e" -> Metric.E2E;
            default -> null;
        };
    }

    private static Map<Metric, Duration> copy(Map<Metric, Duration> limits) {
        Map<Metric, Duration> copy = new EnumMap<>(Metric.class);
        copy.putAll(limits);
        return copy;
    }

    private static Duration smaller(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
