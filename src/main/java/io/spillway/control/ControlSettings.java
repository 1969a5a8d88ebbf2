package io.spillway.control;

import io.spillway.fleet.ReplicaSpec.Overrides;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a fleet is run.
 *
 * @param shutdownTimeout how long {@link ControlLoop#shutdown} waits for replicas to stop
 */
public record ControlSettings(
        Size size,
        Observing observing,
        ScaleOut scaleOut,
        ScaleIn scaleIn,
        Starting starting,
        Health health,
        Duration shutdownTimeout) {

    public ControlSettings {
        notNegative("shutdown timeout", shutdownTimeout);
    }

    /** Everything at its default. */
    public static ControlSettings of(Size size) {
        return new ControlSettings(
                size,
                Observing.DEFAULT,
                ScaleOut.DEFAULT,
                ScaleIn.DEFAULT,
                Starting.DEFAULT,
                Health.DEFAULT,
                Duration.ofSeconds(8));
    }

    public ControlSettings with(Size value) {
        return new ControlSettings(
                value, observing, scaleOut, scaleIn, starting, health, shutdownTimeout);
    }

    public ControlSettings with(Observing value) {
        return new ControlSettings(
                size, value, scaleOut, scaleIn, starting, health, shutdownTimeout);
    }

    public ControlSettings with(ScaleOut value) {
        return new ControlSettings(
                size, observing, value, scaleIn, starting, health, shutdownTimeout);
    }

    public ControlSettings with(ScaleIn value) {
        return new ControlSettings(
                size, observing, scaleOut, value, starting, health, shutdownTimeout);
    }

    public ControlSettings with(Starting value) {
        return new ControlSettings(
                size, observing, scaleOut, scaleIn, value, health, shutdownTimeout);
    }

    public ControlSettings with(Health value) {
        return new ControlSettings(
                size, observing, scaleOut, scaleIn, starting, value, shutdownTimeout);
    }

    /**
     * How many replicas, and what they are called: {@code <idPrefix>-<n>} with the lowest n that no
     * existing replica has. So the n-th replica keeps its port, node and overrides when it comes
     * back, and its name is used again only after it is gone.
     *
     * @param maxParallelStarts replicas that may be starting at once, 0 for no bound
     * @param overrides by ordinal, from 1
     */
    public record Size(
            String idPrefix,
            int minReplicas,
            int maxReplicas,
            int maxParallelStarts,
            Map<Integer, Overrides> overrides) {

        public Size {
            if (minReplicas < 0 || maxReplicas < Math.max(1, minReplicas)) {
                throw new IllegalArgumentException(
                        "replicas must be 0 <= min <= max, max at least 1: min %d, max %d"
                                .formatted(minReplicas, maxReplicas));
            }
            notNegative("max parallel starts", maxParallelStarts);
            overrides = Collections.unmodifiableMap(new TreeMap<>(overrides));
        }

        public static Size of(String idPrefix, int minReplicas, int maxReplicas) {
            return new Size(idPrefix, minReplicas, maxReplicas, 0, Map.of());
        }

        Overrides overridesOf(int ordinal) {
            return overrides.getOrDefault(ordinal, Overrides.NONE);
        }
    }

    /**
     * When replicas are looked at.
     *
     * @param pollTimeout how long one poll may take; a check waits for the poll of its instant
     * @param staleAfter age from which a sample counts as stale
     */
    public record Observing(
            Duration pollInterval,
            Duration pollTimeout,
            Duration staleAfter,
            Duration checkInterval) {

        public static final Observing DEFAULT = every(Duration.ofSeconds(1), Duration.ofSeconds(5));

        public Observing {
            positive("poll interval", pollInterval);
            positive("poll timeout", pollTimeout);
            positive("staleness limit", staleAfter);
            positive("check interval", checkInterval);
        }

        /** Samples may miss two polls before they are stale. */
        public static Observing every(Duration pollInterval, Duration checkInterval) {
            return new Observing(
                    pollInterval,
                    pollInterval,
                    pollInterval.multipliedBy(5).dividedBy(2),
                    checkInterval);
        }
    }

    /**
     * Limits on growing.
     *
     * @param maxStep the most replicas one decision may add, 0 for no bound
     * @param cooldown time after a scale-out in which the target does not grow again
     */
    public record ScaleOut(int maxStep, Duration cooldown) {
        public static final ScaleOut DEFAULT = new ScaleOut(0, Duration.ZERO);

        public ScaleOut {
            notNegative("max step", maxStep);
            notNegative("scale-out cooldown", cooldown);
        }
    }

    /**
     * Limits on shrinking, and how replicas go.
     *
     * @param enabled false: policies cannot shrink the fleet (a request by hand can)
     * @param cooldown time after any scaling in which the target does not shrink
     * @param drainTimeout how long in-flight requests may take to finish before they are aborted
     * @param stopGrace what the actuator may give a drained replica to end
     * @param stopTimeout how long the actuator may take before a replica counts as lost
     */
    public record ScaleIn(
            boolean enabled,
            Duration cooldown,
            Duration drainTimeout,
            Duration stopGrace,
            Duration stopTimeout,
            VictimChoice victims) {

        public static final ScaleIn DEFAULT =
                new ScaleIn(
                        true,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(120),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(60),
                        new VictimChoice.Newest());

        public ScaleIn {
            notNegative("scale-in cooldown", cooldown);
            notNegative("drain timeout", drainTimeout);
            notNegative("stop grace", stopGrace);
            positive("stop timeout", stopTimeout);
        }

        public ScaleIn withCooldown(Duration value) {
            return new ScaleIn(enabled, value, drainTimeout, stopGrace, stopTimeout, victims);
        }

        public ScaleIn withEnabled(boolean value) {
            return new ScaleIn(value, cooldown, drainTimeout, stopGrace, stopTimeout, victims);
        }

        public ScaleIn withDrainTimeout(Duration value) {
            return new ScaleIn(enabled, cooldown, value, stopGrace, stopTimeout, victims);
        }

        public ScaleIn withVictims(VictimChoice value) {
            return new ScaleIn(enabled, cooldown, drainTimeout, stopGrace, stopTimeout, value);
        }
    }

    /**
     * How replicas start.
     *
     * @param timeout from the start to serving, warm-up included
     * @param warmUps attempts to get one uncounted request through before any traffic, 0 for none
     * @param warmUpTimeout for each attempt
     * @param attempts failed starts in a row after which the target falls back to what exists
     * @param backoff wait after a failed start; doubles with each in a row
     * @param maxBackoff the longest wait
     * @param toleratesFailure false ends the run with the first failed start
     * @param adoptionGrace how long an earlier controller's replicas may take to appear before any
     *     is started
     */
    public record Starting(
            Duration timeout,
            int warmUps,
            Duration warmUpTimeout,
            int attempts,
            Duration backoff,
            Duration maxBackoff,
            boolean toleratesFailure,
            Duration adoptionGrace) {

        public static final Starting DEFAULT =
                new Starting(
                        Duration.ofSeconds(600),
                        3,
                        Duration.ofSeconds(60),
                        5,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(60),
                        true,
                        Duration.ZERO);

        public Starting {
            positive("start timeout", timeout);
            notNegative("warm-ups", warmUps);
            positive("warm-up timeout", warmUpTimeout);
            if (attempts < 1) {
                throw new IllegalArgumentException("start attempts is below 1: " + attempts);
            }
            positive("start backoff", backoff);
            positive("longest start backoff", maxBackoff);
            notNegative("adoption grace", adoptionGrace);
        }

        public Starting withTimeout(Duration value) {
            return with(value, warmUps, toleratesFailure, adoptionGrace);
        }

        public Starting withWarmUps(int value) {
            return with(timeout, value, toleratesFailure, adoptionGrace);
        }

        public Starting withToleratesFailure(boolean value) {
            return with(timeout, warmUps, value, adoptionGrace);
        }

        public Starting withAdoptionGrace(Duration value) {
            return with(timeout, warmUps, toleratesFailure, value);
        }

        private Starting with(Duration limit, int requests, boolean tolerates, Duration grace) {
            return new Starting(
                    limit,
                    requests,
                    warmUpTimeout,
                    attempts,
                    backoff,
                    maxBackoff,
                    tolerates,
                    grace);
        }
    }

    /**
     * How replicas are asked whether they serve.
     *
     * @param readinessInterval while they start
     * @param interval once they are ready
     * @param timeout for one answer
     * @param failures answers in a row, other than serving, after which a ready replica is dead
     */
    public record Health(
            Duration readinessInterval, Duration interval, Duration timeout, int failures) {

        public static final Health DEFAULT =
                new Health(Duration.ofMillis(250), Duration.ofSeconds(5), Duration.ofSeconds(5), 3);

        public Health {
            positive("readiness interval", readinessInterval);
            positive("health interval", interval);
            positive("health timeout", timeout);
            if (failures < 1) {
                throw new IllegalArgumentException("health failures is below 1: " + failures);
            }
        }
    }

    private static void positive(String what, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(what + " is not above 0: " + value);
        }
    }

    private static void notNegative(String what, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(what + " is negative: " + value);
        }
    }

    private static void notNegative(String what, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(what + " is negative: " + value);
        }
    }
}
