package io.spillway.load;

/**
 * Takes inter-token gaps in bulk, from a model that knows them per engine step rather than per
 * token. The recorder implements it; used on the virtual clock only.
 */
@FunctionalInterface
public interface GapSink {
    void gaps(int stage, long gapNanos, long count);
}
