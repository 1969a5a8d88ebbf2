package io.spillway.arrival;

import java.math.BigDecimal;

/** One stage of an open loop, as an experiment file describes it. */
public sealed interface StageSpec {

    /** A rate over a time. */
    record Rated(RateProfile profile, ArrivalLaw law) implements StageSpec {
        public Rated {
            boolean compat =
                    law instanceof ArrivalLaw.InferencePerfConstant
                            || law instanceof ArrivalLaw.InferencePerfPoisson;
            if (compat && !(profile instanceof RateProfile.Constant)) {
                throw new IllegalArgumentException(
                        "inference-perf's schedules know constant rates only");
            }
        }
    }

    /**
     * A number of requests at one rate: the stage lasts until the last of them. Laws: even,
     * Poisson, gamma.
     */
    record Counted(long requests, BigDecimal rate, ArrivalLaw law) implements StageSpec {
        public Counted {
            if (requests < 1 || rate.signum() <= 0) {
                throw new IllegalArgumentException(
                        "requests must be at least 1 and the rate above 0: %d, %s"
                                .formatted(requests, rate.toPlainString()));
            }
            if (law instanceof ArrivalLaw.InferencePerfConstant
                    || law instanceof ArrivalLaw.InferencePerfPoisson) {
                throw new IllegalArgumentException(
                        "inference-perf's schedules need a duration, not a number of requests");
            }
        }
    }

    /** All requests at the start, then silence for the rest of the time. */
    record Burst(long requests, BigDecimal seconds) implements StageSpec {
        public Burst {
            if (requests < 1 || seconds.signum() < 0) {
                throw new IllegalArgumentException(
                        "a burst needs at least 1 request and no negative time: %d, %s s"
                                .formatted(requests, seconds.toPlainString()));
            }
        }
    }
}
