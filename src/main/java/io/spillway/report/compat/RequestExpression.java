package io.spillway.report.compat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.burt.jmespath.Expression;
import io.burt.jmespath.JmesPathException;
import io.burt.jmespath.jackson.JacksonRuntime;
import io.spillway.fleet.FailureCause;
import io.spillway.record.RequestRecord;

import java.util.function.Predicate;

/**
 * A JMESPath expression over a request as inference-perf describes it: {@code stage_id
 * scheduled_time start_time end_time info error}, times in seconds. A success has no {@code error};
 * a failure's {@code error} has {@code error_type} in that tool's words, {@code error_msg}, and
 * {@code kind} in ours. Thread-safe.
 */
public final class RequestExpression implements Predicate<RequestRecord> {
    private static final JacksonRuntime RUNTIME = new JacksonRuntime();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Expression<JsonNode> expression;

    private RequestExpression(Expression<JsonNode> expression) {
        this.expression = expression;
    }

    /**
     * Compiles it.
     *
     * @throws IllegalArgumentException when it is none; the message says where
     */
    public static RequestExpression compile(String text) {
        try {
            return new RequestExpression(RUNTIME.compile(text));
        } catch (JmesPathException wrong) {
            String why = String.valueOf(wrong.getMessage()).lines().findFirst().orElse("");
            throw new IllegalArgumentException("write a JMESPath expression: " + why, wrong);
        }
    }

    /** Whether it is true of the request; one that fails on it, for want of a value, is not. */
    @Override
    public boolean test(RequestRecord request) {
        try {
            return RUNTIME.isTruthy(expression.search(view(request)));
        } catch (JmesPathException inapplicable) {
            return false;
        }
    }

    private static ObjectNode view(RequestRecord request) {
        ObjectNode view = MAPPER.createObjectNode();
        view.put("stage_id", request.stage());
        view.put("scheduled_time", request.intendedNanos() / 1e9);
        if (request.sentNanos() >= 0) {
            view.put("start_time", request.sentNanos() / 1e9);
        }
        view.put("end_time", request.endNanos() / 1e9);
        ObjectNode info = view.putObject("info");
        info.put("input_tokens", request.inputTokens());
        ObjectNode response = info.putObject("response_metrics");
        if (request.outputTokens() >= 0) {
            response.put("output_tokens", request.outputTokens());
        }
        String model = request.model();
        if (model != null) {
            info.put("lora_adapter", model);
        }
        FailureCause failure = request.failure();
        if (failure != null) {
            view.putObject("error")
                    .put("error_type", ErrorLabels.exception(failure))
                    .put("error_msg", failure.detail())
                    .put("kind", failure.kind());
        }
        return view;
    }
}
