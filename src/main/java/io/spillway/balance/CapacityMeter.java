package io.spillway.balance;

import io.spillway.fleet.ReplicaSample;
import io.spillway.fleet.Signal;

import org.jspecify.annotations.Nullable;

import java.util.OptionalDouble;

/**
 * Tokens generated per second while requests were waiting, that is, while the engine was doing all
 * it can. Older intervals fade with a time constant of 30 s; known after 5 s of saturation.
 */
final class CapacityMeter {

    private static final double MEMORY_SECONDS = 30;
    private static final double ENOUGH_SECONDS = 5;

    private @Nullable ReplicaSample previous;
    private double tokens;
    private double seconds;

    void observe(ReplicaSample sample) {
        ReplicaSample before = previous;
        if (before != null && sample.atNanos() <= before.atNanos()) {
            return;
        }
        previous = sample;
        if (before == null || !isSaturated(before) || !isSaturated(sample)) {
            return;
        }
        OptionalDouble from = before.value(Signal.GENERATION_TOKENS);
        OptionalDouble to = sample.value(Signal.GENERATION_TOKENS);
        boolean restarted =
                from.isPresent() && to.isPresent() && to.getAsDouble() < from.getAsDouble();
        if (from.isEmpty() || to.isEmpty() || restarted) {
            return;
        }
        double interval = (sample.atNanos() - before.atNanos()) / 1e9;
        double fade = Math.exp(-interval / MEMORY_SECONDS);
        tokens = tokens * fade + (to.getAsDouble() - from.getAsDouble());
        seconds = seconds * fade + interval;
    }

    private static boolean isSaturated(ReplicaSample sample) {
        return sample.value(Signal.WAITING).orElse(0) > 0;
    }

    boolean isKnown() {
        return seconds >= ENOUGH_SECONDS && tokens > 0;
    }

    double tokensPerSecond() {
        return tokens / seconds;
    }
}
