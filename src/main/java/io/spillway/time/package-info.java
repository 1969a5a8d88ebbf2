/**
 * What time is it, and run this later. Every part that decides something takes time from here, so
 * that the same objects run live (wall clock) and virtual (a queue that jumps).
 *
 * <p>Threading: each {@link io.spillway.time.Scheduler} has one owner thread on which all its tasks
 * run; {@code at} may be called from any thread on live schedulers, and only from the owner on
 * {@link io.spillway.time.VirtualTime}.
 */
@NullMarked
package io.spillway.time;

import org.jspecify.annotations.NullMarked;
