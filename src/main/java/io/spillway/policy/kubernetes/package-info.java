/**
 * The Kubernetes Horizontal Pod Autoscaler (autoscaling/v2) and KEDA on top of it. Quantities are
 * milli-units, as there. Pure; each instance is used by one thread.
 */
@NullMarked
package io.spillway.policy.kubernetes;

import org.jspecify.annotations.NullMarked;
