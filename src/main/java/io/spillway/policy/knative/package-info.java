/** Knative's Pod Autoscaler. Pure; each instance is used by one thread. */
@NullMarked
package io.spillway.policy.knative;

import org.jspecify.annotations.NullMarked;
