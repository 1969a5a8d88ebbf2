package io.spillway.report.compat;

import io.spillway.fleet.FailureCause;
import io.spillway.record.RequestRecord;
import io.spillway.record.RunFolder;
import io.spillway.report.Json;

import org.jspecify.annotations.Nullable;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * inference-perf's list of requests, written one by one. Bodies and answers are not kept: {@code
 * request} names model and output length only, and of the token times there are those that are
 * known, the first and the last. Times are seconds since the start of the run.
 */
final class PerRequestFile {
    private PerRequestFile() {}

    static void write(Path file, RunFolder folder, InferencePerfOptions.Format format)
            throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("[");
            boolean[] first = {true};
            folder.requests(
                    request -> {
                        try {
                            out.write(first[0] ? "\n" : ",\n");
                            first[0] = false;
                            out.write(json(request, format).compact());
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
            out.write("\n]\n");
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    static Json json(RequestRecord request, InferencePerfOptions.Format format) {
        FailureCause failure = request.failure();
        return new Json()
                .put("start_time", seconds(request.sentNanos()))
                .put("end_time", seconds(request.endNanos()))
                .put("request", body(request))
                .put("response", "")
                .put(
                        "info",
                        switch (format) {
                            case V0_2 -> info(request);
                            case HEAD -> infoHead(request);
                        })
                .put(
                        "error",
                        failure == null
                                ? null
                                : new Json()
                                        .put("error_type", ErrorLabels.type(failure))
                                        .put("error_msg", failure.detail()));
    }

    private static double seconds(long nanos) {
        return nanos < 0 ? Double.NaN : nanos / 1e9;
    }

    private static String body(RequestRecord request) {
        var body = new Json().putIfPresent("model", request.model());
        if (request.requestedOutputTokens() > 0) {
            body.put("max_tokens", request.requestedOutputTokens());
        }
        return body.compact();
    }

    private static Json info(RequestRecord request) {
        return new Json()
                .put("input_tokens", request.inputTokens())
                .put("output_tokens", tokens(request))
                .put("output_token_times", times(request));
    }

    private static @Nullable Long tokens(RequestRecord request) {
        return request.outputTokens() < 0 ? null : (long) request.outputTokens();
    }

    private static List<@Nullable Object> times(RequestRecord request) {
        var times = new ArrayList<@Nullable Object>();
        if (request.hasFirstText()) {
            times.add(Json.decimal(seconds(request.firstTextNanos())));
            if (request.tokenChunks() > 1) {
                times.add(Json.decimal(seconds(request.lastTokenNanos())));
            }
        }
        return times;
    }

    private static Json infoHead(RequestRecord request) {
        var metrics =
                new Json()
                        .put("text", new Json().put("input_tokens", request.inputTokens()))
                        .put("image", (Object) null)
                        .put("video", (Object) null)
                        .put("audio", (Object) null);
        var usage =
                new Json()
                        .put("prompt_tokens", request.inputTokens())
                        .put("completion_tokens", tokens(request));
        var response =
                new Json()
                        .put("output_tokens", tokens(request))
                        .put("server_usage", request.outputTokens() < 0 ? null : usage)
                        .put("response_chunks", List.of())
                        .put("chunk_times", times(request))
                        .put("output_token_times", times(request));
        return new Json()
                .put("request_metrics", metrics)
                .put("response_metrics", response)
                .put("extra_info", new Json())
                .put("lora_adapter", (Object) null)
                .put("labels", new Json())
                .put("input_tokens", request.inputTokens());
    }
}
