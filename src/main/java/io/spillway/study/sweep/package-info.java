/**
 * Where a server's capacity ends: a closed-loop ladder checked with Little's law, bisection on the
 * objectives, and inference-perf's estimate beside them; then stages of load up to there.
 */
@NullMarked
package io.spillway.study.sweep;

import org.jspecify.annotations.NullMarked;
