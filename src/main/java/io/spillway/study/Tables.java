package io.spillway.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Plain-text tables: columns padded to their widest cell, numbers flush right. */
public final class Tables {

    private static final String GAP = "  ";

    private Tables() {}

    /** Lines without a line end; the first is the header. A cell counts as a number by its look. */
    public static List<String> lines(List<String> header, List<List<String>> rows) {
        int[] widths = new int[header.size()];
        boolean[] right = new boolean[header.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = header.get(column).length();
            right[column] = !rows.isEmpty();
            for (List<String> row : rows) {
                String cell = row.get(column);
                widths[column] = Math.max(widths[column], cell.length());
                right[column] &= cell.isEmpty() || looksLikeNumber(cell);
            }
        }
        var lines = new ArrayList<String>();
        lines.add(line(header, widths, right));
        rows.forEach(row -> lines.add(line(row, widths, right)));
        return lines;
    }

    private static boolean looksLikeNumber(String cell) {
        char first = cell.charAt(0);
        return Character.isDigit(first) || first == '-' || first == '+' || cell.equals("∞");
    }

    private static String line(List<String> cells, int[] widths, boolean[] right) {
        var line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = cells.get(column);
            String padding = " ".repeat(widths[column] - cell.length());
            line.append(column == 0 ? "" : GAP);
            line.append(right[column] ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }

    /** A number with so many decimals; a dash for NaN. */
    public static String number(double value, int decimals) {
        if (Double.isNaN(value)) {
            return "-";
        }
        if (Double.isInfinite(value)) {
            return "∞";
        }
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** A share as a percentage. */
    public static String percent(double share, int decimals) {
        return Double.isNaN(share) ? "-" : number(100 * share, decimals) + " %";
    }

    /** Seconds as people say them: {@code 45 s}, {@code 10 min}, {@code 1 h 5 min}. */
    public static String span(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 120) {
            return whole + " s";
        }
        if (whole < 2 * 3600) {
            return whole / 60 + " min" + (whole % 60 == 0 ? "" : " " + whole % 60 + " s");
        }
        return whole / 3600 + " h" + (whole % 3600 < 60 ? "" : " " + whole % 3600 / 60 + " min");
    }
}
