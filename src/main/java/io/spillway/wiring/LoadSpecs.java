package io.spillway.wiring;

import io.spillway.arrival.ArrivalLaw;
import io.spillway.arrival.LoadShape;
import io.spillway.arrival.LoadSpec;
import io.spillway.arrival.RateProfile;
import io.spillway.arrival.StageSpec;
import io.spillway.config.Experiment;
import io.spillway.config.LoadConfig;
import io.spillway.config.RateStage;
import io.spillway.config.TraceConfig;
import io.spillway.config.UserStage;
import io.spillway.trace.TraceFormat;
import io.spillway.trace.TraceSource;
import io.spillway.trace.TraceWindow;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;

/** The load of an experiment file as the arrival package describes loads. */
final class LoadSpecs {

    private static final int NANO_DIGITS = 9;

    private LoadSpecs() {}

    static LoadSpec of(Experiment experiment) {
        LoadConfig load = experiment.load();
        return switch (load.type()) {
            case CONCURRENT ->
                    new LoadSpec.Closed(load.levels().stream().map(LoadSpecs::users).toList());
            case TRACE_REPLAY -> {
                TraceConfig trace = experiment.trace();
                if (trace == null) {
                    throw new IllegalStateException("trace_replay without a trace was accepted");
                }
                yield new LoadSpec.Replay(source(trace), BigDecimal.valueOf(trace.speed()));
            }
            case CONSTANT, POISSON, GAMMA, RAMP, STEP, DIURNAL ->
                    new LoadSpec.Stages(
                            load.stages().stream().map(stage -> stage(load, stage)).toList(),
                            load.interval() == null ? 0 : load.interval().toNanos());
        };
    }

    private static StageSpec stage(LoadConfig load, RateStage stage) {
        Integer requests = stage.requests();
        return requests == null
                ? new StageSpec.Rated(profile(stage), law(load))
                : new StageSpec.Counted(requests, stage.rate(), law(load));
    }

    private static RateProfile profile(RateStage stage) {
        BigDecimal seconds = seconds(stage.duration());
        RateStage.Ramp ramp = stage.ramp();
        if (ramp != null) {
            return switch (ramp.curve()) {
                case LINEAR -> new RateProfile.Linear(stage.rate(), ramp.endRate(), seconds);
                case EXPONENTIAL ->
                        new RateProfile.Exponential(stage.rate(), ramp.endRate(), seconds);
            };
        }
        RateStage.Swing swing = stage.swing();
        return swing == null
                ? new RateProfile.Constant(stage.rate(), seconds)
                : new RateProfile.Diurnal(
                        stage.rate(),
                        swing.amplitude(),
                        seconds(swing.period()),
                        swing.phase(),
                        seconds);
    }

    private static ArrivalLaw law(LoadConfig load) {
        boolean compatible = load.schedule() == LoadConfig.Schedule.INFERENCE_PERF;
        return switch (load.arrivals()) {
            case CONSTANT ->
                    compatible ? new ArrivalLaw.InferencePerfConstant() : new ArrivalLaw.Even();
            case POISSON ->
                    compatible ? new ArrivalLaw.InferencePerfPoisson() : new ArrivalLaw.Poisson();
            case GAMMA -> new ArrivalLaw.Gamma(load.burstiness(), false);
        };
    }

    private static LoadShape.Users users(UserStage level) {
        return new LoadShape.Users(
                level.users(),
                level.think().toNanos(),
                level.requests() == null ? Long.MAX_VALUE : level.requests(),
                level.duration() == null ? Long.MAX_VALUE : level.duration().toNanos());
    }

    static TraceSource source(TraceConfig trace) {
        TraceWindow window = TraceWindow.ALL;
        if (trace.firstRow() > 0 || trace.rows() != null) {
            long rows = trace.rows() == null ? Long.MAX_VALUE : trace.rows();
            window = new TraceWindow.Rows(trace.firstRow(), rows);
        } else if (!trace.from().isZero() || trace.to() != null) {
            long to = trace.to() == null ? Long.MAX_VALUE : trace.to().toNanos();
            window = new TraceWindow.Span(trace.from().toNanos(), to);
        }
        return new TraceSource(trace.file(), format(trace), window);
    }

    private static TraceFormat format(TraceConfig trace) {
        return switch (trace.format()) {
            case AZURE_PUBLIC_DATASET -> TraceFormat.AZURE;
            case BURST_GPT -> TraceFormat.BURST_GPT;
            case MOONCAKE -> TraceFormat.MOONCAKE;
            case TIMED_TRACE -> TraceFormat.TIMED_TRACE;
        };
    }

    /** Exact: rates and times meet in decimal arithmetic. */
    private static BigDecimal seconds(Duration duration) {
        return new BigDecimal(BigInteger.valueOf(duration.toNanos()), NANO_DIGITS)
                .stripTrailingZeros();
    }
}
