/**
 * What a run means: SLO attainment and goodput, who served what, how well supply followed demand,
 * what it cost, how far that is from the best possible, and whether the measurement can be trusted.
 * Pure calculations on values; no threads, no clocks, no files.
 */
@NullMarked
package io.spillway.analysis;

import org.jspecify.annotations.NullMarked;
