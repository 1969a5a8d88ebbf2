package io.spillway.study.sweep;

import io.spillway.config.Experiment;
import io.spillway.config.UserStage;
import io.spillway.fleet.FailureCause;
import io.spillway.record.LatencyHistogram;
import io.spillway.record.RequestStats;
import io.spillway.study.ExperimentEdits;
import io.spillway.study.RunFailedException;
import io.spillway.study.RunResult;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Measures levels of a closed loop, a run each. */
final class LevelProbe {
    private static final int RAMP_STEPS = 8;

    private final Probes probes;
    private final Experiment experiment;

    /** The fleet of the experiment stays at its least size. */
    LevelProbe(Probes probes, Experiment experiment) {
        this.probes = probes;
        this.experiment = experiment;
    }

    Level measure(LevelPlan plan) throws RunFailedException, InterruptedException {
        List<UserStage> stages = stages(plan);
        var watch = new LevelWatch(plan);
        RunResult result = probes.run(ExperimentEdits.withUsers(experiment, stages), watch);
        return level(plan, watch, result);
    }

    /** The last stage is the measured one: latencies are those of the requests it issued. */
    private static List<UserStage> stages(LevelPlan plan) {
        var stages = new ArrayList<UserStage>();
        int steps = plan.rampSeconds() == 0 ? 0 : Math.min(RAMP_STEPS, plan.users() - 1);
        for (int step = 1; step <= steps; step++) {
            Duration length = Duration.ofSeconds(plan.rampSeconds()).dividedBy(steps);
            stages.add(users(Math.max(1, plan.users() * step / (steps + 1)), length));
        }
        Duration rest = Duration.ofSeconds(steps == 0 ? plan.rampSeconds() : 0);
        Duration settle = rest.plusSeconds(plan.settleSeconds());
        if (!settle.isZero()) {
            stages.add(users(plan.users(), settle));
        }
        // A little longer than is measured: the run is stopped when the last second is in.
        stages.add(users(plan.users(), Duration.ofSeconds(plan.measureSeconds() + 1L)));
        return stages;
    }

    private static UserStage users(int users, Duration duration) {
        return new UserStage(users, null, duration, Duration.ZERO);
    }

    private static Level level(LevelPlan plan, LevelWatch watch, RunResult result) {
        RequestStats last = result.measurements().stages().get(stages(plan).size() - 1);
        double seconds = last == null ? Double.NaN : meanSeconds(last);
        int batch = Double.isNaN(seconds) ? plan.batchSeconds() : (int) Math.ceil(seconds);
        BatchMeans rate = watch.batches(batch);
        return new Level(
                plan.users(),
                rate.rate(),
                rate.halfWidth(),
                seconds,
                rate.rate() * seconds / plan.users(),
                watch.completed(),
                watch.failed(),
                watch.measuredSeconds(),
                failure(result.measurements().total().failuresByCause()));
    }

    private static double meanSeconds(RequestStats stats) {
        LatencyHistogram latency = stats.of(RequestStats.Metric.E2E_FROM_SENT);
        return latency.isEmpty() ? Double.NaN : latency.mean() / 1e9;
    }

    /** Cancelled are those that the end of the level cut off. */
    private static @Nullable String failure(Map<String, Long> byCause) {
        String most = null;
        long count = 0;
        for (Map.Entry<String, Long> cause : byCause.entrySet()) {
            if (cause.getValue() > count && !cause.getKey().equals(FailureCause.CANCELLED)) {
                most = cause.getKey();
                count = cause.getValue();
            }
        }
        return most;
    }
}
