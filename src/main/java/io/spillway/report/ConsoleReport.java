package io.spillway.report;

import io.spillway.analysis.Cost;
import io.spillway.analysis.Dist;
import io.spillway.analysis.Judgement;
import io.spillway.analysis.Oracle;
import io.spillway.analysis.RunSummary;
import io.spillway.analysis.Verdict;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The end of a run as tables of plain text, at most 80 columns wide. */
public final class ConsoleReport {
    private static final int LABEL = 12;
    private static final int MAX_EVENTS = 40;

    private final RunSummary summary;
    private final @Nullable Judgement judgement;
    private final List<String> unread;
    private final Style style;
    private final StringBuilder out = new StringBuilder();

    private ConsoleReport(
            RunSummary summary, @Nullable Judgement judgement, List<String> unread, Style style) {
        this.summary = summary;
        this.judgement = judgement;
        this.unread = unread;
        this.style = style;
    }

    /** Everything, ending in a line end. */
    public static String of(RunSummary summary, Style style) {
        return of(summary, null, style);
    }

    /** With what scaling was worth, where it is known. */
    public static String of(RunSummary summary, @Nullable Judgement judgement, Style style) {
        return new ConsoleReport(summary, judgement, List.of(), style).render();
    }

    /** Of a results folder, with what of it could not be read. */
    public static String of(RunData data, Style style) {
        return new ConsoleReport(data.summary(), data.judgement(), data.problems(), style).render();
    }

    /** One line for each objective: what was asked, what came out. Empty without objectives. */
    public static String slo(RunSummary.Slo slo, Style style) {
        var out = new StringBuilder();
        for (SloLine line : SloLine.of(slo)) {
            String word =
                    switch (line.outcome()) {
                        case MET -> style.good("met");
                        case MISSED -> style.bad("missed");
                        case UNMEASURED -> style.warn("not measured");
                    };
            out.append(
                    Figures.say(
                            "  %-12s %10s, limit %-9s ",
                            line.key(), line.measuredText(), line.limitText()));
            out.append(word).append('\n');
        }
        return out.toString();
    }

    private String render() {
        head();
        requests();
        latency();
        objectives();
        stages();
        replicas();
        scaling();
        worth();
        out.append(BesideText.of(summary.beside(), style));
        trust();
        return out.toString();
    }

    private void head() {
        RunSummary.Identity identity = summary.identity();
        out.append(style.strong("Run " + Printable.line(identity.runId())));
        out.append(
                Figures.say(
                        " · %s clock · %s · seed %d\n",
                        SummaryJson.label(identity.clock()),
                        Figures.span(summary.durationSeconds()),
                        identity.seed()));
        out.append('\n');
    }

    /** Supply beside the best possible, and what it cost. */
    private void worth() {
        if (judgement == null) {
            return;
        }
        Oracle oracle = judgement.oracle();
        Cost cost = judgement.cost();
        label(
                "Worth",
                Figures.say(
                        "%s replica-seconds under load; %s knowing the load beforehand, %s with the"
                                + " best fixed number, %d",
                        Figures.replicaSeconds(cost.replicaSeconds()),
                        Figures.replicaSeconds(oracle.withStartUp()),
                        Figures.replicaSeconds(oracle.bestStatic()),
                        oracle.bestStaticReplicas()));
        label(
                "",
                Figures.say(
                        "too few replicas %s of the time, too many %s",
                        Figures.percent(judgement.ready().timeshareUnder()),
                        Figures.percent(judgement.ready().timeshareOver())));
        if (Double.isFinite(cost.total())) {
            label(
                    "",
                    Figures.say(
                            "cost %s, %s a million good output tokens",
                            Figures.number(cost.total()),
                            Figures.number(cost.perMillionGoodTokens())));
        }
    }

    private void label(String label, String text) {
        List<String> lines = TextTable.wrap(text, TextTable.WIDTH - LABEL);
        out.append(Figures.say("%-12s", label)).append(lines.getFirst()).append('\n');
        for (String line : lines.subList(1, lines.size())) {
            out.repeat(" ", LABEL).append(line).append('\n');
        }
    }

