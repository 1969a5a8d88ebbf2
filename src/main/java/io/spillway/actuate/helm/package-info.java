/**
 * Replicas as Helm releases, one each, by the Helm engine in this process.
 *
 * <p>Threading: one loop thread, {@code spillway-helm}; Helm itself blocks and cannot be
 * interrupted, so it runs on platform threads of its own, {@code spillway-helm-engine-<n>}.
 */
@NullMarked
package io.spillway.actuate.helm;

import org.jspecify.annotations.NullMarked;
