/**
 * Hand-written fakes of the ports, on any scheduler, and the contract that every actuator keeps.
 *
 * <p>Threading: fakes belong to the thread of their scheduler.
 */
@NullMarked
package io.spillway.testing;

import org.jspecify.annotations.NullMarked;
