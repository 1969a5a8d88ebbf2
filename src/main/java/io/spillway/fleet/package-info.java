/**
 * What a fleet is: replicas, their states and samples, scaling decisions and the facts an actuator
 * reports, with the ports that adapters implement ({@link io.spillway.fleet.ReplicaMetrics}, {@link
 * io.spillway.fleet.Actuator}, {@link io.spillway.fleet.HealthProbe}, {@link
 * io.spillway.fleet.FleetEvents}).
 *
 * <p>Threading: values are immutable. Ports never block; their callbacks arrive on the control
 * thread.
 */
@NullMarked
package io.spillway.fleet;

import org.jspecify.annotations.NullMarked;
