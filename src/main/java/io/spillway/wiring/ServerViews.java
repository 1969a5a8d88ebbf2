package io.spillway.wiring;

import io.spillway.analysis.ServerView;
import io.spillway.fleet.Signal;
import io.spillway.metrics.ServerTotals;
import io.spillway.record.SecondRow;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** What servers counted, as the report shows it. */
final class ServerViews {
    private ServerViews() {}

    /**
     * @param seconds length of the span
     */
    static ServerView of(String source, double seconds, ServerTotals totals) {
        Map<String, Double> counters = new LinkedHashMap<>();
        var histograms = new TreeSet<>(totals.buckets().keySet());
        totals.increments()
                .forEach(
                        (name, grown) -> {
                            if (name.endsWith("_sum")) {
                                histograms.add(name.substring(0, name.length() - "_sum".length()));
                            } else {
                                counters.put(name, grown);
                            }
                        });
        Map<String, ServerView.Tail> figures = new LinkedHashMap<>();
        for (String name : histograms) {
            OptionalDouble mean = totals.mean(name);
            if (mean.isPresent()) {
                figures.put(
                        name,
                        new ServerView.Tail(
                                mean.getAsDouble(),
                                totals.quantile(name, 0.5).orElse(Double.NaN),
                                totals.quantile(name, 0.9).orElse(Double.NaN),
                                totals.quantile(name, 0.99).orElse(Double.NaN)));
            }
        }
        totals.gauges()
                .forEach(
                        (name, samples) ->
                                put(
                                        figures,
                                        name,
                                        samples.stream().mapToDouble(each -> each).toArray()));
        return new ServerView(source, seconds, counters, figures, List.of());
    }

    /** The pages' counts, with the gauges of the one-second series. */
    static ServerView polled(ServerTotals totals, List<SecondRow> rows, double seconds) {
        ServerView counted = of(ServerView.POLLING, seconds, totals);
        Map<String, ServerView.Tail> figures = new LinkedHashMap<>(counted.figures());
        put(figures, Signal.WAITING, rows.stream().mapToDouble(SecondRow::waiting).toArray());
        put(figures, Signal.RUNNING, rows.stream().mapToDouble(SecondRow::running).toArray());
        put(figures, Signal.KV_USAGE, perReplica(rows, SecondRow.Replica::kvUsage));
        return new ServerView(
                counted.source(), counted.seconds(), counted.counters(), figures, List.of());
    }

    private static double[] perReplica(
            List<SecondRow> rows, ToDoubleFunction<SecondRow.Replica> value) {
        return rows.stream().flatMap(row -> row.replicas().stream()).mapToDouble(value).toArray();
    }

    private static void put(Map<String, ServerView.Tail> figures, String name, double[] samples) {
        double[] known =
                Arrays.stream(samples).filter(value -> !Double.isNaN(value)).sorted().toArray();
        if (known.length > 0) {
            figures.put(
                    name,
                    new ServerView.Tail(
                            Arrays.stream(known).average().orElseThrow(),
                            at(known, 0.5),
                            at(known, 0.9),
                            at(known, 0.99)));
        }
    }

    private static double at(double[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
