package io.spillway.sim;

/**
 * How long one engine step takes on a given GPU and model:
 *
 * <pre>
 * T = (F^p + (s*n)^p)^(1/p) + kv*sum(context) + q*sum(chunk*context) + c_req*B + c0
 * </pre>
 *
 * where n is the number of tokens in the step, B the number of sequences in it, the first sum runs
 * over the sequences that compute one token (context: their length after the step), and the second
 * over those that compute a longer chunk of their prompt. The first term is the dense layers, bound
 * by reading the weights (F) for small batches and by arithmetic (s) for large ones; the next two
 * are attention, decode and prefill.
 *
 * @param floorMillis F
 * @param microsPerToken s
 * @param power p, how sharp the knee between the two bounds is
 * @param kvNanosPerToken kv, per token of decode context
 * @param attentionNanosPerTokenSquared q
 * @param microsPerRequest c_req
 * @param fixedMillis c0
 */
public record StepCost(
        double floorMillis,
        double microsPerToken,
        double power,
        double kvNanosPerToken,
        double attentionNanosPerTokenSquared,
        double microsPerRequest,
        double fixedMillis) {

    /** The dense layers' time for this many tokens, in nanoseconds. */
    double denseNanos(int tokens) {
        double floor = floorMillis * 1e6;
        double compute = microsPerToken * 1e3 * tokens;
        // Scaled by the larger one, so that no power overflows.
        double scale = Math.max(floor, compute);
        double sum = Math.pow(floor / scale, power) + Math.pow(compute / scale, power);
        return scale * Math.pow(sum, 1 / power);
    }

    /** Everything but the dense layers, in nanoseconds. */
    double otherNanos(long decodeContext, long prefillWork, int sequences) {
        return kvNanosPerToken * decodeContext
                + attentionNanosPerTokenSquared * prefillWork
                + microsPerRequest * 1e3 * sequences
                + fixedMillis * 1e6;
    }

    /**
     * The duration of a step in nanoseconds.
     *
     * @param tokens n, all tokens computed in it
     * @param decodeContext sum of context over sequences that compute one token
     * @param prefillWork sum of chunk times context over the others
     * @param sequences B
     */
    public long nanos(int tokens, long decodeContext, long prefillWork, int sequences) {
        return Math.round(denseNanos(tokens) + otherNanos(decodeContext, prefillWork, sequences));
    }
}
