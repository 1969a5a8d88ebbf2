/**
 * Replicas as local processes, one command per replica, each in a process group of its own.
 *
 * <p>What was started is written to a state folder before anything else can go wrong, so that a
 * restarted controller adopts it and {@code spillway cleanup} finds it.
 *
 * <p>Threading: calls return at once; starting and stopping happens on named virtual threads.
 */
@NullMarked
package io.spillway.actuate.process;

import org.jspecify.annotations.NullMarked;
