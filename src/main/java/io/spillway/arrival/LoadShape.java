package io.spillway.arrival;

import java.util.List;

/** What decides when the next request is sent. */
public sealed interface LoadShape {

    /** The stages of the load, in order, as they are reported. */
    List<Stage> stages();

    /** Requests are sent at their intended times, whatever the servers do. */
    record OpenLoop(ArrivalProcess arrivals, List<Stage> stages) implements LoadShape {
        public OpenLoop {
            stages = List.copyOf(stages);
        }
    }

    /**
     * A fixed number of users, each sending its next request {@code thinkNanos} after its last one
     * ended. Each stage ends after its duration or its number of requests, whichever is first.
     */
    record ClosedLoop(List<Users> levels, List<Stage> stages) implements LoadShape {
        public ClosedLoop {
            levels = List.copyOf(levels);
            stages = List.copyOf(stages);
        }
    }

    /**
     * One stage of a closed loop.
     *
     * @param requests at most this many requests, {@link Long#MAX_VALUE} for no limit
     * @param durationNanos sends stop after this long, {@link Long#MAX_VALUE} for no limit
     */
    record Users(int users, long thinkNanos, long requests, long durationNanos) {}

    /**
     * A stage as reported.
     *
     * @param requestedRate requests per second it asks for; NaN where a rate is not what it asks
     *     for
     * @param fromNanos since the load began
     * @param toNanos since the load began; {@link Long#MAX_VALUE} when only the requests decide
     */
    record Stage(int index, double requestedRate, long fromNanos, long toNanos) {}
}
