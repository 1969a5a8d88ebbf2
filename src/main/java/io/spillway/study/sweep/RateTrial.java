package io.spillway.study.sweep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one constant rate of requests came to, against the objectives.
 *
 * @param requestsPerSecond that were asked for
 * @param offered that came, of arrivals drawn at random: requests due over seconds
 * @param seconds for which they were sent
 * @param met whether every objective held
 * @param attainment share of requests within every limit
 * @param measured what each target's figure came to, by key
 */
public record RateTrial(
        double requestsPerSecond,
        double offered,
        int seconds,
        boolean met,
        double attainment,
        Map<String, Double> measured) {
    public RateTrial {
        measured = Collections.unmodifiableMap(new LinkedHashMap<>(measured));
    }
}
