package io.spillway.actuate.cluster;

import java.time.Duration;

/**
 * How long a controller on a cluster waits.
 *
 * @param lease a controller that does not renew its Lease for so long is taken for dead; whole
 *     seconds
 * @param node how long a pod may find no node before its start has failed
 * @param creation from asking for a pod to looking for why there is none
 * @param vacancy how long the place of a pod that died is kept for the replica that replaces it
 */
public record Patience(Duration lease, Duration node, Duration creation, Duration vacancy) {

    public static final Patience DEFAULT =
            new Patience(
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(5));

    public Patience {
        if (!lease.isPositive() || !lease.equals(Duration.ofSeconds(lease.toSeconds()))) {
            throw new IllegalArgumentException("a Lease lasts whole seconds: " + lease);
        }
    }

    public Patience with(Duration newLease, Duration newNode) {
        return new Patience(newLease, newNode, creation, vacancy);
    }
}
