/**
 * Replicas that somebody else scales: pods are discovered by a label selector and followed; nothing
 * is ever changed. This is how an HPA or KEDA is judged.
 */
@NullMarked
package io.spillway.actuate.observe;

import org.jspecify.annotations.NullMarked;
