package io.spillway.analysis;

import io.spillway.fleet.RunEvent;
import io.spillway.record.GeneratorHealth;
import io.spillway.record.LatencyHistogram;
import io.spillway.record.Measurements;
import io.spillway.record.RequestStats;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Whether a summary can be trusted: its verdicts, its doubts, and whether it is valid at all. */
final class Trust {
    private static final double MAX_CPU_SHARE = 0.9;
    private static final double MAX_LOOP_LAG_SECONDS = 0.010;
    private static final double MAX_PAUSE_SECONDS = 0.001;

    private final RunSummary summary;
    private final Measurements measured;
    private final SummarySettings settings;

    Trust(RunSummary summary, Measurements measured, SummarySettings settings) {
        this.summary = summary;
        this.measured = measured;
        this.settings = settings;
    }

    RunSummary.Validity validity() {
        List<Verdict> verdicts = verdicts();
        boolean bottleneck =
                verdicts.stream()
                        .anyMatch(
                                verdict ->
                                        verdict.rule().equals("V1")
                                                && verdict.level() == Verdict.Level.FAIL);
        boolean valid =
                !bottleneck && summary.requests().capped() == 0 && accounted() && cuts().isEmpty();
        return new RunSummary.Validity(valid, doubts(), verdicts);
    }

    private List<RunEvent.LoadCut> cuts() {
        return measured.events().stream()
                .filter(RunEvent.LoadCut.class::isInstance)
                .map(RunEvent.LoadCut.class::cast)
                .toList();
    }

    private boolean accounted() {
        RunSummary.Requests requests = summary.requests();
        return requests.scheduled() == requests.succeeded() + requests.failed();
    }

    private List<Verdict> verdicts() {
        VerdictInputs inputs = settings.inputs();
        Knee knee = Knee.find(summary.stages());
        FleetTimeline fleet = FleetTimeline.of(measured.events());
        var verdicts = new ArrayList<Verdict>();
        add(
                verdicts,
                RunVerdicts.runnerHealth(
                        summary.latency().scheduleDelay(),
                        summary.stages(),
                        settings.health(),
                        held()));
        add(verdicts, CapacityVerdicts.floor(summary.stages(), summary.slo()));
        add(verdicts, CapacityVerdicts.knee(summary.stages(), fleet));
        add(verdicts, CapacityVerdicts.headroom(summary.stages(), knee, fleet));
        add(verdicts, CapacityVerdicts.sweep(inputs.sweep(), knee));
        add(verdicts, RunVerdicts.tails(summary.slo()));
        add(verdicts, CapacityVerdicts.burst(Tails.of(inputs.evenRun(), summary)));
        add(verdicts, InputVerdicts.realData(Tails.of(inputs.syntheticRun(), summary)));
        add(verdicts, drift(inputs.dataset()));
        add(verdicts, InputVerdicts.topology(inputs.topology()));
        add(verdicts, RunVerdicts.streaming(settings.streaming(), settings.targets()));
        add(verdicts, RunVerdicts.durations(summary.stages()));
        add(verdicts, InputVerdicts.route(inputs.routes()));
        add(verdicts, InputVerdicts.machine(inputs.topology()));
        return verdicts;
    }

    /** Why requests waited before they were sent; null when they did not. */
    private @Nullable String held() {
        if (measured.health().heldSeconds() == 0) {
            return null;
        }
        return summary.requests().capped() > 0
                ? "requests waited at the in-flight cap"
                : "requests were held for want of a ready replica";
    }

    private @Nullable Verdict drift(VerdictInputs.@Nullable Dataset production) {
        LatencyHistogram sent = measured.total().of(RequestStats.Metric.INPUT_TOKENS);
        return sent.isEmpty()
                ? InputVerdicts.drift(production, Double.NaN, Double.NaN)
                : InputVerdicts.drift(production, sent.percentile(50), sent.percentile(95));
    }

    private static void add(List<Verdict> verdicts, @Nullable Verdict verdict) {
        if (verdict != null) {
            verdicts.add(verdict);
        }
    }

    private List<String> doubts() {
        var doubts = new ArrayList<String>();
        RunSummary.Requests requests = summary.requests();
        for (RunEvent.LoadCut cut : cuts()) {
            doubts.add(
                    Words.say(
                            "the load was ended at %.1f s: %s", cut.atNanos() / 1e9, cut.reason()));
        }
        if (requests.capped() > 0) {
            doubts.add(
                    Words.say(
                            "the in-flight cap delayed %d requests: the load was not open-loop",
                            requests.capped()));
        }
        if (!accounted()) {
            doubts.add(
                    Words.say(
                            "%d requests were scheduled, but %d ended",
                            requests.scheduled(), requests.succeeded() + requests.failed()));
        }
        if (requests.scheduled() > 0 && requests.succeeded() == 0) {
            doubts.add("no request succeeded");
        }
        if (summary.identity().clock() == RunSummary.Clock.LIVE) {
            generator(doubts);
        }
        recorder(doubts);
        return doubts;
    }

    private void generator(List<String> doubts) {
        GeneratorHealth health = settings.health();
        double lag = health.loopLagP99Seconds();
        // An idle thread's lateness is what the machine can do; only what exceeds it is the
        // driver's.
        double usual = health.timerLatenessP99Seconds();
        if (lag > MAX_LOOP_LAG_SECONDS && !(lag <= 2 * usual)) {
            doubts.add(Words.say("the driver's timers were late: p99 %.1f ms", 1e3 * lag));
        }
        if (usual > MAX_LOOP_LAG_SECONDS) {
            doubts.add(
                    Words.say(
                            "the machine was busy: even a thread with nothing to do woke up late (p99 %.1f ms), so short times may be overstated",
                            1e3 * usual));
        }
        if (health.cpuShareMax() > MAX_CPU_SHARE) {
            doubts.add(
                    Words.say(
                            "the generator used up to %.0f %% of its processors",
                            100 * health.cpuShareMax()));
        }
        if (health.gcPauseMaxSeconds() > MAX_PAUSE_SECONDS) {
            doubts.add(
                    Words.say(
                            "garbage collection paused the generator for up to %.0f ms",
                            1e3 * health.gcPauseMaxSeconds()));
        }
        Measurements.RecorderHealth recorder = measured.health();
        if (recorder.writerWaits() > 0) {
            doubts.add(
                    Words.say(
                            "recording waited %d times for the disk, %.3f s in all",
                            recorder.writerWaits(), recorder.writerWaitedNanos() / 1e9));
        }
    }

    private void recorder(List<String> doubts) {
        String problem = measured.health().writeProblem();
        if (problem != null) {
            doubts.add("the results folder is incomplete: " + problem);
        }
        if (measured.health().eventsNotKept() > 0) {
            doubts.add(
                    Words.say(
                            "%d events are in the log only, not in this summary",
                            measured.health().eventsNotKept()));
        }
    }
}
