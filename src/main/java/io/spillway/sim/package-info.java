/**
 * A vLLM engine in steps: scheduler, KV blocks, preemption, prefix cache, step-time model and
 * profiles. Pure: time is passed in, randomness is seeded.
 */
@NullMarked
package io.spillway.sim;

import org.jspecify.annotations.NullMarked;
