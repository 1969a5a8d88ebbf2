package io.spillway.report.html;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.RunEvent;
import io.spillway.record.SecondRow;
import io.spillway.report.Json;
import io.spillway.report.RunData;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The series that a run's charts draw, as {@code charts.js} takes them. At most {@value
 * #MAX_POINTS} points a series, and fewer for each of many replicas; thinned series carry the least
 * and the greatest of each bucket beside the mean.
 */
final class RunCharts {
    static final int MAX_POINTS = 1200;
    private static final int REPLICA_NUMBERS = 120_000;
    private static final int SHARE_SECONDS = 5;
    private static final int PER_REPLICA_SERIES = 5;

    private final RunData data;
    private final List<SecondRow> rows;
    private final List<ReplicaId> replicas;
    private final Map<ReplicaId, SecondRow.@Nullable Replica[]> byReplica;

    private RunCharts(RunData data) {
        this.data = data;
        this.rows = data.seconds();
        this.byReplica = byReplica(rows);
        this.replicas = List.copyOf(byReplica.keySet());
    }

    static Json of(RunData data) {
        return new RunCharts(data).json();
    }

    private static Map<ReplicaId, SecondRow.@Nullable Replica[]> byReplica(List<SecondRow> rows) {
        var ids = new LinkedHashSet<ReplicaId>();
        for (SecondRow row : rows) {
            row.replicas().forEach(replica -> ids.add(replica.id()));
        }
        var byReplica = new LinkedHashMap<ReplicaId, SecondRow.@Nullable Replica[]>();
        ids.forEach(id -> byReplica.put(id, new SecondRow.@Nullable Replica[rows.size()]));
        for (int i = 0; i < rows.size(); i++) {
            for (SecondRow.Replica replica : rows.get(i).replicas()) {
                SecondRow.@Nullable Replica[] series = byReplica.get(replica.id());
                if (series != null) {
                    series[i] = replica;
                }
            }
        }
        return byReplica;
    }

    private Json json() {
        var thinning = new Thinning(rows.size(), MAX_POINTS);
        var json = new Json();
        json.put("time", numbers(thinning.last(i -> rows.get(i).atNanos() / 1e9)));
        json.put("bucket_seconds", thinning.perBucket());
        var low = new Json();
        var high = new Json();
        fleetSeries()
                .forEach(
                        (name, value) -> {
                            Thinning.Series series = i -> value.applyAsDouble(rows.get(i));
                            json.put(name, numbers(thinning.mean(series)));
                            if (!thinning.isWhole()) {
                                low.put(name, numbers(thinning.least(series)));
                                high.put(name, numbers(thinning.greatest(series)));
                            }
                        });
        if (!thinning.isWhole()) {
            json.put("low", low).put("high", high);
        }
        json.put("replicas", replicas.stream().map(ReplicaId::value).toList());
        addReplicas(json);
        return json.put("spans", spans()).put("marks", marks());
    }

    private static Map<String, ToDoubleFunction<SecondRow>> fleetSeries() {
        var series = new LinkedHashMap<String, ToDoubleFunction<SecondRow>>();
        series.put("offered", row -> row.counts().offered());
        series.put("sent", row -> row.counts().sent());
        series.put("finished", row -> row.counts().finished());
        series.put("errors", row -> row.counts().errors());
        series.put("held", row -> row.counts().held());
        series.put("in_flight", row -> row.counts().inFlight());
        series.put("ttft_p50", row -> row.ttft().p50Seconds());
        series.put("ttft_p95", row -> row.ttft().p95Seconds());
        series.put("ttft_p99", row -> row.ttft().p99Seconds());
        series.put("itl_p50", row -> row.itl().p50Seconds());
        series.put("itl_p95", row -> row.itl().p95Seconds());
        series.put("itl_p99", row -> row.itl().p99Seconds());
        return series;
    }

    private void addReplicas(Json json) {
        int series = Math.max(1, PER_REPLICA_SERIES * replicas.size());
        int points = Math.clamp(REPLICA_NUMBERS / series, 60, MAX_POINTS);
        if (rows.size() > points) {
            // Thinned series are three numbers a point.
            points = Math.clamp(REPLICA_NUMBERS / (3L * series), 60, MAX_POINTS);
        }
        var thinning = new Thinning(rows.size(), points);
        json.put("replica_time", numbers(thinning.last(i -> rows.get(i).atNanos() / 1e9)));
        json.put("waiting", perReplica(thinning, SecondRow.Replica::waiting));
        json.put("running", perReplica(thinning, SecondRow.Replica::running));
        json.put("kv", perReplica(thinning, SecondRow.Replica::kvUsage));
        json.put("weight", perReplica(thinning, SecondRow.Replica::weight));
        json.put("share", shares(thinning));
        if (!thinning.isWhole()) {
            json.put("replica_high", new Json().put("waiting", greatest(thinning)));
        }
    }

