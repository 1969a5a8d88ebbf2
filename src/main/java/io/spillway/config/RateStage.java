package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * A stage of open-loop load. Rates are decimals as the file has them, so that 0.29 a second for 100
 * s are 29 requests.
 *
 * @param rate requests per second, at the start of a ramp and in the middle of a swing
 * @param requests how many, for a stage that ends with the last of them; null for one that ends
 *     with its duration
 * @param duration of the stage; of a stage that counts requests, what its rate comes to
 * @param ramp null unless the rate changes steadily
 * @param swing null unless the rate goes up and down
 */
public record RateStage(
        BigDecimal rate,
        @Nullable Integer requests,
        Duration duration,
        @Nullable Ramp ramp,
        @Nullable Swing swing) {

    private static final String SESSIONS =
            "write load.type: concurrent and concurrency_level; the sessions of one user follow"
                    + " each other";

    /** A rate that ends elsewhere than it starts. */
    public record Ramp(BigDecimal endRate, Curve curve) {}

    /**
     * A rate like that of a day.
     *
     * @param amplitude requests per second above and below the middle
     * @param phase where it begins: 0 at the lowest rate, 0.5 at the highest
     */
    public record Swing(BigDecimal amplitude, Duration period, BigDecimal phase) {}

    /** How a ramp gets to its end. */
    public enum Curve implements Choice {
        /** The same difference in the same time. */
        LINEAR,
        /** The same factor in the same time. */
        EXPONENTIAL
    }

    /** One rate for some time. */
    public static RateStage constant(BigDecimal rate, Duration duration) {
        return new RateStage(rate, null, duration, null, null);
    }

    /** How many requests are due, rounded down; the mean where arrivals are random. */
    public long expectedRequests() {
        if (requests != null) {
            return requests;
        }
        BigDecimal seconds = new BigDecimal(Numbers.seconds(duration));
        return meanRate().multiply(seconds).setScale(0, RoundingMode.FLOOR).longValue();
    }

    private BigDecimal meanRate() {
        if (ramp == null) {
            return rate;
        }
        double ratio = ramp.endRate().doubleValue() / rate.doubleValue();
        return switch (ramp.curve()) {
            case LINEAR -> rate.add(ramp.endRate()).divide(BigDecimal.TWO);
            case EXPONENTIAL ->
                    ratio == 1
                            ? rate
                            : rate.multiply(BigDecimal.valueOf((ratio - 1) / Math.log(ratio)));
        };
    }

    static RateStage read(Section s, LoadConfig.Type type) {
        BigDecimal rate = s.decimal("rate", Bounds.RATE);
        Duration duration = s.duration("duration", Bounds.STAGE);
        Integer requests = s.integer("num_requests", Bounds.atLeast(1));
        Ramp ramp = ramp(s, type);
        if (s.has("concurrency_level")) {
            s.problem("concurrency_level", "write load.type: concurrent for a number of users");
        }
        s.know("concurrency_level", "integer", null);
        refuseSessions(s);
        checkLength(s, type);
        BigDecimal known = rate == null ? BigDecimal.ONE : rate;
        Duration length = duration == null ? lasting(requests, known) : duration;
        return new RateStage(known, requests, length, ramp, swing(s, type, known));
    }

    private static void checkLength(Section s, LoadConfig.Type type) {
        if (type == LoadConfig.Type.TRACE_REPLAY) {
            return;
        }
        if (!s.has("rate")) {
            s.missing("rate", "write the requests per second");
        }
        boolean changes = type == LoadConfig.Type.RAMP || type == LoadConfig.Type.DIURNAL;
        if (s.has("num_requests") && changes) {
            s.problem("num_requests", "write duration: the rate changes with time");
        } else if (s.has("duration") && s.has("num_requests")) {
            s.problem("num_requests", "write duration or num_requests; the rate gives the other");
        } else if (!s.has("duration") && !s.has("num_requests")) {
            s.missing("duration", "write how long the stage lasts, as 60 or 5m, or num_requests");
        }
    }

    private static @Nullable Ramp ramp(Section s, LoadConfig.Type type) {
        BigDecimal end = s.decimal("end_rate", Bounds.RATE);
        Curve curve = s.choice("curve", Curve.LINEAR);
        if (type == LoadConfig.Type.RAMP) {
            if (!s.has("end_rate")) {
                s.missing("end_rate", "write the rate at the end of the ramp");
            }
            return new Ramp(end == null ? BigDecimal.ONE : end, curve);
        }
        only(s, "end_rate", "ramp");
        only(s, "curve", "ramp");
        return null;
    }

    private static @Nullable Swing swing(Section s, LoadConfig.Type type, BigDecimal rate) {
        BigDecimal amplitude = s.decimal("amplitude", Bounds.NOT_NEGATIVE);
        Duration period = s.duration("period", Bounds.POSITIVE);
        BigDecimal phase = s.decimal("phase", Bounds.SHARE);
        if (type == LoadConfig.Type.DIURNAL) {
            if (!s.has("amplitude")) {
                s.missing("amplitude", "write how far the rate swings from its middle");
            } else if (amplitude != null && amplitude.compareTo(rate) > 0) {
                s.problem("amplitude", "write at most the rate, " + rate.toPlainString());
            }
            if (!s.has("period")) {
                s.missing("period", "write how long the rate takes to come back");
            }
            return new Swing(
                    amplitude == null ? BigDecimal.ZERO : amplitude,
                    period == null ? Duration.ofHours(1) : period,
                    phase == null ? BigDecimal.ZERO : phase);
        }
        only(s, "amplitude", "diurnal");
        only(s, "period", "diurnal");
        only(s, "phase", "diurnal");
        return null;
    }

    private static void only(Section s, String key, String type) {
        if (s.has(key)) {
            s.problem(key, "write load.type: " + type + ", or leave it out");
        }
    }

    private static Duration lasting(@Nullable Integer requests, BigDecimal rate) {
        if (requests == null) {
            return Duration.ofSeconds(1);
        }
        BigDecimal seconds = BigDecimal.valueOf(requests).divide(rate, 9, RoundingMode.CEILING);
        return Duration.ofNanos(seconds.movePointRight(9).longValue());
    }

    /** Keys of stages that replay recorded sessions. */
    static void refuseSessions(Section s) {
        s.refuse("concurrent_sessions", SESSIONS);
        s.refuse("session_rate", SESSIONS);
        s.refuse("num_sessions", SESSIONS);
        s.refuse("timeout", "write duration for the stage, or load.request_timeout for requests");
    }
}
