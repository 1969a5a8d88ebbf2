/**
 * Replicas that already run somewhere: they are brought in and let go one by one, never started.
 */
@NullMarked
package io.spillway.actuate.endpoints;

import org.jspecify.annotations.NullMarked;
