package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code routing}: which replica gets the next request.
 *
 * @param type name of a balancer
 * @param parameters its own, if it has any
 * @param weights where the replicas' weights come from
 * @param slowStart a fresh replica's weight grows to its own over so long
 * @param hold requests wait so long for a replica that may take them
 * @param maxInFlight requests in flight on one replica before others are held at the router; null
 *     for no bound
 * @param ejection of a replica that keeps failing
 */
public record RoutingConfig(
        String type,
        Map<String, Object> parameters,
        Weights weights,
        SlowStart slowStart,
        Duration hold,
        @Nullable Integer maxInFlight,
        Ejection ejection) {

    public RoutingConfig {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** Where weights come from. */
    public enum Weights implements Choice {
        /** Measured, else MIG labels, else equal. */
        AUTO,
        /** {@code fleet.replicas[].weight}. */
        STATIC,
        /** Shares of the GPU. */
        MIG,
        /** Measured capacity. */
        MEASURED
    }

    /**
     * How the weight of a fresh replica grows.
     *
     * @param window until it is whole; zero for at once
     * @param aggression 1 for a straight line, above 1 for a quick start
     * @param minWeight share of the weight at the beginning, above 0 and at most 1
     */
    public record SlowStart(Duration window, double aggression, double minWeight) {}

    /**
     * Sparing a replica that fails.
     *
     * @param failures so many in a row eject it; 0 for never
     * @param base length of the first ejection; the n-th in a row is n times as long
     * @param max length of the longest
     * @param maxPercent of the replicas that may be out at once
     */
    public record Ejection(int failures, Duration base, Duration max, double maxPercent) {}

    static RoutingConfig read(Section s) {
        return new RoutingConfig(
                s.text("type", "weighted-round-robin"),
                s.freeMap("parameters"),
                s.choice("weights", Weights.AUTO),
                slowStart(s),
                s.duration("hold", Duration.ofSeconds(30), Bounds.NOT_NEGATIVE),
                s.integer("max_in_flight", Bounds.atLeast(1)),
                ejection(s.section("ejection")));
    }

    private static SlowStart slowStart(Section s) {
        Duration window = Duration.ofSeconds(10);
        s.know("slow_start", "duration, or window, aggression and min_weight", "10s");
        if (s.value("slow_start") instanceof ConfigNode.Scalar) {
            return new SlowStart(s.duration("slow_start", window, Bounds.NOT_NEGATIVE), 1, 0.1);
        }
        Section block = s.section("slow_start");
        return new SlowStart(
                block.duration("window", window, Bounds.NOT_NEGATIVE),
                block.number("aggression", 1, Bounds.POSITIVE),
                block.number("min_weight", 0.1, Bounds.POSITIVE_SHARE));
    }

    private static Ejection ejection(Section s) {
        Duration base = s.duration("base", Duration.ofSeconds(30), Bounds.NOT_NEGATIVE);
        Duration max = s.duration("max", Duration.ofMinutes(5), Bounds.NOT_NEGATIVE);
        if (max.compareTo(base) < 0) {
            s.problem(s.has("max") ? "max" : "base", "write base ≤ max");
        }
        return new Ejection(
                s.integer("failures", 5, Bounds.NOT_NEGATIVE),
                base,
                max,
                s.number("max_percent", 50, Bounds.between(0, 100)));
    }
}
