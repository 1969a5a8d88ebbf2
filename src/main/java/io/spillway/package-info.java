/** Spillway, an autoscaling benchmark controller for vLLM: the entry point. */
@NullMarked
package io.spillway;

import org.jspecify.annotations.NullMarked;
