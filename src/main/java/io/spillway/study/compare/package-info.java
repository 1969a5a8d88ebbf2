/**
 * Compares: one replica with several, or finished runs with each other. Searches and loads run one
 * after the other on the caller's thread.
 */
@NullMarked
package io.spillway.study.compare;

import org.jspecify.annotations.NullMarked;
