package io.spillway.policy.formula;

import io.spillway.policy.formula.Expression.Function;
import io.spillway.policy.formula.Expression.Over;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads a formula by recursive descent:
 *
 * <pre>
 * sum     = product { ("+" | "-") product }
 * product = factor { ("*" | "/") factor }
 * factor  = "-" factor | number | name | name "(" sum { "," sum } ")" | "(" sum ")"
 * </pre>
 */
final class FormulaParser {
    private static final int LONGEST = 1000;
    private static final int DEEPEST = 50;

    private final String text;
    private final List<RateTracker> trackers = new ArrayList<>();
    private int index;
    private int depth;

    FormulaParser(String text) {
        this.text = text;
    }

    List<RateTracker> trackers() {
        return trackers;
    }

    Expression parse() {
        if (text.length() > LONGEST) {
            throw new FormulaException(LONGEST, "the formula is too long");
        }
        Expression whole = sum();
        if (peek() != 0) {
            throw new FormulaException(index, "unexpected '" + peek() + "'");
        }
        return whole;
    }

    private Expression sum() {
        Expression left = product();
        while (peek() == '+' || peek() == '-') {
            int at = index;
            char operator = text.charAt(index++);
            left = new Expression.Binary(at, operator, left, product());
        }
        return left;
    }

    private Expression product() {
        Expression left = factor();
        while (peek() == '*' || peek() == '/') {
            int at = index;
            char operator = text.charAt(index++);
            left = new Expression.Binary(at, operator, left, factor());
        }
        return left;
    }

    private Expression factor() {
        char next = peek();
        int at = index;
        if (++depth > DEEPEST) {
            throw new FormulaException(at, "nested too deeply");
        }
        Expression factor;
        if (next == '-') {
            index++;
            factor = new Expression.Negated(at, factor());
        } else if (next == '(') {
            index++;
            factor = sum();
            expect(')');
        } else if (isDigit(next) || next == '.') {
            factor = new Expression.Literal(at, number());
        } else if (isNameStart(next)) {
            factor = nameOrCall(at, name());
        } else if (next == 0) {
            throw new FormulaException(at, "a number, a name or '(' is missing at the end");
        } else {
            throw new FormulaException(at, "unexpected '" + next + "'");
        }
        depth--;
        return factor;
    }

    private double number() {
        int from = index;
        while (index < text.length()
                && (isDigit(text.charAt(index)) || text.charAt(index) == '.')) {
            index++;
        }
        try {
            return Double.parseDouble(text.substring(from, index));
        } catch (NumberFormatException _) {
            throw new FormulaException(from, "not a number: " + text.substring(from, index));
        }
    }

    private String name() {
        int from = index;
        while (index < text.length() && isNamePart(text.charAt(index))) {
            index++;
        }
        return text.substring(from, index);
    }

    private Expression nameOrCall(int at, String name) {
        if (peek() == '(') {
            return call(at, name);
        }
        FleetName fleet = FleetName.named(name);
        if (fleet != null) {
            return new Expression.FleetValue(at, fleet);
        }
        ReplicaName replica = ReplicaName.named(name);
        if (replica != null) {
            return new Expression.ReplicaValue(at, replica);
        }
        return new Expression.Series(at, canonical(name));
    }

    private Expression call(int at, String name) {
        expect('(');
        List<Expression> arguments = new ArrayList<>();
        arguments.add(sum());
        while (peek() == ',') {
            index++;
            arguments.add(sum());
        }
        expect(')');
        if (name.equals("rate")) {
            return rate(at, arguments);
        }
        Over over = constant(Over.class, name);
        if (over != null && arguments.size() == 1) {
            if (!arguments.getFirst().perReplica()) {
                throw new FormulaException(
                        arguments.getFirst().index(),
                        name + " of one argument needs a value per replica");
            }
            return new Expression.Aggregation(at, over, arguments.getFirst());
        }
        Function function = constant(Function.class, name);
        if (function == null) {
            throw new FormulaException(
                    at,
                    over != null
                            ? name + " takes one argument"
                            : "unknown function "
                                    + name
                                    + "; known: sum, avg, max, min, count, rate, ceil, floor, abs");
        }
        boolean takesMany = function == Function.MAX || function == Function.MIN;
        if (!takesMany && arguments.size() != 1) {
            throw new FormulaException(at, name + " takes one argument");
        }
        return new Expression.Call(at, function, arguments);
    }

    private Expression rate(int at, List<Expression> arguments) {
        double windowSeconds = 0;
        if (arguments.size() == 2
                && arguments.get(1) instanceof Expression.Literal(int _, double seconds)) {
            windowSeconds = seconds;
        } else if (arguments.size() != 1) {
            throw new FormulaException(at, "rate takes a series and a window in seconds");
        }
        if (!(arguments.getFirst() instanceof Expression.Series(int _, String series))) {
            throw new FormulaException(
                    arguments.getFirst().index(), "rate takes the name of a counter");
        }
        var tracker = new RateTracker(windowSeconds);
        trackers.add(tracker);
        return new Expression.Rate(at, series, tracker);
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw new FormulaException(index, "'" + wanted + "' is missing");
        }
        index++;
    }

    /** The next character that is not blank, 0 at the end. */
    private char peek() {
        while (index < text.length() && Character.isWhitespace(text.charAt(index))) {
            index++;
        }
        return index < text.length() ? text.charAt(index) : 0;
    }

    private static <E extends Enum<E>> @Nullable E constant(Class<E> type, String name) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(name)) {
                return constant;
            }
        }
        return null;
    }

    private static String canonical(String name) {
        return name.substring(name.indexOf(':') + 1);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNameStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean isNamePart(char c) {
        return isNameStart(c) || isDigit(c) || c == ':';
    }
}
