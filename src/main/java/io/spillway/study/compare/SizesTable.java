package io.spillway.study.compare;

import static io.spillway.study.Tables.number;
import static io.spillway.study.Tables.percent;

import io.spillway.analysis.RunSummary;
import io.spillway.analysis.Scalability;
import io.spillway.study.Tables;
import io.spillway.study.sweep.Saturation;

import java.util.ArrayList;
import java.util.List;

/** A comparison of sizes as plain text. */
public final class SizesTable {

    private SizesTable() {}

    public static List<String> lines(SizesResult result) {
        var lines = new ArrayList<String>();
        lines.add("Throughput " + result.at().words() + ":");
        lines.addAll(sizes(result));
        for (SizeResult size : result.sizes()) {
            if (size.capacity() instanceof Saturation.NoPlateau none) {
                lines.add("Size %d was not found: %s.".formatted(size.replicas(), none.why()));
            }
        }
        lines.addAll(result.cautions());
        lines.add(law(result.scalability()));
        if (result.sizes().stream().anyMatch(size -> size.load() != null)) {
            lines.add("");
            lines.add("The file's own load on each size:");
            lines.addAll(loads(result.sizes()));
        }
        return lines;
    }

    private static List<String> sizes(SizesResult result) {
        var rows = new ArrayList<List<String>>();
        for (SizeResult size : result.sizes()) {
            rows.add(
                    List.of(
                            Integer.toString(size.replicas()),
                            number(size.requestsPerSecond(), 2),
                            interval(size.capacity()),
                            number(size.speedUp(), 2),
                            percent(size.efficiency(), 1)));
        }
        return Tables.lines(
                List.of("replicas", "req/s", "between", "speed-up", "efficiency"), rows);
    }

    private static String interval(Saturation capacity) {
        return switch (capacity) {
            case Saturation.Found found ->
                    number(found.low(), 2) + " and " + number(found.high(), 2);
            case Saturation.NoPlateau none -> "at least " + number(none.atLeast(), 2);
        };
    }

    private static String law(Scalability scalability) {
        return switch (scalability) {
            case Scalability.Refused refused ->
                    "No scalability law was fitted: " + refused.reason() + ".";
            case Scalability.Fitted fitted ->
                    "Universal Scalability Law: contention %s, coherency %s%s."
                            .formatted(
                                    percent(fitted.alpha(), 2),
                                    percent(fitted.beta(), 3),
                                    Double.isFinite(fitted.peak())
                                            ? "; more than %s replicas would serve less"
                                                    .formatted(number(fitted.peak(), 0))
                                            : "");
        };
    }

    private static List<String> loads(List<SizeResult> sizes) {
        var rows = new ArrayList<List<String>>();
        for (SizeResult size : sizes) {
            RunSummary load = size.load();
            if (load == null) {
                continue;
            }
            RunSummary.FromBoth ttft = load.latency().ttft();
            RunSummary.Slo slo = load.slo();
            rows.add(
                    List.of(
                            Integer.toString(size.replicas()),
                            number(load.throughput().requestsPerSecond(), 2),
                            ttft == null ? "-" : number(ttft.fromIntended().p95(), 3),
                            number(load.latency().e2e().fromIntended().p95(), 3),
                            Long.toString(load.requests().failed()),
                            slo == null ? "-" : percent(slo.attainment(), 1)));
        }
        return Tables.lines(
                List.of("replicas", "req/s", "TTFT p95 s", "e2e p95 s", "failed", "attainment"),
                rows);
    }
}
