package io.spillway.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a trace file spells its rows. */
public sealed interface TraceFormat {

    /**
     * CSV {@code TIMESTAMP,ContextTokens,GeneratedTokens} of the Azure Public Dataset; timestamps
     * are {@code 2023-11-16 18:15:46.6805900}, optionally with a zone offset.
     */
    record Azure() implements TraceFormat {}

    /**
     * CSV {@code Timestamp,Model,Request tokens,Response tokens,…} of BurstGPT; timestamps are
     * seconds. A response of 0 tokens (a failed request) is replayed as 1 token.
     */
    record BurstGpt() implements TraceFormat {}

    /**
     * JSON objects, one a line, with a time, two lengths and optionally block hashes.
     *
     * @param nanosPerUnit nanoseconds that one unit of the timestamp stands for
     * @param tokensPerHash prompt tokens that one hash id stands for
     * @param fields names of the four fields
     */
    record JsonLines(long nanosPerUnit, int tokensPerHash, Fields fields) implements TraceFormat {
        public JsonLines {
            if (nanosPerUnit < 1 || tokensPerHash < 1) {
                throw new IllegalArgumentException(
                        "nanosPerUnit and tokensPerHash must be at least 1: %d, %d"
                                .formatted(nanosPerUnit, tokensPerHash));
            }
        }
    }

    /** Field names of {@link JsonLines}. */
    record Fields(String timestamp, String inputLength, String outputLength, String hashIds) {
        public static final Fields DEFAULT =
                new Fields("timestamp", "input_length", "output_length", "hash_ids");
    }

    Azure AZURE = new Azure();
    BurstGpt BURST_GPT = new BurstGpt();

    /** Mooncake's traces: milliseconds, 512 tokens a hash. */
    JsonLines MOONCAKE = new JsonLines(1_000_000, 512, Fields.DEFAULT);

    /** The defaults of {@code vllm bench serve --dataset-name timed_trace}: seconds, 16 tokens. */
    JsonLines TIMED_TRACE = new JsonLines(1_000_000_000, 16, Fields.DEFAULT);

    /** The names an experiment file uses. */
    List<String> NAMES = List.of("AzurePublicDataset", "BurstGPT", "Mooncake", "timed_trace");

    /** The format of that name, whatever its case. */
    static Optional<TraceFormat> named(String name) {
        List<TraceFormat> formats = new ArrayList<>(List.of(AZURE, BURST_GPT, MOONCAKE));
        formats.add(TIMED_TRACE);
        for (int i = 0; i < formats.size(); i++) {
            if (NAMES.get(i).toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                return Optional.of(formats.get(i));
            }
        }
        return Optional.empty();
    }
}
