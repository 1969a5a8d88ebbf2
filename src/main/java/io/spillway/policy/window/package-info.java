/** Sliding windows over a policy's own readings. Pure; bounded by their length in time. */
@NullMarked
package io.spillway.policy.window;

import org.jspecify.annotations.NullMarked;
