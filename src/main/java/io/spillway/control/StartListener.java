package io.spillway.control;

/** Hears how replicas get on that must start. Called on the control thread. */
public interface StartListener {

    /** The minimum of replicas is ready for the first time: the load may start. Once. */
    void ready();

    /**
     * They cannot be started: as many starts in a row failed as may, before there was the minimum;
     * or one did, at any time, where none may. Once. In the first case the loop goes on trying
     * until it is shut down.
     *
     * @param reason what went wrong the last time
     */
    void failed(String reason);
}
