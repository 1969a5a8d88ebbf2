package io.spillway.arrival;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * The rate of a stage over its time, in requests per second. Rates and times are decimals, as a
 * file gives them, so that 0.29/s for 100 s means 29 requests.
 */
public sealed interface RateProfile {

    /** How long the profile lasts. */
    BigDecimal seconds();

    /** One rate throughout. */
    record Constant(BigDecimal rate, BigDecimal seconds) implements RateProfile {
        public Constant {
            check(rate, "rate");
            checkSeconds(seconds);
        }
    }

    /** A rate that changes linearly with time. */
    record Linear(BigDecimal from, BigDecimal to, BigDecimal seconds) implements RateProfile {
        public Linear {
            check(from, "start rate");
            check(to, "end rate");
            checkSeconds(seconds);
        }
    }

    /** A rate that changes by the same factor in equal times: from·(to/from)^(t/seconds). */
    record Exponential(BigDecimal from, BigDecimal to, BigDecimal seconds) implements RateProfile {
        public Exponential {
            if (from.signum() <= 0 || to.signum() <= 0) {
                throw new IllegalArgumentException(
                        "an exponential ramp needs rates above 0, not %s to %s"
                                .formatted(from.toPlainString(), to.toPlainString()));
            }
            checkSeconds(seconds);
        }
    }

    /**
     * A day: mean − amplitude·cos(2π·(t/period + phase)), lowest at the start with phase 0.
     *
     * @param phase where the period is entered, 0 at the lowest rate, 0.5 at the highest
     */
    record Diurnal(
            BigDecimal mean,
            BigDecimal amplitude,
            BigDecimal periodSeconds,
            BigDecimal phase,
            BigDecimal seconds)
            implements RateProfile {
        public Diurnal {
            check(mean, "mean rate");
            check(amplitude, "amplitude");
            checkSeconds(periodSeconds);
            checkSeconds(seconds);
            if (amplitude.compareTo(mean) > 0) {
                throw new IllegalArgumentException(
                        "the amplitude %s is above the mean rate %s: the rate would be negative"
                                .formatted(amplitude.toPlainString(), mean.toPlainString()));
            }
        }
    }

    /** One profile after another. */
    record Sequence(List<RateProfile> parts) implements RateProfile {
        public Sequence {
            parts = List.copyOf(parts);
            if (parts.isEmpty()) {
                throw new IllegalArgumentException("a sequence of rates needs at least one part");
            }
        }

        @Override
        public BigDecimal seconds() {
            return parts.stream()
                    .map(RateProfile::seconds)
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
        }
    }

    /** Base rate, then a peak, then the base rate again. A part of no length is left out. */
    static RateProfile spike(Constant before, Constant peak, BigDecimal afterSeconds) {
        List<RateProfile> parts = new ArrayList<>(List.of(before, peak));
        if (afterSeconds.signum() > 0) {
            parts.add(new Constant(before.rate(), afterSeconds));
        }
        return new Sequence(parts);
    }

    /** Two rates in turn, {@code on} first, until the time is over; at most 100,000 turns. */
    static RateProfile onOff(Constant on, Constant off, BigDecimal seconds) {
        checkSeconds(seconds);
        List<RateProfile> parts = new ArrayList<>();
        BigDecimal left = seconds;
        for (boolean isOn = true; left.signum() > 0; isOn = !isOn) {
            Constant turn = isOn ? on : off;
            BigDecimal length = turn.seconds().min(left);
            parts.add(new Constant(turn.rate(), length));
            left = left.subtract(length);
            if (parts.size() > 100_000) {
                throw new IllegalArgumentException(
                        "on/off turns of %s s and %s s are too short for %s s"
                                .formatted(on.seconds(), off.seconds(), seconds));
            }
        }
        return new Sequence(parts);
    }

    private static void check(BigDecimal rate, String name) {
        if (rate.signum() < 0) {
            throw new IllegalArgumentException(
                    "the %s is negative: %s".formatted(name, rate.toPlainString()));
        }
    }

    private static void checkSeconds(BigDecimal seconds) {
        if (seconds.signum() <= 0) {
            throw new IllegalArgumentException(
                    "a time must be above 0 s: %s".formatted(seconds.toPlainString()));
        }
    }
}
