package io.spillway.report.html;

import io.spillway.analysis.Cost;
import io.spillway.analysis.Elasticity;
import io.spillway.analysis.Judgement;
import io.spillway.analysis.Oracle;
import io.spillway.analysis.RunSummary;
import io.spillway.report.Figures;
import io.spillway.report.RunData;

import org.jspecify.annotations.Nullable;

/** What scaling cost and how well it followed demand, beside the best that was possible. */
final class WorthTables {
    private WorthTables() {}

    static void addTo(Html page, RunData data) {
        Judgement judgement = data.judgement();
        RunSummary.Replicas replicas = data.summary().replicas();
        if (judgement != null) {
            cost(page, judgement, replicas);
            elasticity(page, judgement);
        } else if (replicas != null && replicas.max() > replicas.min()) {
            paid(page, replicas, data.summary().durationSeconds());
        }
    }

    private static void paid(Html page, RunSummary.Replicas replicas, double seconds) {
        var table =
                new Table("cost", "Replica-seconds over the whole run")
                        .words("")
                        .figures("replica-seconds");
        table.row("paid: asked for, draining included").replicaSeconds(replicas.paidSeconds());
        table.row("ready to serve").replicaSeconds(replicas.readySeconds());
        table.row("%d replicas all along".formatted(replicas.max()))
                .replicaSeconds(replicas.max() * seconds);
        table.row("%d all along".formatted(replicas.min()))
                .replicaSeconds(replicas.min() * seconds);
        table.addTo(page);
    }

    private static void cost(
            Html page, Judgement judgement, RunSummary.@Nullable Replicas replicas) {
        Oracle oracle = judgement.oracle();
        Cost cost = judgement.cost();
        var table =
                new Table("cost", "Replica-seconds while the load ran, beside the best possible")
                        .words("")
                        .figures("replica-seconds", "against this run");
        double paid = cost.replicaSeconds();
        table.row("this run, paid").replicaSeconds(paid).percent(1);
        against(table, "oracle: knows the load, starts in no time", oracle.zeroDelay(), paid);
        against(table, "oracle: knows the load, starts as we do", oracle.withStartUp(), paid);
        against(
                table,
                "best fixed number: "
                        + Figures.count(oracle.bestStaticReplicas(), "replica")
                        + " all along",
                oracle.bestStatic(),
                paid);
        table.addTo(page);
        page.open("p", "class", "muted");
        page.text(
                "%s of what was paid was in seconds that needed fewer replicas. GPU-seconds: %s (%s)."
                        .formatted(
                                Figures.percent(cost.wasteShare()),
                                Figures.replicaSeconds(cost.gpuSeconds()),
                                cost.gpuBasis()));
        if (replicas != null) {
            page.text(
                    " From the first start to the last stop, before and after the load too, %s replica-seconds were paid."
                            .formatted(Figures.replicaSeconds(replicas.paidSeconds())));
        }
        if (Double.isFinite(cost.total())) {
            page.text(
                    " At the given price: %s in all, %s a million good output tokens."
                            .formatted(
                                    Figures.number(cost.total()),
                                    Figures.number(cost.perMillionGoodTokens())));
        }
        page.close("p").line();
    }

    private static void against(Table table, String name, double seconds, double paid) {
        table.row(name).replicaSeconds(seconds).percent(seconds / paid);
    }

    private static void elasticity(Html page, Judgement judgement) {
        Elasticity ready = judgement.ready();
        Elasticity paid = judgement.paid();
        var table =
                new Table("elasticity", "How supply followed demand")
                        .words("")
                        .figures("ready", "paid");
        table.row("replicas missing, mean")
                .number(ready.accuracyUnder())
                .number(paid.accuracyUnder());
        table.row("replicas too many, mean")
                .number(ready.accuracyOver())
                .number(paid.accuracyOver());
        table.row("time with too few")
                .percent(ready.timeshareUnder())
                .percent(paid.timeshareUnder());
        table.row("time with too many")
                .percent(ready.timeshareOver())
                .percent(paid.timeshareOver());
        table.row("jitter: changes of supply less those of demand, a minute")
                .number(ready.jitterPerMinute())
                .number(paid.jitterPerMinute());
        table.row("instability: share of seconds in which supply did not move as demand did")
                .percent(ready.instability())
                .percent(paid.instability());
        table.row("auto-scaling deviation: distance from perfect in one number, 0 is perfect")
                .number(ready.deviation())
                .number(paid.deviation());
        table.addTo(page);
    }
}
