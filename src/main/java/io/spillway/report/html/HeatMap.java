package io.spillway.report.html;

import java.util.List;
import java.util.function.DoubleFunction;

/**
 * Values by two parameters as a table whose cells are the darker the larger; each cell also says
 * its value. A value that is not known leaves its cell empty.
 *
 * @param rowName what the rows are
 * @param columnName what the columns are
 * @param values by row, then column
 */
public record HeatMap(
        String title,
        String rowName,
        String columnName,
        List<String> rows,
        List<String> columns,
        List<List<Double>> values) {
    private static final int SHADES = 9;

    public HeatMap {
        rows = List.copyOf(rows);
        columns = List.copyOf(columns);
        values = values.stream().map(List::copyOf).toList();
        if (values.size() != rows.size()) {
            throw new IllegalArgumentException(
                    "%d rows of values for %d rows".formatted(values.size(), rows.size()));
        }
        for (List<Double> row : values) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(
                        "%d values for %d columns".formatted(row.size(), columns.size()));
            }
        }
    }

    void addTo(Html page, DoubleFunction<String> format) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (List<Double> row : values) {
            for (double value : row) {
                if (Double.isFinite(value)) {
                    least = Math.min(least, value);
                    most = Math.max(most, value);
                }
            }
        }
        page.open("figure").element("h3", title);
        page.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", title);
        page.open("table", "class", "heat");
        page.element("caption", "rows: %s; columns: %s".formatted(rowName, columnName));
        page.open("thead").open("tr").element("th", rowName, "scope", "col");
        columns.forEach(column -> page.element("th", column, "scope", "col"));
        page.close("tr").close("thead").open("tbody");
        for (int r = 0; r < rows.size(); r++) {
            page.open("tr").element("th", rows.get(r), "scope", "row");
            for (double value : values.get(r)) {
                cell(page, value, least, most - least, format);
            }
            page.close("tr").line();
        }
        page.close("tbody").close("table").close("div").close("figure").line();
    }

    private static void cell(
            Html page, double value, double least, double span, DoubleFunction<String> format) {
        if (!Double.isFinite(value)) {
            page.element("td", "");
            return;
        }
        int shade = span > 0 ? (int) Math.round(SHADES * (value - least) / span) : 0;
        page.element("td", format.apply(value), "class", "h" + shade);
    }
}
