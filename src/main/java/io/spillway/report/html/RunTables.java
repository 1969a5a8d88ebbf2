package io.spillway.report.html;

import io.spillway.analysis.Dist;
import io.spillway.analysis.RunSummary;
import io.spillway.analysis.SteadyState;
import io.spillway.report.Figures;
import io.spillway.report.RunData;
import io.spillway.report.SloLine;

import org.jspecify.annotations.Nullable;

/** The tables of a run: objectives, latency, stages, replicas, scaling, worth. */
final class RunTables {
    private static final String[] DIST = {
        "mean", "min", "p50", "p90", "p95", "p99", "max", "count"
    };

    private final Html page;
    private final RunData data;
    private final RunSummary summary;

    RunTables(Html page, RunData data) {
        this.page = page;
        this.data = data;
        this.summary = data.summary();
    }

    void objectives() {
        RunSummary.Slo slo = summary.slo();
        if (slo == null) {
            return;
        }
        var table =
                new Table("objectives", "Objectives")
                        .words("Objective")
                        .figures("limit", "measured")
                        .words("");
        for (SloLine line : SloLine.of(slo)) {
            table.row(line.name());
            if (line.key().equals("error_rate")) {
                table.percent(line.limit()).percent(line.measured());
            } else {
                table.latency(line.limit()).latency(line.measured());
            }
            switch (line.outcome()) {
                case MET -> table.badge("met", "ok");
                case MISSED -> table.badge("missed", "fail");
                case UNMEASURED -> table.badge("not measured", "warn");
            }
        }
        table.addTo(page);
    }

    void throughput() {
        RunSummary.Throughput whole = summary.throughput();
        var table =
                new Table("throughput", "Throughput")
                        .words("")
                        .figures("requests/s", "output tokens/s", "tokens/s", "within limits/s");
        Double goodput = whole.goodputRequestsPerSecond();
        table.row("the whole run, from the first intended send to the last end");
        table.number(whole.requestsPerSecond()).number(whole.outputTokensPerSecond());
        table.number(whole.totalTokensPerSecond());
        table.number(goodput == null ? Double.NaN : goodput);
        SteadyState steady = SteadyState.find(data.seconds());
        if (steady != null) {
            table.row(
                    "while it was kept busy, %s to %s"
                            .formatted(
                                    Figures.at(steady.fromSeconds()),
                                    Figures.at(steady.toSeconds())));
            table.number(steady.requestsPerSecond()).number(steady.outputTokensPerSecond());
            table.number(Double.NaN).number(Double.NaN);
        }
        table.addTo(page);
    }

    void latency() {
        RunSummary.Latency latency = summary.latency();
        var table = new Table("latency", "Latency of successful requests").words("").figures(DIST);
        RunSummary.FromBoth ttft = latency.ttft();
        if (ttft != null) {
            dist(table, "TTFT, from intended send", ttft.fromIntended());
            dist(table, "TTFT, from actual send", ttft.fromSent());
        }
        dist(table, "ITL, between chunks", latency.itl());
        dist(table, "TPOT, after the first token", latency.tpot());
        dist(table, "end to end, from intended send", latency.e2e().fromIntended());
        dist(table, "end to end, from actual send", latency.e2e().fromSent());
        dist(table, "send delay, all that were sent", latency.scheduleDelay());
        table.addTo(page);
    }

    private static void dist(Table table, String name, @Nullable Dist dist) {
        if (dist == null) {
            return;
        }
        table.row(name).latency(dist.mean()).latency(dist.min()).latency(dist.p50());
        table.latency(dist.p90()).latency(dist.p95()).latency(dist.p99()).latency(dist.max());
        table.count(dist.count());
    }

    void stages() {
        if (summary.stages().isEmpty()) {
            return;
        }
        var table =
                new Table("stages", "Stages; requests count where they were intended")
                        .words("Stage")
                        .figures(
                                "from",
                                "to",
                                "asked /s",
                                "sent /s",
                                "scheduled",
                                "failed",
                                "TTFT p50",
                                "TTFT p95",
                                "TTFT p99",
                                "ITL p95",
                                "end to end p95",
                                "output tokens/s",
                                "within limits");
        for (RunSummary.Stage stage : summary.stages()) {
            stage(table, stage);
        }
        table.addTo(page);
    }

    private static void stage(Table table, RunSummary.Stage stage) {
        Double asked = stage.requestedRate();
        RunSummary.FromBoth ttft = stage.latency().ttft();
        Dist first = ttft == null ? Dist.UNMEASURED : ttft.fromIntended();
        Dist itl = stage.latency().itl();
        RunSummary.Slo slo = stage.slo();
        table.row(String.valueOf(stage.index())).at(stage.fromSeconds()).at(stage.toSeconds());
        table.number(asked == null ? Double.NaN : asked).number(stage.achievedRate());
        table.count(stage.requests().scheduled()).count(stage.requests().failed());
        table.latency(first.p50()).latency(first.p95()).latency(first.p99());
        table.latency(itl == null ? Double.NaN : itl.p95());
        table.latency(stage.latency().e2e().fromIntended().p95());
        table.number(stage.throughput().outputTokensPerSecond());
        table.percent(slo == null ? Double.NaN : slo.attainment());
    }

    void replicas() {
        RunSummary.Replicas replicas = summary.replicas();
        if (replicas == null || replicas.byReplica().isEmpty()) {
            return;
        }
        var table =
                new Table(
                                "replicas",
                                "Replicas: %d to %d ready, %s on average"
                                        .formatted(
                                                replicas.min(),
                                                replicas.max(),
                                                Figures.number(replicas.average())))
                        .words("Replica")
                        .words("endpoint")
                        .figures("last weight", "requests", "share", "expected share");
        for (RunSummary.ReplicaShare share : replicas.byReplica()) {
            String endpoint = share.endpoint();
            table.row(share.id().value()).text(endpoint == null ? Figures.UNKNOWN : endpoint);
            table.number(share.weight()).count(share.requests());
            table.percent(share.share()).percent(share.expectedShare());
        }
        table.addTo(page);
        SharePicture.addTo(page, replicas.byReplica());
    }
}
