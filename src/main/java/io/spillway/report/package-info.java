/**
 * How a run is shown: {@code summary.json} and back, tables and lines for terminals, JUnit XML.
 * {@code report.html} makes pages, {@code report.compat} writes and reads the files of other
 * benchmark tools. Pure functions from what was measured to text; the only files touched are those
 * of a results folder. No threads of its own.
 */
@NullMarked
package io.spillway.report;

import org.jspecify.annotations.NullMarked;
