/**
 * What every actuator on a Kubernetes cluster has in common, free of any client library: the ports
 * to a cluster, what is read from it as plain values, the story of a replica's pod, ways to reach
 * it, free capacity, the lock against a second controller, and the cleaning up.
 *
 * <p>Threading: an actuator's state is confined to its own loop thread ({@code
 * spillway-<actuator>}); calls to the cluster block, so they run on virtual threads, and hand their
 * answers back to the loop.
 */
@NullMarked
package io.spillway.actuate.cluster;

import org.jspecify.annotations.NullMarked;
