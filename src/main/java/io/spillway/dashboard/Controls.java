package io.spillway.dashboard;

/**
 * What a viewer may ask of a run. Called on the dashboard's thread; must hand over and return. What
 * a method throws as an {@link UnsupportedOperationException} or {@link IllegalStateException} is
 * shown to the viewer as the reason why not.
 */
public interface Controls {

    /** A run that nobody steers. */
    Controls NONE =
            new Controls() {
                @Override
                public void pause(boolean paused) {
                    throw new UnsupportedOperationException("this run cannot be paused");
                }

                @Override
                public void stopAfterDrain() {
                    throw new UnsupportedOperationException("this run cannot be stopped from here");
                }

                @Override
                public void scaleTo(int replicas, String reason) {
                    throw new UnsupportedOperationException("this run cannot be scaled from here");
                }
            };

    /** Holds new load back, or lets it go on. */
    void pause(boolean paused);

    /** Stops sending, lets what is in flight finish, and ends the run. */
    void stopAfterDrain();

    /** Asks for a number of replicas. */
    void scaleTo(int replicas, String reason);
}
