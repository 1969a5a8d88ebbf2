package io.spillway.study.evaluate;

/**
 * The best that scaling could have done with this traffic, in replica-seconds: see {@link
 * io.spillway.analysis.Oracle}. Demand is the arrivals of the first seed, averaged over {@code
 * smoothingSeconds}, over what one replica serves within the objectives.
 *
 * @param capacityPerReplica requests per second of one replica
 * @param how it was found, in words
 * @param startUpSeconds mean, from ordering a replica to its readiness
 * @param zeroDelay replicas come and go at once
 * @param withStartUp replicas are paid for while they start
 * @param bestStatic a constant number of replicas
 */
public record Bounds(
        double capacityPerReplica,
        String how,
        double startUpSeconds,
        int smoothingSeconds,
        double zeroDelay,
        double withStartUp,
        double bestStatic) {}
