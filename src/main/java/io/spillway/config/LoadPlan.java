package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * What a load comes to, as far as the file alone says.
 *
 * @param requests null where only the run, or a trace, decides
 * @param duration null where only the run, or a trace, decides
 */
record LoadPlan(@Nullable Long requests, @Nullable Duration duration) {

    static LoadPlan of(LoadConfig load) {
        if (load.sweep() != null) {
            SweepConfig sweep = load.sweep();
            boolean only = !sweep.runStages();
            return new LoadPlan(
                    null, only ? null : sweep.stageDuration().multipliedBy(sweep.numStages()));
        }
        return switch (load.type()) {
            case TRACE_REPLAY -> new LoadPlan(null, null);
            case CONCURRENT -> closed(load);
            case CONSTANT, POISSON, GAMMA, RAMP, STEP, DIURNAL -> open(load);
        };
    }

    private static LoadPlan open(LoadConfig load) {
        long requests = 0;
        Duration duration = Duration.ZERO;
        for (RateStage stage : load.stages()) {
            requests += stage.expectedRequests();
            duration = duration.plus(stage.duration());
        }
        if (load.interval() != null && load.stages().size() > 1) {
            duration = duration.plus(load.interval().multipliedBy(load.stages().size() - 1L));
        }
        return new LoadPlan(requests, duration);
    }

    private static LoadPlan closed(LoadConfig load) {
        Long requests = 0L;
        Duration duration = Duration.ZERO;
        for (UserStage level : load.levels()) {
            Integer count = level.requests();
            requests = count == null || requests == null ? null : Long.valueOf(requests + count);
            Duration length = level.duration();
            duration = duration == null || length == null ? null : duration.plus(length);
        }
        return new LoadPlan(requests, duration);
    }
}
