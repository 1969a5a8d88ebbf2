package io.spillway.actuate.cluster;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A Lease object.
 *
 * @param version of the object, null before it exists
 * @param holder empty when nobody holds it
 */
public record LeaseView(
        String name,
        @Nullable String version,
        String holder,
        @Nullable Instant renewed,
        int durationSeconds,
        Map<String, String> labels,
        Map<String, String> annotations) {

    public LeaseView {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
    }

    /** Whether its holder still renews it. */
    public boolean isHeld(Instant now) {
        return !holder.isEmpty()
                && renewed != null
                && renewed.plusSeconds(durationSeconds).isAfter(now);
    }
}
