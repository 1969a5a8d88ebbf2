package io.spillway.study;

import io.spillway.record.RecorderSettings;

import java.time.Instant;

/** A run that has been set up. Any thread may call the controls. */
public interface StartedRun {

    /**
     * Sees the run through; on the virtual clock, this call does the work. Ends soon after {@link
     * #stop}.
     */
    RunResult await() throws InterruptedException;

    /** The wall-clock instant of run time zero. */
    Instant startedAt();

    /** How the run is recorded: its stages, window and limits. */
    RecorderSettings recording();

    /** Stops sending, waits briefly for what is in flight, and ends. */
    void stop();

    /** Sends nothing more and ends when everything in flight has ended by itself. */
    void stopAfterDrain();

    /** Holds new load back, or lets it go on. */
    void pause(boolean paused);

    /** Asks for a number of replicas by hand. */
    void scaleTo(int replicas, String reason);
}
