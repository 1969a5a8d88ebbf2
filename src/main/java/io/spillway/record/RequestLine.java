package io.spillway.record;

import com.fasterxml.jackson.databind.JsonNode;

import io.spillway.fleet.FailureCause;
import io.spillway.fleet.ReplicaId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** A line of {@code requests.jsonl} as a request. */
final class RequestLine {
    private RequestLine() {}

    static RequestRecord read(String line) throws IOException {
        JsonNode node = JsonLines.object(line);
        String replica = JsonLines.text(node, "replica");
        return new RequestRecord(
                JsonLines.required(node, "index").longValue(),
                JsonLines.count(node, "stage"),
                replica == null ? null : new ReplicaId(replica),
                JsonLines.text(node, "model"),
                JsonLines.nanos(node, "intended"),
                JsonLines.nanos(node, "sent"),
                JsonLines.nanos(node, "first_chunk"),
                JsonLines.nanos(node, "first_text"),
                JsonLines.nanos(node, "last_token"),
                JsonLines.nanos(node, "end"),
                JsonLines.count(node, "token_chunks"),
                JsonLines.nanos(node, "max_gap"),
                JsonLines.count(node, "input_tokens"),
                JsonLines.count(node, "output_tokens"),
                JsonLines.count(node, "cached_tokens"),
                JsonLines.count(node, "requested_output_tokens"),
                JsonLines.required(node, "reconnected").booleanValue(),
                failure(JsonLines.required(node, "error")));
    }

    private static @Nullable FailureCause failure(JsonNode error) throws IOException {
        if (error.isNull()) {
            return null;
        }
        return new FailureCause(JsonLines.string(error, "kind"), JsonLines.string(error, "detail"));
    }
}
