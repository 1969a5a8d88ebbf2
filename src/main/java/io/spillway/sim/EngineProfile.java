package io.spillway.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A GPU with a model on it: how fast its steps are and how much KV cache it has.
 *
 * <p>Step costs are fitted to published kernel tables (dense layers summed, decode attention
 * apart); KV blocks are derived: usable memory x 0.92, minus weights, minus 1.15 GiB of overhead,
 * over the bytes of a block. MIG slices have no published measurement; their figures follow from
 * their share of an H100's bandwidth (memory slices of 8) and SMs (of 132), and are marked {@link
 * #estimated}.
 *
 * @param name {@code <gpu>-<model>}
 * @param estimated whether the figures are arithmetic rather than measurements; shown with the name
 * @param frontEndNanos HTTP, tokenizer and IPC, per request, before the waiting queue
 * @param blockTokens tokens of a KV block
 * @param kvBlocks KV blocks, the null block included
 * @param maxNumBatchedTokens default token budget of a step
 * @param maxNumSeqs default limit of running sequences
 */
public record EngineProfile(
        String name,
        boolean estimated,
        StepCost cost,
        long frontEndNanos,
        int blockTokens,
        int kvBlocks,
        int maxNumBatchedTokens,
        int maxNumSeqs) {

    /** The profile used where none is named. */
    public static final String DEFAULT_NAME = "mig-1g.12gb-llama-3.2-3b";

    private static final String LARGE = "-llama-3.1-8b";
    private static final String SMALL = "-llama-3.2-3b";
    private static final Map<String, EngineProfile> BY_NAME = new LinkedHashMap<>();

    static {
        measured("h100" + LARGE, cost(5.53, 17.8, 6, 50, 0.54), 28_800, Limits.LARGE_MEMORY);
        measured("h100" + SMALL, cost(2.33, 7.35, 3, 43, 0.41), 38_500, Limits.LARGE_MEMORY);
        measured("h200" + LARGE, cost(4.10, 18.7, 4, 36, 0.54), 57_100, Limits.LARGE_MEMORY);
        measured("h200" + SMALL, cost(1.86, 7.2, 3, 35, 0.41), 70_900, Limits.LARGE_MEMORY);
        measured("a100" + LARGE, cost(9.79, 52.6, 2, 87, 1.6), 28_600, Limits.OTHER);
        measured("a100" + SMALL, cost(4.56, 22.2, 2, 76, 1.2), 38_300, Limits.OTHER);
        measured("l40s" + LARGE, cost(21.0, 58.6, 3, 209, 1.8), 12_200, Limits.OTHER);
        measured("l40s" + SMALL, cost(8.6, 24.8, 3, 183, 1.4), 19_500, Limits.OTHER);
        // Slices scale from the smallest: 1, 2 and 4 memory slices, 16, 32 and 60 SMs.
        estimated("mig-1g.12gb" + SMALL, cost(16, 60, 3, 350, 3.4), 1_750);
        estimated("mig-2g.24gb" + SMALL, cost(8, 30, 3, 175, 1.7), 7_650);
        estimated("mig-3g.48gb" + SMALL, cost(4, 16, 3, 87.5, 0.91), 19_800);
    }

    public EngineProfile {
        if (blockTokens < 1 || kvBlocks < 2 || maxNumBatchedTokens < 1 || maxNumSeqs < 1) {
            throw new IllegalArgumentException("profile " + name + " has a size below its minimum");
        }
    }

    /**
     * The profile of this name.
     *
     * @throws IllegalArgumentException when there is none; the message lists all names
     */
    public static EngineProfile named(String name) {
        EngineProfile profile = BY_NAME.get(name);
        if (profile == null) {
            throw new IllegalArgumentException(unknown(name));
        }
        return profile;
    }

    /** All names, in the order of the table. */
    public static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /** The name as shown to people: estimated profiles say so. */
    public String label() {
        return estimated ? name + " (estimated)" : name;
    }

    /**
     * Capacity relative to a whole H100 with the same model, the smaller of the ratios of the two
     * bounds of a step: reading weights and arithmetic. For MIG slices that is about the smaller of
     * their shares of memory and SMs. The prior for traffic weights until something is measured.
     */
    public double capacityPrior() {
        String model = name.endsWith(LARGE) ? LARGE : SMALL;
        StepCost whole = BY_NAME.getOrDefault("h100" + model, this).cost;
        return Math.min(
                whole.floorMillis() / cost.floorMillis(),
                whole.microsPerToken() / cost.microsPerToken());
    }

    /** vLLM's default step limits by device memory: from 70 GiB on (not A100), and below. */
    private enum Limits {
        LARGE_MEMORY(8192, 1024),
        OTHER(2048, 256);

        private final int batchedTokens;
        private final int sequences;

        Limits(int batchedTokens, int sequences) {
            this.batchedTokens = batchedTokens;
            this.sequences = sequences;
        }
    }

    private static StepCost cost(double floor, double slope, double power, double kv, double q) {
        return new StepCost(floor, slope, power, kv, q, 17, 1.1);
    }

    private static void measured(String name, StepCost cost, int blocks, Limits limits) {
        add(name, false, cost, blocks, limits);
    }

    private static void estimated(String name, StepCost cost, int blocks) {
        add(name, true, cost, blocks, Limits.OTHER);
    }

    private static void add(
            String name, boolean estimated, StepCost cost, int blocks, Limits limits) {
        var profile =
                new EngineProfile(
                        name,
                        estimated,
                        cost,
                        8_000_000,
                        16,
                        blocks,
                        limits.batchedTokens,
                        limits.sequences);
        BY_NAME.put(name, profile);
    }

    private static String unknown(String name) {
        String nearest = "";
        int best = Math.max(3, name.length() / 3);
        for (String candidate : BY_NAME.keySet()) {
            int distance = editDistance(name, candidate);
            if (distance < best) {
                best = distance;
                nearest = candidate;
            }
        }
        String hint = nearest.isEmpty() ? "" : "; did you mean '" + nearest + "'?";
        return "unknown engine profile '%s'%s Known profiles: %s"
                .formatted(name, hint.isEmpty() ? "." : hint, String.join(", ", BY_NAME.keySet()));
    }

    private static int editDistance(String a, String b) {
        List<Integer> row = new ArrayList<>();
        for (int j = 0; j <= b.length(); j++) {
            row.add(j);
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row.get(0);
            row.set(0, i);
            for (int j = 1; j <= b.length(); j++) {
                int above = row.get(j);
                int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row.set(j, Math.min(substitution, 1 + Math.min(above, row.get(j - 1))));
                diagonal = above;
            }
        }
        return row.get(b.length());
    }
}
