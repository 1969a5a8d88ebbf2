/**
 * How many replicas there should be. Policies are pure: they keep their own history, see one {@link
 * io.spillway.fleet.FleetObservation} at a time and return a {@link
 * io.spillway.fleet.ScalingDecision}; they never act. To add one: write the class, add one line to
 * {@link io.spillway.policy.PolicyRegistry}, and a test.
 */
@NullMarked
package io.spillway.policy;

import org.jspecify.annotations.NullMarked;
