/**
 * The Helm charts, the Kubernetes examples and what ships in the image, rendered and run for real.
 */
@NullMarked
package io.spillway.charts;

import org.jspecify.annotations.NullMarked;
