/**
 * Several runs with one question: the sweep ladder, one against N, policies against each other. All
 * over one port, {@link io.spillway.study.ExperimentRunner}, which also runs a single experiment.
 */
@NullMarked
package io.spillway.study;

import org.jspecify.annotations.NullMarked;
