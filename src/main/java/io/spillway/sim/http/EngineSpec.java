package io.spillway.sim.http;

import io.spillway.sim.EngineLimits;
import io.spillway.sim.EngineObserver;
import io.spillway.sim.EngineProfile;
import io.spillway.sim.EngineRunner;
import io.spillway.sim.EngineTuning;
import io.spillway.sim.InferenceEngine;
import io.spillway.time.Scheduler;

import java.time.Duration;

/** Which engine a server has. */
public sealed interface EngineSpec {

    /** The longest prompt plus output, and what the metrics page says of the cache. */
    EngineLimits limits();

    /** Capacity relative to other servers, before anything is measured. */
    double capacityPrior();

    /** The model to name when none is given. */
    String defaultModel();

    /** Makes the engine, confined to the scheduler's thread. */
    InferenceEngine create(Scheduler scheduler, EngineObserver observer);

    /** The engine model in steps. */
    record Modelled(EngineProfile profile, EngineTuning tuning) implements EngineSpec {

        /**
         * An unchanged profile.
         *
         * @throws IllegalArgumentException when there is none of this name
         */
        public static Modelled named(String profile) {
            return new Modelled(EngineProfile.named(profile), EngineTuning.NONE);
        }

        public Modelled {
            // Fails where the settings are made, not where the server starts.
            EngineLimits _ = tuning.on(profile);
        }

        @Override
        public EngineLimits limits() {
            // Blocks are hashed here, from the prompts themselves, one by one.
            EngineLimits limits = tuning.on(profile);
            return limits.withHashTokens(limits.blockTokens());
        }

        @Override
        public double capacityPrior() {
            return profile.capacityPrior();
        }

        @Override
        public String defaultModel() {
            return profile.name().endsWith("8b")
                    ? "meta-llama/Llama-3.1-8B-Instruct"
                    : "meta-llama/Llama-3.2-3B-Instruct";
        }

        @Override
        public InferenceEngine create(Scheduler scheduler, EngineObserver observer) {
            var taps = new EngineRunner.Taps(observer, null);
            return new EngineRunner(scheduler, profile, limits(), taps);
        }
    }

    /** Known times, no model. */
    record Fixed(FixedTiming timing, int maxModelLen) implements EngineSpec {

        private static final int BLOCK_TOKENS = 16;
        private static final int MAX_SEQUENCES = 1 << 20;

        public Fixed {
            if (maxModelLen < 2) {
                throw new IllegalArgumentException("max_model_len is below 2: " + maxModelLen);
            }
        }

        @Override
        public EngineLimits limits() {
            int blocks = maxModelLen / BLOCK_TOKENS + 2;
            int sequences = Math.min(timing.slots(), MAX_SEQUENCES);
            return new EngineLimits(
                    sequences,
                    maxModelLen,
                    maxModelLen,
                    blocks,
                    BLOCK_TOKENS,
                    false,
                    false,
                    BLOCK_TOKENS);
        }

        /** The slots over the time of a request with 100 output tokens, in requests a second. */
        @Override
        public double capacityPrior() {
            Duration request = timing.ttft().plus(timing.itl().multipliedBy(99));
            double seconds = Math.max(1e-3, request.toNanos() * 1e-9);
            return Math.min(timing.slots(), MAX_SEQUENCES) / seconds;
        }

        @Override
        public String defaultModel() {
            return "spillway/fixed";
        }

        @Override
        public InferenceEngine create(Scheduler scheduler, EngineObserver observer) {
            return new FixedEngine(scheduler, timing, observer);
        }
    }
}
