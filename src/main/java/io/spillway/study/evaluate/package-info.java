/**
 * Policies and their settings against each other: the same traffic for each, on the virtual clock,
 * many runs side by side. Runs are made on threads named {@code spillway-evaluate-<n>}, a run on
 * one thread from beginning to end; results do not depend on how many there are.
 */
@NullMarked
package io.spillway.study.evaluate;

import org.jspecify.annotations.NullMarked;
