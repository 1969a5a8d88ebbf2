package io.spillway.policy.wva;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The tokens that a replica can hold, version 2:
 *
 * <pre>
 * k1 = KV tokens · KV threshold
 * k2 = tokens in use of a replica whose queue is full (then and from then on: the mean of the last
 *      ten such, by output length), or else N·(I + O/2) with N = min(B·O/(I + O), S), or else k1
 * capacity = min(k1, k2); of the fleet: the median
 * </pre>
 */
final class TokenCapacity {
    private static final int REMEMBERED = 10;

    private final Engine engine;
    private final Map<OutputLength, ArrayDeque<Double>> history = new EnumMap<>(OutputLength.class);

    TokenCapacity(Engine engine) {
        this.engine = engine;
    }

    /**
     * What is known about the engine.
     *
     * @param batchedTokens B, null when unknown
     * @param maxNumSeqs S, null when unknown
     * @param queueThreshold queue length from which what is in use is all that fits
     */
    record Engine(
            double kvTokens,
            double kvThreshold,
            @Nullable Integer batchedTokens,
            @Nullable Integer maxNumSeqs,
            double queueThreshold) {

        double memoryBound() {
            return kvTokens * kvThreshold;
        }
    }

    /** Mean tokens of a request. */
    record RequestShape(double input, double output) {}

    /** Kinds of traffic that are remembered apart. */
    private enum OutputLength {
        SHORT,
        MEDIUM,
        LONG;

        static OutputLength of(double tokens) {
            if (tokens < 100) {
                return SHORT;
            }
            return tokens < 500 ? MEDIUM : LONG;
        }
    }

    /** The requests that fit in a batch by compute, in tokens. */
    static double derived(double batchedTokens, double maxNumSeqs, RequestShape shape) {
        double total = shape.input + shape.output;
        double n = Math.min(batchedTokens * shape.output / total, maxNumSeqs);
        return n * (shape.input + shape.output / 2);
    }

    /** The capacity of one replica; {@code shape} null when not known. */
    double of(double tokensInUse, double queue, @Nullable RequestShape shape) {
        return Math.min(engine.memoryBound(), computeBound(tokensInUse, queue, shape));
    }

    private double computeBound(double tokensInUse, double queue, @Nullable RequestShape shape) {
        OutputLength kind = OutputLength.of(shape == null ? 0 : shape.output);
        ArrayDeque<Double> seen = history.computeIfAbsent(kind, _ -> new ArrayDeque<>());
        if (queue >= engine.queueThreshold && tokensInUse > 0) {
            seen.addLast(tokensInUse);
            if (seen.size() > REMEMBERED) {
                seen.removeFirst();
            }
        }
        if (!seen.isEmpty()) {
            return seen.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        }
        Integer batched = engine.batchedTokens;
        Integer seqs = engine.maxNumSeqs;
        if (shape == null || shape.output <= 0 || batched == null || seqs == null) {
            return engine.memoryBound();
        }
        return derived(batched, seqs, shape);
    }

    /** The capacity of the fleet, per replica. */
    static double median(List<Double> capacities) {
        List<Double> sorted = new ArrayList<>(capacities);
        sorted.sort(null);
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(half)
                : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }
}
