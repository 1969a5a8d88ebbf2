/**
 * The open-loop load driver and its port to servers, {@link io.spillway.load.RequestTransport}.
 *
 * <p>Threading: the driver owns arrivals, prompts, the balancer, caps and held requests on the one
 * thread of its {@link io.spillway.time.Scheduler}. Listeners are called on the transport's I/O
 * threads.
 */
@NullMarked
package io.spillway.load;

import org.jspecify.annotations.NullMarked;
