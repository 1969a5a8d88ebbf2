/**
 * Pages: the report of a run, and those of a sweep, a comparison and an evaluation. Each page is
 * one file that loads nothing, works from {@code file://} and reads without JavaScript; charts are
 * drawn from data in the page. Text from outside is only ever put in as text.
 */
@NullMarked
package io.spillway.report.html;

import org.jspecify.annotations.NullMarked;
