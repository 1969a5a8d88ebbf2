package io.spillway.control;

/** Hears how the first replicas get on. Called on the control thread. */
public interface StartListener {

    /** The minimum of replicas is ready for the first time: the load may start. Once. */
    void ready();

    /**
     * They cannot be started: as many starts in a row failed as may. Once, and never after {@link
     * #ready()}. The loop goes on trying until it is shut down.
     *
     * @param reason what went wrong the last time
     */
    void failed(String reason);
}
