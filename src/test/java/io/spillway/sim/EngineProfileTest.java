package io.spillway.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineProfileTest {

    @Test
    void unknownNameListsTheKnownOnesAndTheNearest() {
        var error =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> EngineProfile.named("mig-1g.12g-llama-3.2-3b"));

        assertTrue(error.getMessage().contains("did you mean 'mig-1g.12gb-llama-3.2-3b'?"));
        EngineProfile.names().forEach(name -> assertTrue(error.getMessage().contains(name)));
    }

    @Test
    void nameUnlikeAnyGetsNoSuggestion() {
        var error = assertThrows(IllegalArgumentException.class, () -> EngineProfile.named("tpu"));

        assertFalse(error.getMessage().contains("did you mean"));
    }

    @Test
    void slicesAreEstimatedAndSaySo() {
        for (String name : EngineProfile.names()) {
            EngineProfile profile = EngineProfile.named(name);
            assertEquals(name.startsWith("mig-"), profile.estimated());
            assertEquals(profile.estimated(), profile.label().endsWith("(estimated)"));
        }
        assertEquals(11, EngineProfile.names().size());
    }

    /** Published kernel sums (GEMMs, H100 with Llama-3.1-8B) in ms: the fit is within 10.5 %. */
    @ParameterizedTest
    @CsvSource({"16, 5.69", "128, 5.84", "256, 6.44", "512, 9.31", "2048, 36.0", "4096, 71.3"})
    void denseTimeFollowsTheKernelTable(int tokens, double millis) {
        StepCost cost = EngineProfile.named("h100-llama-3.1-8b").cost();

        assertEquals(millis, cost.denseNanos(tokens) / 1e6, 0.105 * millis);
    }

    /** Decode attention of 64 sequences with 1024 tokens each, in ms. */
    @ParameterizedTest
    @CsvSource({"h100-llama-3.1-8b, 3.82", "a100-llama-3.1-8b, 6.17", "l40s-llama-3.1-8b, 13.7"})
    void decodeAttentionFollowsTheKernelTable(String profile, double millis) {
        double nanos = EngineProfile.named(profile).cost().kvNanosPerToken() * 64 * 1024;

        assertEquals(millis, nanos / 1e6, 0.16 * millis);
    }

    @Test
    void stepTimeIsTheSumOfItsTerms() {
        var cost = new StepCost(3, 1000, 2, 10, 0.5, 17, 1.1);

        // dense: sqrt(3^2 + 4^2) = 5 ms for 4 tokens
        long expected = 5_000_000 + 10 * 300 + 600 / 2 + 2 * 17_000 + 1_100_000;
        assertEquals(expected, cost.nanos(4, 300, 600, 2));
    }

    @Test
    void timerGivesTheSameAsTheFormula() {
        StepCost cost = EngineProfile.named("mig-1g.12gb-llama-3.2-3b").cost();
        var timer = new StepTimer(cost, 2048);

        for (int tokens : new int[] {1, 7, 2048, 7}) {
            assertEquals(cost.nanos(tokens, 99, 77, 3), timer.nanos(tokens, 99, 77, 3));
        }
    }

    /** Blocks = (usable GiB x 0.92 - weights - 1.15) / block size, for a 3B model. */
    @ParameterizedTest
    @CsvSource({
        "h100-llama-3.2-3b, 79.25",
        "mig-1g.12gb-llama-3.2-3b, 11.0",
        "mig-2g.24gb-llama-3.2-3b, 22.0",
        "mig-3g.48gb-llama-3.2-3b, 44.6"
    })
    void blocksFollowFromMemory(String name, double usableGib) {
        double weightsGib = 5.98;
        double blockGib = 114_688.0 * 16 / (1 << 30);
        double blocks = (usableGib * 0.92 - weightsGib - 1.15) / blockGib;

        assertEquals(blocks, EngineProfile.named(name).kvBlocks(), 0.01 * blocks);
    }

    /** The priors for MIG slices of an H100: the smaller of the SM and memory shares. */
    @ParameterizedTest
    @CsvSource({
        "h100-llama-3.2-3b, 1.0",
        "mig-1g.12gb-llama-3.2-3b, 0.121",
        "mig-2g.24gb-llama-3.2-3b, 0.242",
        "mig-3g.48gb-llama-3.2-3b, 0.455"
    })
    void capacityPriorIsTheScarcerShare(String name, double share) {
        assertEquals(share, EngineProfile.named(name).capacityPrior(), 0.01);
    }

    @Test
    void modelLengthBeyondTheCacheIsRefused() {
        EngineProfile profile = EngineProfile.named("mig-1g.12gb-llama-3.2-3b");
        EngineLimits limits = EngineLimits.of(profile);

        assertEquals(1749 * 16, limits.maxModelLen());
        var error =
                assertThrows(IllegalArgumentException.class, () -> limits.withMaxModelLen(131_072));
        assertTrue(error.getMessage().contains("27984"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void settingsBelowTheirMinimumAreRefused(int value) {
        EngineLimits limits = EngineLimits.of(EngineProfile.named(EngineProfile.DEFAULT_NAME));

        assertThrows(IllegalArgumentException.class, () -> limits.withMaxNumSeqs(value));
        assertThrows(IllegalArgumentException.class, () -> limits.withMaxNumBatchedTokens(value));
        assertThrows(IllegalArgumentException.class, () -> limits.withMaxModelLen(value));
        assertThrows(IllegalArgumentException.class, () -> limits.withKvBlocks(value));
    }

    @Test
    void tuningReplacesOnlyWhatItNames() {
        EngineProfile profile = EngineProfile.named("a100-llama-3.1-8b");
        EngineLimits limits = EngineTuning.NONE.withMaxNumSeqs(16).on(profile);

        assertEquals(EngineLimits.of(profile).withMaxNumSeqs(16), limits);
        assertEquals(2048, limits.maxNumBatchedTokens());
    }
}