    private void requests() {
        RunSummary.Requests requests = summary.requests();
        label(
                "Requests",
                Figures.say(
                        "%s scheduled, %s sent, %s succeeded, %s failed",
                        Figures.count(requests.scheduled()),
                        Figures.count(requests.sent()),
                        Figures.count(requests.succeeded()),
                        Figures.count(requests.failed())));
        requests.failuresByCause()
                .forEach(
                        (cause, count) ->
                                label("", Figures.count(count) + " " + Printable.line(cause)));
        if (requests.capped() > 0) {
            label("", Figures.count(requests.capped()) + " delayed by the in-flight cap");
        }
        if (requests.reconnects() > 0) {
            label("", Figures.count(requests.reconnects()) + " sent again on a fresh connection");
        }
        RunSummary.Throughput rate = summary.throughput();
        label(
                "Throughput",
                Figures.say(
                        "%s requests/s, %s output tokens/s, %s tokens/s",
                        Figures.number(rate.requestsPerSecond()),
                        Figures.number(rate.outputTokensPerSecond()),
                        Figures.number(rate.totalTokensPerSecond())));
        Double goodput = rate.goodputRequestsPerSecond();
        if (goodput != null) {
            label("Goodput", Figures.number(goodput) + " requests/s within every limit");
        }
    }

    private void latency() {
        RunSummary.Latency latency = summary.latency();
        out.append('\n');
        var table =
                new TextTable(style, false, "Latency", "mean", "p50", "p90", "p95", "p99", "max");
        RunSummary.FromBoth ttft = latency.ttft();
        if (ttft != null) {
            dist(table, "TTFT", ttft.fromIntended());
            dist(table, "  from sent", ttft.fromSent());
        }
        dist(table, "ITL", latency.itl());
        dist(table, "TPOT", latency.tpot());
        dist(table, "End to end", latency.e2e().fromIntended());
        dist(table, "  from sent", latency.e2e().fromSent());
        dist(table, "Send delay", latency.scheduleDelay());
        table.render(out);
    }

    private static void dist(TextTable table, String name, @Nullable Dist dist) {
        if (dist != null) {
            table.row(
                    name,
                    Figures.latency(dist.mean()),
                    Figures.latency(dist.p50()),
                    Figures.latency(dist.p90()),
                    Figures.latency(dist.p95()),
                    Figures.latency(dist.p99()),
                    Figures.latency(dist.max()));
        }
    }

    private void objectives() {
        RunSummary.Slo slo = summary.slo();
        if (slo == null) {
            return;
        }
        out.append('\n');
        Boolean met = slo.met();
        var objectives = new Objectives(slo);
        String word =
                Boolean.FALSE.equals(met)
                        ? style.bad(objectives.words())
                        : objectives.areMetByNearlyAll()
                                ? style.good(objectives.words())
                                : style.warn(objectives.words());
        out.append(style.strong("Objectives ")).append(word);
        if (!objectives.areMet() || objectives.areMetByNearlyAll()) {
            out.append(", ").append(Figures.percent(slo.attainment()));
            out.append(" of the requests within every limit");
        }
        out.append('\n');
        out.append(slo(slo, style));
    }

    private void stages() {
        if (summary.stages().size() < 2) {
            return;
        }
        out.append('\n');
        var table =
                new TextTable(
                        style,
                        false,
                        "Stage",
                        "asked",
                        "sent",
                        "done",
                        "failed",
                        "TTFT p50",
                        "p95",
                        "p99",
                        "ITL p95");
        for (RunSummary.Stage stage : summary.stages()) {
            Double asked = stage.requestedRate();
            RunSummary.FromBoth ttft = stage.latency().ttft();
            Dist first = ttft == null ? Dist.UNMEASURED : ttft.fromIntended();
            Dist itl = stage.latency().itl();
            table.row(
                    String.valueOf(stage.index()),
                    asked == null ? Figures.UNKNOWN : Figures.number(asked) + "/s",
                    Figures.number(stage.achievedRate()) + "/s",
                    Figures.count(stage.requests().succeeded()),
                    Figures.count(stage.requests().failed()),
                    Figures.latency(first.p50()),
                    Figures.latency(first.p95()),
                    Figures.latency(first.p99()),
                    Figures.latency(itl == null ? Double.NaN : itl.p95()));
        }
        table.render(out);
    }

