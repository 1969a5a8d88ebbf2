package io.spillway.config;

import java.time.Duration;

/**
 * {@code load.sweep}: finds where capacity ends, then runs stages up to there.
 *
 * @param type spacing of the stages
 * @param numRequests of inference-perf's probe
 * @param timeout of inference-perf's probe
 * @param numStages how many stages follow
 * @param stageDuration how long each lasts
 * @param saturationPercentile of the drain rates, for inference-perf's estimate
 * @param estimator who says where capacity ends
 * @param maxConcurrency the ladder ends here
 * @param maxDuration the search ends here
 * @param tolerance relative width of the interval at which the search is content
 * @param runStages whether the stages run after the search
 */
public record SweepConfig(
        Type type,
        int numRequests,
        Duration timeout,
        int numStages,
        Duration stageDuration,
        double saturationPercentile,
        Estimator estimator,
        int maxConcurrency,
        Duration maxDuration,
        double tolerance,
        boolean runStages) {

    /** Spacing of the stages. */
    public enum Type implements Choice {
        LINEAR,
        GEOMETRIC
    }

    /** Ways to find the saturation point. */
    public enum Estimator implements Choice {
        /** A closed-loop ladder, checked with Little's law. */
        KNEE,
        /** Bisection for the largest rate that meets the SLO. */
        SLO,
        /** A percentile of the drain rates after a burst. */
        INFERENCE_PERF {
            @Override
            public String yaml() {
                return "inference-perf";
            }
        }
    }

    static SweepConfig read(Section s) {
        return new SweepConfig(
                s.choice("type", Type.GEOMETRIC),
                s.integer("num_requests", 2000, Bounds.atLeast(1)),
                s.duration("timeout", Duration.ofSeconds(60), Bounds.POSITIVE),
                s.integer("num_stages", 5, Bounds.between(1, 1000)),
                s.duration("stage_duration", Duration.ofSeconds(180), Bounds.POSITIVE),
                s.number("saturation_percentile", 95, Bounds.between(0, 100)),
                s.choice("estimator", Estimator.KNEE),
                s.integer("max_concurrency", 1024, Bounds.atLeast(1)),
                s.duration("max_duration", Duration.ofSeconds(600), Bounds.POSITIVE),
                s.number("tolerance", 0.05, Bounds.POSITIVE),
                s.flag("run_stages", true));
    }
}
