package io.spillway.analysis;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Verdicts on what the servers can do: V2 to V5 and V7. */
public final class CapacityVerdicts {
    private static final double HEADROOM_LOW = 0.70;
    private static final double HEADROOM_HIGH = 0.80;
    private static final double MAX_SWEEP_GAP = 0.20;
    private static final double MAX_BURST_RATIO = 1.5;

    private CapacityVerdicts() {}

    /**
     * V2, the floor: what the calmest stage shows, no number of replicas can better. With one stage
     * alone only its very best request is a floor. Null without targets on it.
     */
    public static @Nullable Verdict floor(
            List<RunSummary.Stage> stages, RunSummary.@Nullable Slo slo) {
        List<RunSummary.Stage> ascending = Knee.byRate(stages);
        if (slo == null || ascending.isEmpty()) {
            return null;
        }
        RunSummary.Stage calm = ascending.getFirst();
        boolean alone = ascending.size() < 2;
        var beyond = new ArrayList<String>();
        boolean judged = false;
        for (SloTargets.Percentile target : new SloTargets(slo.targets()).percentiles()) {
            Dist dist = floorOf(target.metric(), calm.latency());
            if (dist == null || !dist.isMeasured()) {
                continue;
            }
            judged = true;
            double floor = alone ? dist.min() : dist.p50();
            if (floor > target.limitSeconds()) {
                beyond.add(
                        Words.say(
                                "%s is at least %s, the target %s",
                                target.metric(),
                                Words.latency(floor),
                                Words.latency(target.limitSeconds())));
            }
        }
        if (!judged) {
            return null;
        }
        return beyond.isEmpty()
                ? Verdict.ok("V2", "the calmest stage is within every target")
                : Verdict.fail(
                        "V2",
                        Words.say(
                                "scaling out cannot fix this, improve the model or the hardware: %s",
                                String.join("; ", beyond)));
    }

    private static @Nullable Dist floorOf(String metric, RunSummary.Latency latency) {
        RunSummary.FromBoth ttft = latency.ttft();
        return switch (metric) {
            case "ttft" -> ttft == null ? null : ttft.fromIntended();
            case "itl" -> latency.itl();
            case "tpot" -> latency.tpot();
            default -> latency.e2e().fromIntended();
        };
    }

    /**
     * V3, the knee. Null with fewer than two rates.
     *
     * @param ready replicas over the run; empty where there was no fleet to count
     */
    public static @Nullable Verdict knee(List<RunSummary.Stage> stages, FleetTimeline ready) {
        List<RunSummary.Stage> ascending = Knee.byRate(stages);
        if (ascending.size() < 2) {
            return null;
        }
        Knee knee = Knee.find(stages);
        return knee == null
                ? Verdict.ok(
                        "V3",
                        Words.say(
                                "no sign of saturation up to %.2f requests/s",
                                Knee.rate(ascending.getLast())))
                : Verdict.warn(
                        "V3",
                        Words.say(
                                "saturates at %.2f requests/s (stage %d%s): %s",
                                knee.rate(),
                                knee.stage(),
                                size(knee, stages, ready).words(),
                                knee.why()));
    }

    /**
     * V4, headroom: production at 20 to 30 % below saturation. When even the lowest rate was too
     * much, nothing is known of what would be enough. Null without a knee.
     */
    public static @Nullable Verdict headroom(
            List<RunSummary.Stage> stages, @Nullable Knee knee, FleetTimeline ready) {
        if (knee == null) {
            return null;
        }
        if (knee.stage() == Knee.byRate(stages).getFirst().index()) {
            return Verdict.warn(
                    "V4",
                    Words.say(
                            "even the lowest rate, %.2f requests/s, was too much: measure below it",
                            knee.rate()));
        }
        Size size = size(knee, stages, ready);
        return size.least() < size.most()
                ? Verdict.warn(
                        "V4",
                        Words.say(
                                "no rate to plan for: in stage %d from %d to %d replicas were ready;"
                                        + " measure with a fixed number",
                                knee.stage(), size.least(), size.most()))
                : Verdict.ok(
                        "V4",
                        Words.say(
                                "plan for %.2f to %.2f requests/s%s, 20 to 30 %% below saturation",
                                HEADROOM_LOW * knee.rate(),
                                HEADROOM_HIGH * knee.rate(),
                                size.with()));
    }

    /** Replicas ready in a stage; 0 where none is known of. */
    private record Size(int least, int most) {
        String words() {
            return most == 0
                    ? ""
                    : Words.say(", %s ready", least == most ? most + replicas() : range());
        }

        String with() {
            return most == 0 ? "" : " with " + most + replicas();
        }

        private String range() {
            return least + " to " + most + replicas();
        }

        private String replicas() {
            return most == 1 ? " replica" : " replicas";
        }
    }

    private static Size size(Knee knee, List<RunSummary.Stage> stages, FleetTimeline fleet) {
        for (RunSummary.Stage stage : stages) {
            if (stage.index() == knee.stage() && !fleet.isEmpty()) {
                long from = Math.round(stage.fromSeconds() * 1e9);
                long to = Math.round(stage.toSeconds() * 1e9);
                return new Size(fleet.ready().min(from, to), fleet.ready().max(from, to));
            }
        }
        return new Size(0, 0);
    }

    /** V5, a sweep's estimate against the knee that was seen. Null without both. */
    public static @Nullable Verdict sweep(
            VerdictInputs.@Nullable Sweep sweep, @Nullable Knee knee) {
        if (sweep == null || knee == null) {
            return null;
        }
        double gap = Math.abs(sweep.saturationRate() - knee.rate()) / knee.rate();
        return gap > MAX_SWEEP_GAP
                ? Verdict.warn(
                        "V5",
                        Words.say(
                                "%s finds saturation at %.2f requests/s, the stages at %.2f: look for a"
                                        + " hidden queue or limit",
                                sweep.method(), sweep.saturationRate(), knee.rate()))
                : Verdict.ok(
                        "V5",
                        Words.say(
                                "%s finds saturation at %.2f requests/s, the stages at %.2f",
                                sweep.method(), sweep.saturationRate(), knee.rate()));
    }

    /** V7, bursts: P99 under Poisson arrivals over that under even ones. Null without both. */
    static @Nullable Verdict burst(@Nullable Tails tails) {
        if (tails == null) {
            return null;
        }
        if (!tails.comparable()) {
            return Verdict.warn(
                    "V7",
                    Words.say(
                            "bursts are not judged: the rate here is %.2f times that of the even"
                                    + " arrivals",
                            tails.rateRatio()));
        }
        double ratio = tails.ratio();
        return ratio > MAX_BURST_RATIO
                ? Verdict.warn(
                        "V7",
                        Words.say("bursts make p99 %.1f times longer: leave more headroom", ratio))
                : Verdict.ok("V7", Words.say("bursts make p99 %.1f times longer", ratio));
    }
}
