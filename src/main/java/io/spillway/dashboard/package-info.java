/**
 * The live page of a run, and its own {@code /metrics}.
 *
 * <p>A run hands over its events and its one-second series; a small HTTP server passes them on to
 * browsers as server-sent events, keeps the past for late joiners, and takes the run's controls.
 *
 * <p><b>Threading.</b> One event loop of the dashboard's own, {@code spillway-dashboard}, owns the
 * history, the viewers and every connection. The run's threads only hand over immutable values, in
 * bounded number; they never wait for a viewer. {@link DashboardMetrics} may be fed and read from
 * any thread.
 */
@NullMarked
package io.spillway.dashboard;

import org.jspecify.annotations.NullMarked;
