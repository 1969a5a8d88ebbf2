/**
 * Policies of our own and of platform guides: fixed sizes, thresholds, set points and formulas.
 * Pure; each instance is used by one thread.
 */
@NullMarked
package io.spillway.policy.basic;

import org.jspecify.annotations.NullMarked;
