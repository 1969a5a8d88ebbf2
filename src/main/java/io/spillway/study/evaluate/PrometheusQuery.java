package io.spillway.study.evaluate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A metric formula as a Prometheus query over vLLM's series. What only Spillway knows (its own view
 * of the load, the state of the fleet) and functions of several values have no such form.
 */
final class PrometheusQuery {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(?:([A-Za-z_][A-Za-z0-9_:]*)|([0-9.]+)|([-+*/(),]))");
    private static final Set<String> FUNCTIONS =
            Set.of("sum", "avg", "max", "min", "count", "ceil", "floor", "abs", "rate");
    private static final Set<String> OWN =
            Set.of(
                    "ready",
                    "starting",
                    "draining",
                    "current",
                    "target",
                    "in_flight",
                    "held",
                    "offered_rate",
                    "sent_rate",
                    "finished_rate",
                    "failed_rate",
                    "input_token_rate",
                    "output_token_rate",
                    "ttft_p50",
                    "ttft_p95",
                    "itl_p50",
                    "itl_p95",
                    "replica_in_flight",
                    "capacity");

    private final String formula;
    private final String selector;
    private final StringBuilder query = new StringBuilder();
    private final Deque<String> calls = new ArrayDeque<>();

    private PrometheusQuery(String formula, String selector) {
        this.formula = formula;
        this.selector = selector;
    }

    /**
     * The query, or nothing where there is none.
     *
     * @param namespace whose pods count
     */
    static Optional<String> of(String formula, String namespace) {
        return new PrometheusQuery(formula, "namespace=\"" + namespace + "\"").translate();
    }

    private Optional<String> translate() {
        Matcher token = TOKEN.matcher(formula);
        int end = formula.stripTrailing().length();
        int at = 0;
        String name = "";
        while (at < end) {
            if (!token.find(at) || token.start() != at) {
                return Optional.empty();
            }
            at = token.end();
            if (token.group(1) != null) {
                name = token.group(1);
                boolean call = formula.startsWith("(", at);
                if (call ? !FUNCTIONS.contains(name) : OWN.contains(name)) {
                    return Optional.empty();
                }
                query.append(call ? name : series(name));
            } else if (token.group(2) != null) {
                append(token.group(2));
            } else if (!punctuation(token.group(3), name)) {
                return Optional.empty();
            }
            if (token.group(1) == null) {
                name = "";
            }
        }
        return Optional.of(query.toString());
    }

    private String series(String name) {
        String bare = name.startsWith("vllm:") ? name.substring("vllm:".length()) : name;
        return "vllm:" + bare + "{" + selector + "}";
    }

    private void append(String text) {
        boolean window = "rate".equals(calls.peek()) && query.charAt(query.length() - 1) == '[';
        query.append(text).append(window ? "s]" : "");
    }

    /** False for what has no counterpart: functions of several values. */
    private boolean punctuation(String sign, String name) {
        switch (sign) {
            case "(" -> {
                calls.push(name);
                query.append('(');
            }
            case ")" -> {
                if (calls.isEmpty()) {
                    return false;
                }
                calls.pop();
                query.append(')');
            }
            case "," -> {
                if (!"rate".equals(calls.peek())) {
                    return false;
                }
                query.append('[');
            }
            default -> query.append(' ').append(sign).append(' ');
        }
        return true;
    }
}