    private void replicas() {
        RunSummary.Replicas replicas = summary.replicas();
        if (replicas == null) {
            return;
        }
        out.append('\n');
        label(
                "Replicas",
                Figures.say(
                        "%s ready, %s on average; over the whole run %s ready, %s paid",
                        Figures.range(replicas.min(), replicas.max()),
                        Figures.number(replicas.average()),
                        Figures.replicaSeconds(replicas.readySeconds()) + " replica-s",
                        Figures.replicaSeconds(replicas.paidSeconds()) + " replica-s"));
        var table = new TextTable(style, false, "Replica", "requests", "share", "expected");
        for (RunSummary.ReplicaShare share : replicas.byReplica()) {
            table.row(
                    Printable.line(share.id().value()),
                    Figures.count(share.requests()),
                    Figures.percent(share.share()),
                    Figures.percent(share.expectedShare()));
        }
        table.render(out);
    }

    private void scaling() {
        RunSummary.Scaling scaling = summary.scaling();
        if (scaling == null) {
            return;
        }
        out.append('\n');
        label(
                "Scaling",
                Figures.say(
                        "%s, %s; TTFT p95 %s at worst, %s once settled",
                        Printable.line(scaling.policy()),
                        Figures.count(scaling.checks(), "check"),
                        Figures.latency(scaling.effect().worstTtftP95Seconds()),
                        Figures.latency(scaling.effect().settledTtftP95Seconds())));
        if (scaling.events().isEmpty()) {
            return;
        }
        var table = new TextTable(style, true, "At", "replicas", "why");
        List<RunSummary.ScalingEvent> events = scaling.events();
        for (RunSummary.ScalingEvent event :
                events.subList(0, Math.min(MAX_EVENTS, events.size()))) {
            table.row(
                    Figures.at(event.atSeconds()),
                    Figures.say("%d → %d", event.from(), event.to()),
                    Printable.line(event.reason()));
        }
        table.render(out);
        if (events.size() > MAX_EVENTS) {
            out.append(
                    Figures.say(
                            "and %s more, in events.jsonl\n",
                            Figures.count(events.size() - MAX_EVENTS)));
        }
    }

    private void trust() {
        RunSummary.Validity validity = summary.validity();
        out.append('\n');
        out.append(style.strong("Measurement "));
        int reservations = Reservations.of(validity).size() + unread.size();
        String words = Reservations.words(validity, reservations);
        out.append(
                        !validity.valid()
                                ? style.bad(words)
                                : reservations == 0 ? style.good(words) : style.warn(words))
                .append('\n');
        for (Verdict verdict : validity.verdicts()) {
            String word =
                    switch (verdict.level()) {
                        case OK -> style.good("ok  ");
                        case WARN -> style.warn("warn");
                        case FAIL -> style.bad("fail");
                    };
            paragraph(word, Figures.say("%-4s", verdict.rule()) + verdict.text());
        }
        for (String doubt : validity.doubts()) {
            paragraph(style.warn("but "), doubt);
        }
        for (String problem : unread) {
            paragraph(style.warn("but "), "files: " + problem);
        }
    }

    private void paragraph(String word, String text) {
        List<String> lines = TextTable.wrap(Printable.line(text), TextTable.WIDTH - 7);
        out.append("  ").append(word).append(' ').append(lines.getFirst()).append('\n');
        for (String line : lines.subList(1, lines.size())) {
            out.repeat(" ", 7).append(line).append('\n');
        }
    }
}
