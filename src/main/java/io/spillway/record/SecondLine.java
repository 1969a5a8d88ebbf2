package io.spillway.record;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A line of {@code timeseries.csv} as a second. */
final class SecondLine {
    private final String[] cells;

    private SecondLine(String[] cells) {
        this.cells = cells;
    }

    static SecondRow read(String line) throws IOException {
        String[] cells = line.split(",", -1);
        if (cells.length != TimeseriesCsv.COLUMNS.size()) {
            throw new IOException(
                    "%d cells where there are %d columns"
                            .formatted(cells.length, TimeseriesCsv.COLUMNS.size()));
        }
        return new SecondLine(cells).row();
    }

    private String cell(String column) {
        return cells[TimeseriesCsv.COLUMNS.indexOf(column)];
    }

    private SecondRow row() {
        return new SecondRow(
                JsonLines.nanos(new BigDecimal(cell("time_s"))),
                new SecondRow.Counts(
                        count("offered"),
                        count("sent"),
                        count("finished"),
                        count("errors"),
                        (int) count("in_flight"),
                        (int) count("held"),
                        count("input_tokens"),
                        count("output_tokens")),
                quantiles("ttft"),
                quantiles("itl"),
                replicas(),
                number("loop_lag_p99_s"));
    }

    private long count(String column) {
        return Long.parseLong(cell(column));
    }

    private double number(String column) {
        String cell = cell(column);
        return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
    }

    private Quantiles quantiles(String metric) {
        return new Quantiles(
                number(metric + "_p50_s"), number(metric + "_p95_s"), number(metric + "_p99_s"));
    }

    private List<SecondRow.Replica> replicas() {
        Map<String, String> waiting = list("waiting_by_replica");
        Map<String, String> running = list("running_by_replica");
        Map<String, String> kvUsage = list("kv_by_replica");
        Map<String, String> sent = list("sent_by_replica");
        Map<String, String> weights = list("weight_by_replica");
        var replicas = new ArrayList<SecondRow.Replica>();
        list("state_by_replica")
                .forEach(
                        (id, state) ->
                                replicas.add(
                                        new SecondRow.Replica(
                                                new ReplicaId(id),
                                                EventLine.constant(ReplicaState.class, state),
                                                number(waiting, id),
                                                number(running, id),
                                                number(kvUsage, id),
                                                Long.parseLong(sent.getOrDefault(id, "0")),
                                                number(weights, id))));
        return replicas;
    }

    private static double number(Map<String, String> values, String id) {
        String value = values.get(id);
        return value == null ? Double.NaN : Double.parseDouble(value);
    }

    private Map<String, String> list(String column) {
        var values = new LinkedHashMap<String, String>();
        String cell = cell(column);
        if (cell.isEmpty()) {
            return values;
        }
        for (String entry : cell.split(";")) {
            int at = entry.lastIndexOf('=');
            if (at < 1) {
                throw new IllegalArgumentException("not replica=value: " + entry);
            }
            values.put(entry.substring(0, at), entry.substring(at + 1));
        }
        return values;
    }
}
