package io.spillway.fleet;

/** Takes the events of a run, in order of their times. */
@FunctionalInterface
public interface RunEvents {
    void on(RunEvent event);
}
