package io.spillway.actuate.cluster;

import io.spillway.fleet.RunId;

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

    /** Whether a controller of this run holds it. */
    boolean isHeldBy(RunId run, Instant now) {
        return isHeld(now) && holder.startsWith(run + "/");
    }

    /** Whether its holder still renews it. */
    public boolean isHeld(Instant now) {
        return !holder.isEmpty()
                && renewed != null
                && renewed.plusSeconds(durationSeconds).isAfter(now);
    }
}
