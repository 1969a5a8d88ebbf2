package io.spillway.record;

/**
 * A stage of the load as it was planned.
 *
 * @param index position among the stages, from 0
 * @param requestedRate requests per second it asks for, NaN where a rate is not what it asks for
 * @param fromNanos since the start of the load
 * @param toNanos since the start of the load, {@link Long#MAX_VALUE} when only the requests decide
 */
public record StagePlan(int index, double requestedRate, long fromNanos, long toNanos) {}
