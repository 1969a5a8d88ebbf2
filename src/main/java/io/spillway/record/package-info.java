/**
 * What happened: request records, histograms, one-second series and the event log, streamed to disk
 * as it happens.
 */
@NullMarked
package io.spillway.record;

import org.jspecify.annotations.NullMarked;
