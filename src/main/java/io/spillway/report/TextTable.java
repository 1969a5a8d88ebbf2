package io.spillway.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A table of plain text that fits a width: the first column left-aligned, figures to the right, and
 * a last column of words, if there is one, wrapped.
 */
final class TextTable {
    static final int WIDTH = 80;
    private static final String GAP = "  ";
    private static final int NARROWEST = 16;
    private static final char NO_BREAK = '\u00a0';
    private static final Pattern BEFORE_UNIT =
            Pattern.compile("(?<=\\d) (?=%|(?:µs|ms|s|min|h)\\b)");

    private final Style style;
    private final List<String> header;
    private final boolean wordsLast;
    private final List<List<String>> rows = new ArrayList<>();

    TextTable(Style style, boolean wordsLast, String... header) {
        this.style = style;
        this.wordsLast = wordsLast;
        this.header = List.of(header);
    }

    TextTable row(String... cells) {
        if (cells.length != header.size()) {
            throw new IllegalArgumentException(
                    "%d cells in %d columns".formatted(cells.length, header.size()));
        }
        rows.add(List.of(cells));
        return this;
    }

    void render(StringBuilder out) {
        int[] widths = widths();
        line(out, header, widths, true);
        for (List<String> row : rows) {
            line(out, row, widths, false);
        }
    }

    private int[] widths() {
        var widths = new int[header.size()];
        int used = 0;
        for (int column = 0; column < widths.length; column++) {
            widths[column] = length(header.get(column));
            for (List<String> row : rows) {
                widths[column] = Math.max(widths[column], length(row.get(column)));
            }
            used += widths[column] + (column > 0 ? GAP.length() : 0);
        }
        int last = widths.length - 1;
        if (wordsLast && used > WIDTH) {
            widths[last] = Math.max(NARROWEST, widths[last] - (used - WIDTH));
        } else if (used > WIDTH) {
            widths[0] = Math.max(NARROWEST, widths[0] - (used - WIDTH));
        }
        return widths;
    }

    private void line(StringBuilder out, List<String> cells, int[] widths, boolean head) {
        int last = widths.length - 1;
        var line = new StringBuilder();
        int indent = 0;
        for (int column = 0; column < last; column++) {
            String cell = cut(cells.get(column), widths[column]);
            pad(line, cell, widths[column], column > 0);
            line.append(GAP);
            indent += widths[column] + GAP.length();
        }
        List<String> words =
                wordsLast
                        ? wrap(cells.get(last), widths[last])
                        : List.of(cut(cells.get(last), widths[last]));
        if (wordsLast) {
            line.append(words.getFirst());
        } else {
            pad(line, words.getFirst(), widths[last], last > 0);
        }
        String text = line.toString().stripTrailing();
        out.append(head ? style.faint(text) : text).append('\n');
        for (String more : words.subList(1, words.size())) {
            out.repeat(" ", indent).append(more).append('\n');
        }
    }

    private static void pad(StringBuilder line, String cell, int width, boolean right) {
        int missing = Math.max(0, width - length(cell));
        if (right) {
            line.repeat(" ", missing).append(cell);
        } else {
            line.append(cell).repeat(" ", missing);
        }
    }

    private static String cut(String cell, int width) {
        return length(cell) <= width
                ? cell
                : cell.substring(0, cell.offsetByCodePoints(0, width - 1)) + "…";
    }

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String glued(String text) {
        return BEFORE_UNIT.matcher(text).replaceAll(String.valueOf(NO_BREAK));
    }

    /** The text in lines of at most the width, broken between words where it can be. */
    static List<String> wrap(String text, int width) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (String word : glued(text).split("\\s+")) {
            String rest = word.replace(NO_BREAK, ' ');
            if (!line.isEmpty() && length(line.toString()) + 1 + length(rest) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            while (length(rest) > width) {
                int cut = rest.offsetByCodePoints(0, width);
                lines.add(rest.substring(0, cut));
                rest = rest.substring(cut);
            }
            line.append(line.isEmpty() ? "" : " ").append(rest);
        }
        lines.add(line.toString());
        return lines;
    }
}
