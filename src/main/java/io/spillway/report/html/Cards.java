package io.spillway.report.html;

import io.spillway.analysis.Dist;
import io.spillway.analysis.Judgement;
import io.spillway.analysis.RunSummary;
import io.spillway.report.Figures;
import io.spillway.report.RunData;

/** The figures that everybody asks for, in boxes. */
final class Cards {
    private Cards() {}

    static void addTo(Html page, RunData data) {
        RunSummary summary = data.summary();
        page.open("ul", "class", "cards", "aria-label", "Key figures").line();
        RunSummary.Requests requests = summary.requests();
        card(page, Figures.count(requests.succeeded()), "requests succeeded");
        card(page, Figures.count(requests.failed()), "failed");
        RunSummary.FromBoth ttft = summary.latency().ttft();
        if (ttft != null) {
            card(page, Figures.latency(ttft.fromIntended().p50()), "TTFT p50");
            card(page, Figures.latency(ttft.fromIntended().p95()), "TTFT p95");
        }
        Dist itl = summary.latency().itl();
        if (itl != null) {
            card(page, Figures.latency(itl.p50()), "ITL p50");
        }
        card(page, Figures.latency(summary.latency().e2e().fromIntended().p99()), "end to end p99");
        card(
                page,
                Figures.number(summary.throughput().outputTokensPerSecond()),
                "output tokens a second");
        RunSummary.Slo slo = summary.slo();
        if (slo != null) {
            card(page, Figures.percent(slo.attainment()), "within every limit");
        }
        RunSummary.Replicas replicas = summary.replicas();
        if (replicas != null) {
            card(page, Figures.range(replicas.min(), replicas.max()), "replicas ready");
            Judgement judgement = data.judgement();
            card(
                    page,
                    Figures.replicaSeconds(
                            judgement == null
                                    ? replicas.paidSeconds()
                                    : judgement.cost().replicaSeconds()),
                    judgement == null ? "replica-seconds paid" : "replica-seconds paid under load");
        }
        page.close("ul").line();
    }

    private static void card(Html page, String value, String label) {
        page.open("li").element("span", value, "class", "value");
        page.element("span", label, "class", "label").close("li").line();
    }
}
