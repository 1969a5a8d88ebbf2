package io.spillway.prompt;

import io.spillway.time.Seeds;
import io.spillway.trace.Trace;

/** How long the n-th prompt and its answer are, in tokens. Pure and cheap. */
interface Lengths {

    int inputTokens(long index);

    int outputTokens(long index);

    /** Input and output drawn apart from each other. */
    static Lengths drawn(PromptSpec.Synthetic spec, Seeds seeds) {
        return new Drawn(
                LengthDistribution.of(spec.input()),
                LengthDistribution.of(spec.output()),
                seeds.named("input-lengths"),
                seeds.named("output-lengths"));
    }

    /** Those of a trace's rows, over and over. */
    static Lengths of(Trace trace) {
        return new Recorded(trace);
    }

    /** Lengths from two distributions; no prompt and no answer is empty. */
    record Drawn(LengthDistribution input, LengthDistribution output, Seeds inputs, Seeds outputs)
            implements Lengths {
        @Override
        public int inputTokens(long index) {
            return Math.max(1, input.at(inputs, index));
        }

        @Override
        public int outputTokens(long index) {
            return Math.max(1, output.at(outputs, index));
        }
    }

    /** Lengths from a trace. */
    record Recorded(Trace trace) implements Lengths {
        @Override
        public int inputTokens(long index) {
            return trace.inputTokens((int) (index % trace.size()));
        }

        @Override
        public int outputTokens(long index) {
            return trace.outputTokens((int) (index % trace.size()));
        }
    }
}
