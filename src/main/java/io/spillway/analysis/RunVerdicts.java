package io.spillway.analysis;

import io.spillway.record.GeneratorHealth;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Verdicts on how the run was made: V1, V6, V11 and V12. */
public final class RunVerdicts {
    private static final double MAX_DELAY_SECONDS = 0.010;

    /** A generator that stands still for so long spoils every percentile, whatever its median. */
    private static final double MAX_TAIL_DELAY_SECONDS = 1;

    private static final double MIN_ACHIEVED = 0.95;
    private static final double SHORT_SECONDS = 180;
    private static final double STABLE_SECONDS = 300;

    private RunVerdicts() {}

    /**
     * V1, runner health: the load generator was the bottleneck when half of the requests were sent
     * 10 ms or more after their time, or a stage achieved less than 95 % of its schedule. When
     * requests were held, the delay says nothing about the generator.
     *
     * @param held why requests were held back; null when they were not
     */
    public static Verdict runnerHealth(
            Dist delay,
            List<RunSummary.Stage> stages,
            GeneratorHealth health,
            @Nullable String held) {
        if (!delay.isMeasured()) {
            return Verdict.fail("V1", "no request was sent");
        }
        double onTime = 1;
        for (RunSummary.Stage stage : stages) {
            if (stage.requestedRate() != null && stage.requests().sent() > 0) {
                onTime = Math.min(onTime, Knee.sentOnTime(stage));
            }
        }
        String figures =
                Words.say(
                        "send delay p50 %.1f ms, p99 %.1f ms%s; %.0f %% of the schedule achieved",
                        1e3 * delay.p50(), 1e3 * delay.p99(), idle(health), 100 * onTime);
        boolean late =
                delay.p50() >= MAX_DELAY_SECONDS
                        || delay.p99() >= MAX_TAIL_DELAY_SECONDS
                        || onTime < MIN_ACHIEVED;
        if (late && held != null) {
            return Verdict.warn("V1", Words.say("%s: %s", held, figures));
        }
        if (late) {
            return Verdict.fail(
                    "V1",
                    Words.say(
                            "the load generator is the bottleneck, give it more processors: %s",
                            figures));
        }
        return delay.p99() >= MAX_DELAY_SECONDS
                ? Verdict.warn("V1", Words.say("some requests were sent late: %s", figures))
                : Verdict.ok("V1", Words.say("the load generator kept up: %s", figures));
    }

    private static String idle(GeneratorHealth health) {
        double idle = health.timerLatenessP99Seconds();
        return Double.isNaN(idle)
                ? ""
                : Words.say(" (an idle thread's timers: p99 %.1f ms)", 1e3 * idle);
    }

    /** V6, service levels are judged by P95 and P99 only. Null without targets. */
    public static @Nullable Verdict tails(RunSummary.@Nullable Slo slo) {
        if (slo == null) {
            return null;
        }
        var missed = new ArrayList<String>();
        var held = new ArrayList<String>();
        var beside = new ArrayList<String>();
        for (SloTargets.Percentile target : new SloTargets(slo.targets()).percentiles()) {
            if (target.percent() < 95) {
                beside.add(target.key());
                continue;
            }
            held.add(target.key());
            double measured = Objects.requireNonNull(slo.measured().get(target.key()));
            if (!(measured <= target.limitSeconds())) {
                missed.add(
                        Words.say(
                                "%s is %s, not %s",
                                target.key(),
                                Double.isNaN(measured) ? "unmeasured" : Words.latency(measured),
                                Words.latency(target.limitSeconds())));
            }
        }
        if (held.isEmpty()) {
            return Verdict.warn("V6", "no target is a p95 or p99: nothing can be promised");
        }
        return missed.isEmpty()
                ? Verdict.ok(
                        "V6",
                        Words.say("%s within the target%s", String.join(", ", held), aside(beside)))
                : Verdict.fail("V6", Words.say("%s", String.join("; ", missed)));
    }

    private static String aside(List<String> targets) {
        return targets.isEmpty()
                ? ""
                : Words.say(
                        "; %s says nothing about the slowest requests", String.join(", ", targets));
    }

    /** V11, TTFT and ITL need streaming. */
    public static Verdict streaming(boolean streaming, SloTargets targets) {
        if (streaming) {
            return Verdict.ok("V11", "responses were streamed");
        }
        boolean asked =
                targets.percentiles().stream().anyMatch(target -> !target.metric().equals("e2e"));
        return asked
                ? Verdict.fail("V11", "targets on TTFT, TPOT or ITL need streaming responses")
                : Verdict.warn("V11", "responses were not streamed: no TTFT, TPOT and ITL");
    }

    /** V12, a stable measurement takes 300 to 600 s a stage. Null without stages. */
    public static @Nullable Verdict durations(List<RunSummary.Stage> stages) {
        if (stages.isEmpty()) {
            return null;
        }
        double shortest = Double.MAX_VALUE;
        for (RunSummary.Stage stage : stages) {
            shortest = Math.min(shortest, stage.toSeconds() - stage.fromSeconds());
        }
        if (shortest < SHORT_SECONDS) {
            return Verdict.warn(
                    "V12",
                    Words.say(
                            "the shortest stage lasts %.0f s; figures settle after 300 s",
                            shortest));
        }
        return shortest < STABLE_SECONDS
                ? Verdict.ok(
                        "V12",
                        Words.say("the shortest stage lasts %.0f s, 300 s are better", shortest))
                : Verdict.ok("V12", "every stage lasts at least 300 s");
    }
}
