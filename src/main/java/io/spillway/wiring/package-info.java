/**
 * The composition root: turns an experiment into a run on one of the two clocks. The only package
 * that names adapters; both clocks construct the driver and the control loop the same way, in
 * {@link io.spillway.wiring.RunAssembly}.
 */
@NullMarked
package io.spillway.wiring;

import org.jspecify.annotations.NullMarked;
