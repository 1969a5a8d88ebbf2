package io.spillway.load;

/** Decides when the driver issues its next request. Confined to the driver's thread. */
interface Pacer {

    /** Begins; time zero of the load is now. */
    void start();

    /** A request of this pacer has ended. */
    void ended(int stage);

    /** Issues nothing more. */
    void stop();

    /** Holds back, or goes on; the load's remaining time shifts by the pause. */
    void pause(boolean paused);

    /** Whether everything it will ever issue has been issued and its time is over. */
    boolean isExhausted();

    /** What a pacer drives. */
    interface Issuer {
        void issue(long index, int stage, long intendedNanos);

        void stageStarted(int stage);

        /** The pacer has become exhausted. */
        void exhausted();
    }
}
