/** Ray Serve's replica autoscaler. Pure; each instance is used by one thread. */
@NullMarked
package io.spillway.policy.ray;

import org.jspecify.annotations.NullMarked;
