package io.spillway.balance;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A balancer by name, with what it should do.
 *
 * @param type one of {@link Balancers#names()}
 * @param slowStart how new replicas ramp up
 * @param ejection when failing replicas are left out
 * @param maxInFlight requests one replica may have in flight before it is passed over, 0 for no
 *     bound; when all are at the bound the request waits at the router (late binding)
 * @param parameters the type's own parameters (see {@link Balancers#parameters}): numbers;
 *     durations also as {@code 10s} or {@code 500ms}
 */
public record BalancerSpec(
        String type,
        SlowStart slowStart,
        Ejection ejection,
        int maxInFlight,
        Map<String, Object> parameters) {

    public BalancerSpec {
        if (maxInFlight < 0) {
            throw new IllegalArgumentException("max in flight is negative: " + maxInFlight);
        }
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** A balancer with its defaults: no slow start, no ejection, no bound. */
    public static BalancerSpec of(String type) {
        return new BalancerSpec(type, SlowStart.NONE, Ejection.NONE, 0, Map.of());
    }

    public BalancerSpec withSlowStart(SlowStart value) {
        return new BalancerSpec(type, value, ejection, maxInFlight, parameters);
    }

    public BalancerSpec withEjection(Ejection value) {
        return new BalancerSpec(type, slowStart, value, maxInFlight, parameters);
    }

    public BalancerSpec withMaxInFlight(int value) {
        return new BalancerSpec(type, slowStart, ejection, value, parameters);
    }

    public BalancerSpec withParameters(Map<String, Object> value) {
        return new BalancerSpec(type, slowStart, ejection, maxInFlight, value);
    }
}
