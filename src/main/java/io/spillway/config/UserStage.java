package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * A stage of closed-loop load: so many users at a time, until the requests or the time are over.
 *
 * @param requests null for no limit
 * @param duration null for no limit
 * @param think pause of a user between an answer and the next request
 */
public record UserStage(
        int users, @Nullable Integer requests, @Nullable Duration duration, Duration think) {

    static UserStage read(Section s) {
        int users = s.integer("concurrency_level", 1, Bounds.atLeast(1));
        Integer requests = s.integer("num_requests", Bounds.atLeast(1));
        Duration duration = s.duration("duration", Bounds.STAGE);
        Duration think = s.duration("think_time", Duration.ZERO, Bounds.NOT_NEGATIVE);
        if (s.has("rate")) {
            s.problem("rate", "leave it out: users of load.type concurrent send when answered");
        }
        s.know("rate", "number", null);
        RateStage.refuseSessions(s);
        if (!s.has("concurrency_level")) {
            s.missing("concurrency_level", "write how many users there are");
        }
        if (!s.has("num_requests") && !s.has("duration")) {
            s.missing("num_requests", "write how many requests the stage sends, or its duration");
        }
        return new UserStage(users, requests, duration, think);
    }
}
