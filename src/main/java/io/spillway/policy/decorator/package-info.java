/**
 * Policies around policies: bounds, cool-downs, stabilisation windows, rate limits, tolerance and
 * schedules. Pure; each instance is used by one thread.
 */
@NullMarked
package io.spillway.policy.decorator;

import org.jspecify.annotations.NullMarked;
