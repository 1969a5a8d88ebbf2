package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * A stage of open-loop load.
 *
 * @param rate requests per second, at the start of a ramp and in the middle of a swing
 * @param endRate at the end of a ramp; {@code rate} otherwise
 * @param amplitude of a swing, in requests per second
 * @param period of a swing
 */
public record RateStage(
        double rate, double endRate, double amplitude, Duration period, Duration duration) {

    private static final String SESSIONS =
            "write load.type: concurrent and concurrency_level; the sessions of one user follow"
                    + " each other";

    /**
     * How many requests are due, rounded down in decimal arithmetic: 0.29 a second for 100 s are
     * 29. Exact for constant stages, the mean of random ones.
     */
    public long expectedRequests() {
        BigDecimal mean =
                BigDecimal.valueOf(rate).add(BigDecimal.valueOf(endRate)).divide(BigDecimal.TWO);
        BigDecimal seconds = new BigDecimal(Numbers.seconds(duration));
        return mean.multiply(seconds).setScale(0, RoundingMode.FLOOR).longValue();
    }

    static RateStage read(Section s, LoadConfig.Type type) {
        boolean replay = type == LoadConfig.Type.TRACE_REPLAY;
        Double rate = s.number("rate", Bounds.POSITIVE);
        Double endRate = s.number("end_rate", Bounds.POSITIVE);
        Double amplitude = s.number("amplitude", Bounds.NOT_NEGATIVE);
        Duration period = s.duration("period", Bounds.POSITIVE);
        Duration duration = s.duration("duration", Bounds.POSITIVE);
        Integer requests = s.integer("num_requests", Bounds.atLeast(1));
        if (s.has("concurrency_level")) {
            s.problem("concurrency_level", "write load.type: concurrent for a number of users");
        }
        s.know("concurrency_level", "integer", null);
        refuseSessions(s);
        if (rate == null && !s.has("rate") && !replay) {
            s.missing("rate", "write the requests per second");
        }
        if (!s.has("duration") && !s.has("num_requests") && !replay) {
            s.missing("duration", "write how long the stage lasts, as 60 or 5m, or num_requests");
        }
        if (s.has("duration") && s.has("num_requests")) {
            s.problem("num_requests", "write duration or num_requests; the rate gives the other");
        }
        checkShape(s, type);
        double start = rate == null ? 1 : rate;
        double end = endRate == null ? start : endRate;
        Duration length = duration == null ? lasting(requests, (start + end) / 2) : duration;
        if (amplitude != null && amplitude > start) {
            s.problem("amplitude", "write at most the rate, " + Numbers.text(start));
        }
        return new RateStage(
                start,
                end,
                amplitude == null ? 0 : amplitude,
                period == null ? length : period,
                length);
    }

    private static void checkShape(Section s, LoadConfig.Type type) {
        boolean ramp = type == LoadConfig.Type.RAMP;
        boolean swing = type == LoadConfig.Type.DIURNAL;
        if (s.has("end_rate") && !ramp) {
            s.problem("end_rate", "write load.type: ramp, or leave it out");
        } else if (ramp && !s.has("end_rate")) {
            s.missing("end_rate", "write the rate at the end of the ramp");
        }
        for (String key : new String[] {"amplitude", "period"}) {
            if (s.has(key) && !swing) {
                s.problem(key, "write load.type: diurnal, or leave it out");
            } else if (swing && !s.has(key)) {
                s.missing(key, "write how far and how fast the rate swings");
            }
        }
    }

    private static Duration lasting(@Nullable Integer requests, double rate) {
        if (requests == null) {
            return Duration.ofSeconds(1);
        }
        BigDecimal seconds =
                BigDecimal.valueOf(requests)
                        .divide(BigDecimal.valueOf(rate), 9, RoundingMode.CEILING);
        return Duration.ofNanos(seconds.movePointRight(9).longValue());
    }

    static void refuseSessions(Section s) {
        s.refuse("concurrent_sessions", SESSIONS);
        s.refuse("session_rate", SESSIONS);
        s.refuse("num_sessions", SESSIONS);
        s.refuse(
                "timeout",
                "write duration for the end of a stage, load.request_timeout for requests");
    }
}
