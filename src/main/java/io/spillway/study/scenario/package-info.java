/** Scenarios for autoscalers: experiments that ship with Spillway and can be run by name. */
@NullMarked
package io.spillway.study.scenario;

import org.jspecify.annotations.NullMarked;
