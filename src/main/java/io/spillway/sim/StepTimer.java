package io.spillway.sim;

/** A {@link StepCost} with its powers computed once per token count. */
final class StepTimer {
    private final StepCost cost;
    private final double[] denseNanos;

    StepTimer(StepCost cost, int maxTokens) {
        this.cost = cost;
        this.denseNanos = new double[maxTokens + 1];
    }

    long nanos(int tokens, long decodeContext, long prefillWork, int sequences) {
        double dense = denseNanos[tokens];
        if (dense == 0) {
            dense = cost.denseNanos(tokens);
            denseNanos[tokens] = dense;
        }
        return Math.round(dense + cost.otherNanos(decodeContext, prefillWork, sequences));
    }
}
