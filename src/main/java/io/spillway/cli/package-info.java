/**
 * The commands: parse options, validate, call the wiring, print. The only package that writes to
 * the terminal besides the console report, and the only one that knows exit codes.
 */
@NullMarked
package io.spillway.cli;

import org.jspecify.annotations.NullMarked;
