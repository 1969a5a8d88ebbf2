/**
 * The files of other benchmark tools: written, so that scripts made for them keep working, and
 * read, so that their results can stand beside ours. Times in these files are seconds from the
 * actual send unless a key says otherwise; what was not measured is null, never 0.
 */
@NullMarked
package io.spillway.report.compat;

import org.jspecify.annotations.NullMarked;