    private Json perReplica(Thinning thinning, ToDoubleFunction<SecondRow.Replica> value) {
        var json = new Json();
        byReplica.forEach(
                (id, series) ->
                        json.put(id.value(), numbers(thinning.mean(i -> value(series[i], value)))));
        return json;
    }

    private Json greatest(Thinning thinning) {
        var json = new Json();
        byReplica.forEach(
                (id, series) ->
                        json.put(
                                id.value(),
                                numbers(
                                        thinning.greatest(
                                                i ->
                                                        value(
                                                                series[i],
                                                                SecondRow.Replica::waiting)))));
        return json;
    }

    private static double value(
            SecondRow.@Nullable Replica replica, ToDoubleFunction<SecondRow.Replica> value) {
        return replica == null ? Double.NaN : value.applyAsDouble(replica);
    }

    /** Of the requests sent in the last few seconds; nothing where none was sent. */
    private Json shares(Thinning thinning) {
        long[] all = new long[rows.size() + 1];
        for (int i = 0; i < rows.size(); i++) {
            all[i + 1] = all[i] + rows.get(i).counts().sent();
        }
        var json = new Json();
        byReplica.forEach(
                (id, series) -> {
                    long[] sent = new long[rows.size() + 1];
                    for (int i = 0; i < rows.size(); i++) {
                        SecondRow.Replica replica = series[i];
                        sent[i + 1] = sent[i] + (replica == null ? 0 : replica.sent());
                    }
                    json.put(
                            id.value(),
                            numbers(
                                    thinning.mean(
                                            i -> {
                                                int from = Math.max(0, i + 1 - SHARE_SECONDS);
                                                long total = all[i + 1] - all[from];
                                                return total == 0 || series[i] == null
                                                        ? Double.NaN
                                                        : (double) (sent[i + 1] - sent[from])
                                                                / total;
                                            })));
                });
        return json;
    }

    /** When each replica was in which state: {@code [from, to, state]}. */
    private Json spans() {
        double last = rows.isEmpty() ? 0 : rows.getLast().atNanos() / 1e9;
        double end = Math.max(last, data.summary().durationSeconds());
        var spans = new LinkedHashMap<ReplicaId, List<List<Object>>>();
        replicas.forEach(id -> spans.put(id, new ArrayList<>()));
        for (RunEvent event : data.events()) {
            if (event instanceof RunEvent.StateChanged change) {
                double at = change.atNanos() / 1e9;
                List<List<Object>> lane =
                        spans.computeIfAbsent(change.replica(), _ -> new ArrayList<>());
                if (!lane.isEmpty()) {
                    lane.getLast().set(1, rounded(at));
                }
                var span = new ArrayList<Object>();
                span.add(rounded(at));
                span.add(rounded(Math.max(at, end)));
                span.add(change.to().name().toLowerCase(Locale.ROOT));
                lane.add(span);
            }
        }
        var json = new Json();
        spans.forEach((id, lane) -> json.put(id.value(), lane));
        return json;
    }

    private List<Json> marks() {
        var marks = new ArrayList<Json>();
        for (RunEvent event : data.events()) {
            if (event instanceof RunEvent.Scaled scaled) {
                marks.add(
                        new Json()
                                .put("at", scaled.atNanos() / 1e9)
                                .put("kind", scaled.isOut() ? "scale-out" : "scale-in")
                                .put("to", scaled.to()));
            } else if (event instanceof RunEvent.StageStarted stage) {
                marks.add(new Json().put("at", stage.atNanos() / 1e9).put("kind", "stage"));
            }
        }
        return marks;
    }

    static List<@Nullable Object> numbers(List<Double> values) {
        var numbers = new ArrayList<@Nullable Object>(values.size());
        for (double value : values) {
            numbers.add(Double.isFinite(value) ? rounded(value) : null);
        }
        return numbers;
    }

    /** Four significant digits, and no more after the point than a pixel can show. */
    private static Number rounded(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return (long) value;
        }
        int digits = Math.abs(value) >= 1000 ? 7 : 4;
        BigDecimal rounded =
                BigDecimal.valueOf(value).round(new MathContext(digits)).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }
}
