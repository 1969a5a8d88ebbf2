/**
 * The experiment file: YAML to records, with every problem found in one pass and the line it stands
 * on. The format is a superset of inference-perf's {@code config.yml}. {@link
 * io.spillway.config.ExperimentLoader} is the way in; defaults stand where each record is read.
 *
 * <p>Nothing here opens a file of the experiment, reads the environment or asks for the time by
 * itself: {@link io.spillway.config.Surroundings} carries what it needs to know of the machine. No
 * threads.
 */
@NullMarked
package io.spillway.config;

import org.jspecify.annotations.NullMarked;
