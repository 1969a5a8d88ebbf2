/**
 * A fleet of vLLM replicas that exists on a clock alone: engines, a network with a fixed latency,
 * start-up, and faults. Implements the ports of a live fleet, so that the same driver and control
 * loop run on it.
 *
 * <p>Threading: confined to the owner thread of its {@link io.spillway.time.Scheduler}. Callbacks
 * come from tasks of that scheduler, never from inside a call.
 */
@NullMarked
package io.spillway.sim.cluster;

import org.jspecify.annotations.NullMarked;
