/**
 * Observe, decide, act: the control loop, its decision log, the scale-out waterfall and the choice
 * of victims. Everything runs on the one thread of its {@link io.spillway.time.Scheduler}.
 */
@NullMarked
package io.spillway.control;

import org.jspecify.annotations.NullMarked;
