package io.spillway.study.sweep;

import io.spillway.config.Experiment;
import io.spillway.config.LoadConfig;
import io.spillway.config.RateStage;
import io.spillway.config.SweepConfig;
import io.spillway.fleet.RunEvent;
import io.spillway.record.SecondRow;
import io.spillway.study.ExperimentEdits;
import io.spillway.study.RunFailedException;
import io.spillway.study.StartedRun;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * inference-perf's probe: a burst of requests over five seconds, requests in flight sampled twice a
 * second until all have ended or the timeout is over.
 */
final class BurstProbe {
    private static final int BURST_SECONDS = 5;
    private static final Duration PERIOD = Duration.ofMillis(500);

    private final Probes probes;
    private final Experiment experiment;

    BurstProbe(Probes probes, Experiment experiment) {
        this.probes = probes;
        this.experiment = experiment;
    }

    BurstEstimate estimate(SweepConfig sweep) throws RunFailedException, InterruptedException {
        BigDecimal rate = BigDecimal.valueOf(sweep.numRequests()).divide(BigDecimal.valueOf(5));
        var burst = new RateStage(rate, null, Duration.ofSeconds(BURST_SECONDS), null, null);
        Experiment probe =
                ExperimentEdits.withRates(
                        experiment,
                        List.of(burst),
                        LoadConfig.Type.CONSTANT,
                        LoadConfig.Arrivals.CONSTANT);
        var watch = new BurstWatch(sweep.timeout());
        var _ = probes.run(probe, watch);
        OptionalDouble saturation =
                InferencePerfEstimator.saturation(
                        watch.samples, sweep.saturationPercentile(), watch.endNanos());
        return new BurstEstimate(
                saturation.isPresent() ? saturation.getAsDouble() : null,
                sweep.saturationPercentile(),
                watch.samples.size(),
                saturation.isPresent()
                        ? ""
                        : "requests in flight fell in fewer than two half seconds: more requests, or"
                                + " a longer timeout, might give it something to measure");
    }

    private static final class BurstWatch implements Probes.Watch {
        private final long timeoutNanos;
        private final List<InferencePerfEstimator.Sample> samples = new ArrayList<>();
        private volatile @Nullable StartedRun run;
        private long loadStartNanos = -1;

        BurstWatch(Duration timeout) {
            this.timeoutNanos = timeout.toNanos();
        }

        @Override
        public void watch(StartedRun started) {
            run = started;
        }

        @Override
        public Duration inFlightPeriod() {
            return PERIOD;
        }

        @Override
        public void inFlight(long atNanos, int requests) {
            samples.add(new InferencePerfEstimator.Sample(atNanos, requests));
        }

        @Override
        public void event(RunEvent event) {
            if (event instanceof RunEvent.StageStarted started && loadStartNanos < 0) {
                loadStartNanos = started.atNanos();
            }
        }

        @Override
        public void second(SecondRow row) {
            StartedRun started = run;
            if (started != null && loadStartNanos >= 0 && row.atNanos() >= endNanos()) {
                started.stop();
            }
        }

        long endNanos() {
            return loadStartNanos + timeoutNanos;
        }
    }
}
