/**
 * What happened: request records, histograms, one-second series and the event log, streamed to disk
 * as it happens.
 *
 * <p>Threading: any thread reports to {@link io.spillway.record.RunRecorder}; each thread has a
 * lane of its own, whose lock it shares only with whoever merges lanes, for the swap of one
 * reference a second. Ticks come from one thread. One writer thread, {@code spillway-results}, owns
 * the files.
 */
@NullMarked
package io.spillway.record;

import org.jspecify.annotations.NullMarked;
