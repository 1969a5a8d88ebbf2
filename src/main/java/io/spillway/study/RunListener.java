package io.spillway.study;

import io.spillway.fleet.RunEvent;
import io.spillway.record.SecondRow;

/** Watches a run. Called on the run's control thread; must not block. */
public interface RunListener {

    /** Nobody watches. */
    RunListener NONE = new RunListener() {};

    /** Something happened. */
    default void event(RunEvent event) {}

    /** A second has ended. */
    default void second(SecondRow row) {}
}
