package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An item of {@code circuit_breakers}: ends the load when too much goes wrong.
 *
 * @param matches JMESPath expressions: requests of which any is true count; empty for all
 * @param rules JMESPath expressions: a counted request of which any is true has gone wrong; empty
 *     for failed requests
 * @param triggers any of them opens the breaker
 */
public record CircuitBreakerConfig(
        String name, List<String> matches, List<String> rules, List<Trigger> triggers) {

    public CircuitBreakerConfig {
        matches = List.copyOf(matches);
        rules = List.copyOf(rules);
        triggers = List.copyOf(triggers);
    }

    /** What opens a breaker. */
    public sealed interface Trigger {}

    /** So many in a row. */
    public record Consecutive(int threshold) implements Trigger {}

    /**
     * Such a share of the requests that ended within the window.
     *
     * @param share from 0 to 1
     * @param minSamples with fewer in the window nothing happens
     */
    public record RateOverWindow(Duration window, double share, int minSamples)
            implements Trigger {}

    private enum TriggerType implements Choice {
        CONSECUTIVE,
        RATE_OVER_WINDOW
    }

    static CircuitBreakerConfig read(Section s) {
        String name = s.text("name");
        if (name == null) {
            s.missing("name", "name the breaker; load.circuit_breakers refers to it");
        }
        Section metrics = s.section("metrics");
        List<String> matches = metrics.texts("matches");
        List<String> rules = metrics.texts("rules");
        List<Trigger> triggers =
                new ArrayList<>(s.sections("triggers", CircuitBreakerConfig::trigger));
        if (triggers.isEmpty() && !s.has("triggers")) {
            s.missing("triggers", "write triggers, as - {type: consecutive, threshold: 10}");
        }
        return new CircuitBreakerConfig(name == null ? "" : name, matches, rules, triggers);
    }

    private static Trigger trigger(Section s) {
        TriggerType written = s.choice("type", TriggerType.class);
        TriggerType type = written == null ? TriggerType.CONSECUTIVE : written;
        if (!s.has("type")) {
            s.missing("type", "write consecutive or rate_over_window");
        }
        boolean rate = type == TriggerType.RATE_OVER_WINDOW;
        Double threshold = s.number("threshold", rate ? Bounds.SHARE : Bounds.atLeast(1));
        Duration window = s.duration("window_sec", Bounds.POSITIVE);
        int minSamples = s.integer("min_samples", 0, Bounds.NOT_NEGATIVE);
        if (!s.has("threshold")) {
            s.missing("threshold", rate ? "write a share from 0 to 1" : "write how many in a row");
        }
        if (rate && !s.has("window_sec")) {
            s.missing("window_sec", "write how far back the share looks");
        }
        return rate
                ? new RateOverWindow(
                        orSecond(window), threshold == null ? 1 : threshold, minSamples)
                : new Consecutive(threshold == null ? 1 : (int) Math.ceil(threshold));
    }

    private static Duration orSecond(@Nullable Duration window) {
        return window == null ? Duration.ofSeconds(1) : window;
    }
}
