package io.spillway.report.compat;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.FailureCause;
import io.spillway.fleet.ReplicaId;
import io.spillway.record.RequestRecord;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestExpressionTest {
    private static final long SECOND = 1_000_000_000L;

    private static RequestRecord request(int stage, @Nullable FailureCause failure) {
        return new RequestRecord(
                0,
                stage,
                new ReplicaId("a"),
                "m",
                SECOND,
                SECOND,
                -1,
                -1,
                -1,
                3 * SECOND,
                0,
                0,
                8,
                failure == null ? 4 : -1,
                -1,
                4,
                false,
                failure);
    }

    private static boolean holds(String expression, RequestRecord request) {
        return RequestExpression.compile(expression).test(request);
    }

    @Test
    void theTimeoutsOfInferencePerfsExampleAreFound() {
        String example = "error.error_type == 'TimeoutError'";
        assertTrue(holds(example, request(0, new FailureCause(FailureCause.TIMEOUT, "60 s"))));
        assertFalse(holds(example, request(0, null)));
        assertFalse(holds(example, request(0, FailureCause.httpStatus(503, "busy"))));
    }

    @Test
    void statusesAndOurOwnKindsAreFound() {
        RequestRecord busy = request(0, FailureCause.httpStatus(503, "busy"));
        assertTrue(holds("error.error_type == 'HTTP Error 503'", busy));
        assertTrue(holds("error.kind == 'http-503'", busy));
        assertTrue(holds("contains(error.error_msg, 'us')", busy));
    }

    @Test
    void anyFailureIsAnError() {
        assertTrue(holds("error", request(0, new FailureCause(FailureCause.PROTOCOL, ""))));
        assertFalse(holds("error", request(0, null)));
    }

    @Test
    void timesAndTokensMayBeCompared() {
        assertTrue(holds("end_time > `2.5`", request(0, null)));
        assertTrue(holds("stage_id == `1`", request(1, null)));
        assertTrue(holds("info.response_metrics.output_tokens < `5`", request(0, null)));
    }

    @Test
    void whatCannotBeAppliedIsNotTrue() {
        assertFalse(holds("contains(error.error_msg, 'us')", request(0, null)));
        assertFalse(holds("no.such.key > `1`", request(0, null)));
    }

    @Test
    void whatIsNoExpressionIsRefused() {
        IllegalArgumentException wrong =
                assertThrows(
                        IllegalArgumentException.class, () -> RequestExpression.compile("error ="));
        assertTrue(
                String.valueOf(wrong.getMessage()).startsWith("write a JMESPath expression: "),
                wrong.getMessage());
    }
}
