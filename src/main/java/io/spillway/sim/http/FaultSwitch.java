package io.spillway.sim.http;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;

import java.util.SplittableRandom;

/**
 * Faults that an administrator has switched on for the whole server. Confined to the server's loop.
 *
 * <p>Set by a JSON object of which every field is optional: {@code fault} (as {@link Faults#parse}
 * reads it), {@code probability} (of its happening to a request, 1 unless given), {@code seed};
 * {@code metrics} and {@code health}, each {@code ok}, {@code missing} (404), {@code failing} (503)
 * or {@code hang} (never answered); {@code clear: true} undoes all of it first.
 */
final class FaultSwitch {

    private Faults faults = Faults.NONE;
    private double probability = 1;
    private SplittableRandom random = new SplittableRandom(0);
    private PageFault metrics = PageFault.OK;
    private PageFault health = PageFault.OK;

    /** How a page misbehaves. */
    enum PageFault {
        OK,
        MISSING,
        FAILING,
        HANG
    }

    PageFault metrics() {
        return metrics;
    }

    PageFault health() {
        return health;
    }

    /** What is to go wrong with the next request; its own header wins. */
    Faults next(@Nullable String header) {
        if (header != null) {
            return Faults.parse(header);
        }
        return faults.equals(Faults.NONE) || random.nextDouble() >= probability
                ? Faults.NONE
                : faults;
    }

    /**
     * Applies an administrator's wish.
     *
     * @throws IllegalArgumentException when it cannot be read; then nothing has changed
     */
    void apply(JsonNode wish) {
        if (!wish.isObject()) {
            throw new IllegalArgumentException("expected a JSON object");
        }
        String text = wish.path("fault").asText("");
        Faults wanted = text.isEmpty() ? null : Faults.parse(text);
        double wantedProbability = wish.path("probability").asDouble(1);
        if (!(wantedProbability >= 0 && wantedProbability <= 1)) {
            throw new IllegalArgumentException("probability is not between 0 and 1");
        }
        PageFault wantedMetrics = page(wish.path("metrics").asText(""));
        PageFault wantedHealth = page(wish.path("health").asText(""));
        if (wish.path("clear").asBoolean(false)) {
            clear();
        }
        if (wanted != null) {
            faults = wanted;
            probability = wantedProbability;
            random = new SplittableRandom(wish.path("seed").asLong(0));
        }
        metrics = wantedMetrics == null ? metrics : wantedMetrics;
        health = wantedHealth == null ? health : wantedHealth;
    }

    private void clear() {
        faults = Faults.NONE;
        metrics = PageFault.OK;
        health = PageFault.OK;
    }

    private static @Nullable PageFault page(String name) {
        return switch (name) {
            case "" -> null;
            case "ok" -> PageFault.OK;
            case "missing" -> PageFault.MISSING;
            case "failing" -> PageFault.FAILING;
            case "hang" -> PageFault.HANG;
            default -> throw new IllegalArgumentException("unknown state: " + name);
        };
    }
}
