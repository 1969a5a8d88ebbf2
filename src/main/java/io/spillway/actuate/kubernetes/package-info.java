/**
 * Replicas of a workload that is scaled through its scale subresource, and the adapter to a cluster
 * by fabric8's client over OkHttp.
 *
 * <p>Threading: {@link io.spillway.actuate.kubernetes.KubernetesActuator} has one loop thread;
 * {@link io.spillway.actuate.kubernetes.KubernetesCluster} may be used by any thread, and runs one
 * virtual thread per pod selector that is followed.
 */
@NullMarked
package io.spillway.actuate.kubernetes;

import org.jspecify.annotations.NullMarked;
