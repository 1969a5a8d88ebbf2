package io.spillway.fleet;

/**
 * Takes the events of a run in the order in which they became known. Only {@link
 * RunEvent.PhaseReached} may carry an earlier time than the event before it: a phase is stamped
 * when it was reached, which may be learnt later.
 */
@FunctionalInterface
public interface RunEvents {
    void on(RunEvent event);
}
