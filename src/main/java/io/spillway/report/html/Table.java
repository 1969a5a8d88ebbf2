package io.spillway.report.html;

import io.spillway.report.Figures;
import io.spillway.report.Json;

import java.util.ArrayList;
import java.util.List;

/**
 * A table with a caption. Cells show figures for people and carry the exact value as {@code
 * data-value}, for scripts.
 */
final class Table {
    private final String id;
    private final String caption;
    private final List<Column> columns = new ArrayList<>();
    private final Html rows = new Html();
    private int size;
    private int at;

    private record Column(String title, boolean words) {}

    Table(String id, String caption) {
        this.id = id;
        this.caption = caption;
    }

    /** A column of words, to the left. */
    Table words(String title) {
        columns.add(new Column(title, true));
        return this;
    }

    /** Columns of figures, to the right. */
    Table figures(String... titles) {
        for (String title : titles) {
            columns.add(new Column(title, false));
        }
        return this;
    }

    /** Begins a row with its name. */
    Table row(String name) {
        rows.verbatim(size > 0 ? "</tr>\n" : "").open("tr");
        rows.element("th", name, "scope", "row");
        size++;
        at = 1;
        return this;
    }

    Table text(String text) {
        rows.element("td", text, "class", columns.get(at++).words() ? "text" : "num");
        return this;
    }

    /** A badge: a word with a colour that repeats it. */
    Table badge(String word, String kind) {
        at++;
        rows.open("td", "class", "text");
        rows.element("span", word, "class", "badge " + kind);
        rows.close("td");
        return this;
    }

    Table latency(double seconds) {
        return value(seconds, Figures.latency(seconds));
    }

    Table percent(double share) {
        return value(share, Figures.percent(share));
    }

    Table number(double value) {
        return value(value, Figures.number(value));
    }

    Table replicaSeconds(double value) {
        return value(value, Figures.replicaSeconds(value));
    }

    Table count(long value) {
        at++;
        rows.element("td", Figures.count(value), "data-value", Long.toString(value));
        return this;
    }

    Table at(double seconds) {
        return value(seconds, Figures.at(seconds));
    }

    private Table value(double value, String text) {
        at++;
        if (Double.isFinite(value)) {
            rows.element("td", text, "data-value", Json.compact(value));
        } else {
            rows.element("td", text);
        }
        return this;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Adds the table, in a box that scrolls sideways where the window is narrow. */
    void addTo(Html page) {
        page.open(
                        "div",
                        "class",
                        "scroll",
                        "tabindex",
                        "0",
                        "role",
                        "region",
                        "aria-label",
                        caption)
                .open("table", "id", id);
        page.element("caption", caption).open("thead").open("tr");
        for (Column column : columns) {
            String kind = column.words() ? "text" : "num";
            page.element("th", column.title(), "scope", "col", "class", kind);
        }
        page.close("tr").close("thead").line().open("tbody").add(rows);
        page.verbatim(size > 0 ? "</tr>" : "").close("tbody").close("table").close("div").line();
    }
}
