package io.spillway.metrics;

import io.spillway.metrics.Exposition.Sample;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Parses one sample line: {@code name{label="value",…} value [timestamp] [# {…} exemplar]}, or with
 * a quoted name inside the braces.
 */
final class SampleLine {

    /** The line is not a sample. */
    static final class BadLineException extends Exception {
        private static final long serialVersionUID = 1L;
        private final String reason;

        BadLineException(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    /** Above this an integer timestamp is in milliseconds: the year 5138 in seconds. */
    private static final double MILLIS_ABOVE = 1e11;

    private final String text;
    private int at;

    SampleLine(String text) {
        this.text = text;
    }

    Sample parse() throws BadLineException {
        skipSpaces();
        String name = peek() == '{' ? "" : name();
        Map<String, String> labels = new LinkedHashMap<>();
        skipSpaces();
        if (peek() == '{') {
            name = braces(name, labels);
        }
        if (name.isEmpty()) {
            throw new BadLineException("no metric name");
        }
        skipSpaces();
        double value = number(token());
        skipSpaces();
        double timestamp = peek() == '#' || peek() == END ? Double.NaN : timestamp(token());
        skipSpaces();
        if (peek() != END && peek() != '#') {
            throw new BadLineException("text after the value");
        }
        return new Sample(name, labels, value, timestamp);
    }

    private static final char END = '\0';

    private char peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    private void skipSpaces() {
        while (peek() == ' ' || peek() == '\t') {
            at++;
        }
    }

    private void expect(char c) throws BadLineException {
        if (peek() != c || at >= text.length()) {
            throw new BadLineException("'" + c + "' expected at column " + (at + 1));
        }
        at++;
    }

    /** A name of letters, digits, underscores and colons that does not begin with a digit. */
    private String name() throws BadLineException {
        int from = at;
        while (isNameCharacter(peek())) {
            at++;
        }
        if (at == from || Character.isDigit(text.charAt(from))) {
            throw new BadLineException("a name expected at column " + (from + 1));
        }
        return text.substring(from, at);
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == ':';
    }

    /** The labels; returns the metric's name, which may be a quoted string among them. */
    private String braces(String nameBefore, Map<String, String> labels) throws BadLineException {
        String metric = nameBefore;
        expect('{');
        skipSpaces();
        while (peek() != '}') {
            boolean quoted = peek() == '"';
            String name = quoted ? quoted() : name();
            skipSpaces();
            if (quoted && metric.isEmpty() && peek() != '=') {
                metric = name;
            } else {
                expect('=');
                skipSpaces();
                if (labels.put(name, quoted()) != null) {
                    throw new BadLineException("the label " + name + " twice");
                }
            }
            skipSpaces();
            if (peek() != '}') {
                expect(',');
                skipSpaces();
            }
        }
        expect('}');
        return metric;
    }

    private String quoted() throws BadLineException {
        expect('"');
        int from = at;
        int end = text.indexOf('"', at);
        int escape = text.indexOf('\\', at);
        if (end >= 0 && (escape < 0 || escape > end)) {
            at = end + 1;
            return text.substring(from, end);
        }
        return unescaped();
    }

    private String unescaped() throws BadLineException {
        var value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            if (c != '\\') {
                value.append(c);
                continue;
            }
            char escaped = peek();
            at++;
            switch (escaped) {
                case 'n' -> value.append('\n');
                case '"', '\\' -> value.append(escaped);
                // Not an escape: both characters stand for themselves.
                default -> {
                    value.append(c);
                    at--;
                }
            }
        }
        throw new BadLineException("a string without an end");
    }

    private String token() throws BadLineException {
        int from = at;
        while (peek() > ' ') {
            at++;
        }
        if (at == from) {
            throw new BadLineException("a number expected at column " + (from + 1));
        }
        return text.substring(from, at);
    }

    private static double number(String token) throws BadLineException {
        return switch (token) {
            case "NaN", "nan", "Nan" -> Double.NaN;
            case "+Inf", "Inf", "+inf", "inf", "+Infinity", "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Inf", "-inf", "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> finite(token);
        };
    }

    private static double finite(String token) throws BadLineException {
        // Java would also take "1f", "0x1p3" and padding.
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            if (!digit && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
                throw new BadLineException("not a number: " + shown(token));
            }
        }
        try {
            return Double.parseDouble(token);
        } catch (NumberFormatException malformed) {
            throw new BadLineException("not a number: " + shown(token));
        }
    }

    private static double timestamp(String token) throws BadLineException {
        double time = finite(token);
        boolean integer = token.indexOf('.') < 0 && token.indexOf('e') < 0;
        return integer && Math.abs(time) > MILLIS_ABOVE ? time / 1000 : time;
    }

    private static String shown(String token) {
        return token.length() > 40 ? token.substring(0, 40) + "…" : token;
    }
}
