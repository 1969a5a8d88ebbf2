package io.spillway.report;

import io.spillway.analysis.Cost;
import io.spillway.analysis.Elasticity;
import io.spillway.analysis.Judgement;
import io.spillway.analysis.Oracle;
import io.spillway.analysis.ScalingBehaviour;

/** The {@code judgement} of {@code summary.json}: what scaling was worth while the load ran. */
final class JudgementJson {
    private JudgementJson() {}

    static Json of(Judgement judgement) {
        Oracle oracle = judgement.oracle();
        ScalingBehaviour behaviour = judgement.behaviour();
        return new Json()
                .put("paid_seconds", judgement.cost().replicaSeconds())
                .put(
                        "oracle",
                        new Json()
                                .put("zero_delay", oracle.zeroDelay())
                                .put("with_start_up", oracle.withStartUp())
                                .put("best_static", oracle.bestStatic())
                                .put("best_static_replicas", oracle.bestStaticReplicas()))
                .put("regret", judgement.regret())
                .put("ready", elasticity(judgement.ready()))
                .put("paid", elasticity(judgement.paid()))
                .put("flaps_per_hour", behaviour.flapsPerHour())
                .put("regretted_scale_ins", behaviour.regrets())
                .put("overshoot", behaviour.overshoot())
                .put("cost", cost(judgement.cost()));
    }

    private static Json elasticity(Elasticity elasticity) {
        return new Json()
                .put("accuracy_under", elasticity.accuracyUnder())
                .put("accuracy_over", elasticity.accuracyOver())
                .put("timeshare_under", elasticity.timeshareUnder())
                .put("timeshare_over", elasticity.timeshareOver())
                .put("jitter_per_minute", elasticity.jitterPerMinute())
                .put("under_percent", elasticity.underPercent())
                .put("over_percent", elasticity.overPercent())
                .put("instability", elasticity.instability())
                .put("deviation", elasticity.deviation());
    }

    /** Money only where there is a price. */
    private static Json cost(Cost cost) {
        var json =
                new Json()
                        .put("gpu_seconds", cost.gpuSeconds())
                        .put("gpu_basis", cost.gpuBasis())
                        .put("waste_share", cost.wasteShare());
        return Double.isNaN(cost.total())
                ? json
                : json.put("total", cost.total())
                        .put("per_million_good_tokens", cost.perMillionGoodTokens());
    }
}
