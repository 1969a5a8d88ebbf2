package io.spillway.record;

import io.spillway.fleet.FailureCause;

import org.jspecify.annotations.Nullable;

/** A request as a line of {@code requests.jsonl}. */
final class RequestJson {
    private RequestJson() {}

    static void write(LineBuffer out, RequestRecord request) {
        out.clear().ascii("{\"index\":").number(request.index());
        out.ascii(",\"stage\":").number(request.stage());
        text(out, ",\"replica\":", request.replica() == null ? null : request.replica().value());
        text(out, ",\"model\":", request.model());
        out.ascii(",\"intended\":").seconds(request.intendedNanos());
        time(out, ",\"sent\":", request.sentNanos());
        time(out, ",\"first_chunk\":", request.firstChunkNanos());
        time(out, ",\"first_text\":", request.firstTextNanos());
        time(out, ",\"last_token\":", request.lastTokenNanos());
        out.ascii(",\"end\":").seconds(request.endNanos());
        out.ascii(",\"token_chunks\":").number(request.tokenChunks());
        time(out, ",\"max_gap\":", request.maxGapNanos());
        count(out, ",\"input_tokens\":", request.inputTokens());
        count(out, ",\"output_tokens\":", request.outputTokens());
        count(out, ",\"cached_tokens\":", request.cachedTokens());
        count(out, ",\"requested_output_tokens\":", request.requestedOutputTokens());
        out.ascii(request.reconnected() ? ",\"reconnected\":true" : ",\"reconnected\":false");
        FailureCause failure = request.failure();
        if (failure == null) {
            out.ascii(",\"error\":null}");
        } else {
            out.ascii(",\"error\":{\"kind\":").quoted(failure.kind());
            out.ascii(",\"detail\":").quoted(failure.detail()).ascii("}}");
        }
        out.endLine();
    }

    private static void text(LineBuffer out, String key, @Nullable String value) {
        out.ascii(key);
        if (value == null) {
            out.ascii("null");
        } else {
            out.quoted(value);
        }
    }

    private static void time(LineBuffer out, String key, long nanos) {
        out.ascii(key);
        if (nanos < 0) {
            out.ascii("null");
        } else {
            out.seconds(nanos);
        }
    }

    private static void count(LineBuffer out, String key, int value) {
        out.ascii(key);
        if (value < 0) {
            out.ascii("null");
        } else {
            out.number(value);
        }
    }
}
