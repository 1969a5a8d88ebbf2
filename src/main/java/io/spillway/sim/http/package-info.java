/**
 * The engine behind HTTP/1.1, as vLLM's API server behaves: routes, chunk shapes, error bodies,
 * metrics and connection habits, with faults on demand; and a live fleet of such servers inside
 * this process.
 *
 * <p>Threading: a server, its connections and its engine are confined to one Netty event loop, so
 * nothing is locked. Public methods may be called from any thread. The one other thread writes the
 * file of send times.
 */
@NullMarked
package io.spillway.sim.http;

import org.jspecify.annotations.NullMarked;
