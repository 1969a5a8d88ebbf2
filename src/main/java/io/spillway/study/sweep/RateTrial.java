package io.spillway.study.sweep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one constant rate of requests came to, against the objectives.
 *
 * @param requestedRate requests per second that were asked for
 * @param offeredRate requests per second that came due, which differs where arrivals are random
 * @param seconds for which they were sent
 * @param met whether every objective held
 * @param attainment share of requests within every limit
 * @param measured what each target's figure came to, by key
 */
public record RateTrial(
        double requestedRate,
        double offeredRate,
        int seconds,
        boolean met,
        double attainment,
        Map<String, Double> measured) {
    public RateTrial {
        measured = Collections.unmodifiableMap(new LinkedHashMap<>(measured));
    }
}
