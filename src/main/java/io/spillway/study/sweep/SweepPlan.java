package io.spillway.study.sweep;

import static io.spillway.study.Tables.number;
import static io.spillway.study.Tables.span;

import io.spillway.config.SweepConfig;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long a sweep takes at most, known before it starts. Seconds of load; starting replicas comes
 * on top.
 *
 * @param searchSeconds the search for saturation
 * @param burstSeconds inference-perf's probe
 * @param stageSeconds the generated stages, and what is in flight after them; 0 for none
 */
public record SweepPlan(
        SweepConfig sweep, double searchSeconds, double burstSeconds, double stageSeconds) {

    /** How long what is in flight after the last stage may take before it is cut off. */
    static final int STAGES_GRACE_SECONDS = 60;

    static SweepPlan of(SweepConfig sweep) {
        boolean own =
                switch (sweep.estimator()) {
                    case KNEE, SLO -> true;
                    case INFERENCE_PERF -> false;
                };
        double stages = sweep.stageDuration().toNanos() / 1e9 * sweep.numStages();
        return new SweepPlan(
                sweep,
                own ? sweep.maxDuration().toNanos() / 1e9 : 0,
                sweep.timeout().toNanos() / 1e9 + Budget.STOP_SECONDS + 1,
                sweep.runStages() ? stages + STAGES_GRACE_SECONDS + Budget.STOP_SECONDS : 0);
    }

    public double totalSeconds() {
        return searchSeconds + burstSeconds + stageSeconds;
    }

    /** For people, before the start. */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add(
                "The sweep takes at most %s of load, and the time its replicas take to start:"
                        .formatted(span(totalSeconds())));
        switch (sweep.estimator()) {
            case KNEE ->
                    lines.add(
                            "  search: at most %s, a closed-loop ladder of up to %d users"
                                    .formatted(span(searchSeconds), sweep.maxConcurrency()));
            case SLO ->
                    lines.add(
                            "  search: at most %s, a closed-loop ladder, then bisection on the"
                                            .formatted(span(searchSeconds))
                                    + " objectives");
            case INFERENCE_PERF -> {}
        }
        lines.add(
                "  burst: at most %s, %d requests over 5 s for inference-perf's estimate"
                        .formatted(span(burstSeconds), sweep.numRequests()));
        if (sweep.runStages()) {
            lines.add(
                    "  stages: at most %s, %d %s stages of %s s from 1 req/s to saturation"
                            .formatted(
                                    span(stageSeconds),
                                    sweep.numStages(),
                                    sweep.type().name().toLowerCase(Locale.ROOT),
                                    number(sweep.stageDuration().toNanos() / 1e9, 0)));
        }
        return lines;
    }
}
