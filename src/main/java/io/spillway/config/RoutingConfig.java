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
        Duration slowStart,
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
     * Sparing a replica that fails.
     *
     * @param failures so many in a row eject it; 0 for never
     * @param duration of the first ejection
     */
    public record Ejection(int failures, Duration duration) {}

    static RoutingConfig read(Section s) {
        Section ejection = s.section("ejection");
        return new RoutingConfig(
                s.text("type", "weighted-round-robin"),
                s.freeMap("parameters"),
                s.choice("weights", Weights.AUTO),
                s.duration("slow_start", Duration.ofSeconds(10), Bounds.NOT_NEGATIVE),
                s.duration("hold", Duration.ofSeconds(30), Bounds.NOT_NEGATIVE),
                s.integer("max_in_flight", Bounds.atLeast(1)),
                new Ejection(
                        ejection.integer("failures", 5, Bounds.NOT_NEGATIVE),
                        ejection.duration("duration", Duration.ofSeconds(30), Bounds.POSITIVE)));
    }
}
