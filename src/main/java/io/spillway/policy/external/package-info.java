/**
 * Policies of the user's own: a Java class on the class path, or a program that speaks JSON lines.
 *
 * <p>Threading: {@code decide} is called on the control thread and waits for the program at most
 * for its deadline. Each program has three daemon threads, named {@code policy-external-stdin},
 * {@code -stdout} and {@code -stderr}; what they exchange is one line in each direction.
 */
@NullMarked
package io.spillway.policy.external;

import org.jspecify.annotations.NullMarked;
