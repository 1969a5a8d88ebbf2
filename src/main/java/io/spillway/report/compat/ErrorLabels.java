package io.spillway.report.compat;

import io.spillway.fleet.FailureCause;

import java.util.Locale;

/** Kinds of failure in inference-perf's words. */
final class ErrorLabels {
    private static final String HTTP = "http-";

    private ErrorLabels() {}

    /** {@code "503 - Service Unavailable"}; without a status only the label. */
    static String label(FailureCause failure) {
        if (failure.kind().startsWith(HTTP)) {
            String code = failure.kind().substring(HTTP.length());
            return code + " - " + ofStatus(code, failure.detail());
        }
        return switch (failure.kind()) {
            case FailureCause.TIMEOUT -> "Timeout";
            case FailureCause.CONNECTION_REFUSED, FailureCause.CONNECTION_RESET ->
                    "Connection Error";
            default -> failure.kind();
        };
    }

    private static String ofStatus(String code, String message) {
        return switch (code) {
            case "429" -> "Rate Limit";
            case "500" -> "Internal Server Error";
            case "502" -> "Bad Gateway";
            case "503" -> "Service Unavailable";
            case "504" -> "Gateway Timeout";
            default -> ofMessage(message.toLowerCase(Locale.ROOT));
        };
    }

    private static String ofMessage(String message) {
        if (message.contains("context")) {
            return "Context Window";
        }
        if (message.contains("json")) {
            return "Invalid JSON";
        }
        if (message.contains("timeout") || message.contains("timed out")) {
            return "Timeout";
        }
        return message.contains("model") ? "Model Not Found" : "other";
    }

    /** The older files tell only answers from exceptions. */
    static String type(FailureCause failure) {
        return failure.kind().startsWith(HTTP) ? "Error response" : failure.kind();
    }

    /** What the newer generation's exceptions are called. */
    static String exception(FailureCause failure) {
        if (failure.kind().startsWith(HTTP)) {
            return "HTTP Error " + failure.kind().substring(HTTP.length());
        }
        return switch (failure.kind()) {
            case FailureCause.TIMEOUT -> "TimeoutError";
            case FailureCause.CONNECTION_REFUSED -> "ClientConnectorError";
            case FailureCause.CONNECTION_RESET -> "ServerDisconnectedError";
            case FailureCause.TRUNCATED -> "ClientPayloadError";
            default -> failure.kind();
        };
    }
}
