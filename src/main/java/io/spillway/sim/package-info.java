/**
 * A vLLM engine in steps: scheduler, KV blocks, preemption, prefix cache, step-time model, profiles
 * and start-up times. Pure: time is passed in, randomness is seeded.
 *
 * <p>{@link io.spillway.sim.EngineRunner} puts the engine on a clock. What it leaves out of vLLM:
 * pipelined scheduling (a finish is noticed in its own step), priorities, speculative decoding,
 * multimodal encoders, adapters, and KV transfer. Two blocks with the same content are kept once in
 * the prefix cache: the second is not findable when the first is gone.
 *
 * <p>Threading: an engine is confined to the owner thread of its {@link
 * io.spillway.time.Scheduler}; profiles, limits and models are immutable.
 */
@NullMarked
package io.spillway.sim;

import org.jspecify.annotations.NullMarked;
