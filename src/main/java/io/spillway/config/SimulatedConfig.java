package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/**
 * {@code fleet.simulated}: replicas that behave like vLLM.
 *
 * @param profile name of an engine profile
 * @param maxNumSeqs null for the profile's
 * @param maxModelLen longest prompt plus output; null for the profile's
 * @param maxNumBatchedTokens of one step; null for the profile's
 * @param kvBlocks null for the profile's
 * @param prefixCaching whether equal prefixes are computed once
 * @param latency one way between client and replica on the virtual clock; null for loopback's
 * @param faults what goes wrong, and when
 * @param fixed exact times instead of an engine, as {@code ttft=100ms,itl=30ms}; null for none
 */
public record SimulatedConfig(
        String profile,
        @Nullable Integer maxNumSeqs,
        @Nullable Integer maxModelLen,
        @Nullable Integer maxNumBatchedTokens,
        @Nullable Integer kvBlocks,
        boolean prefixCaching,
        @Nullable String fixed,
        @Nullable Duration latency,
        Startup startup,
        List<FaultConfig> faults) {

    public SimulatedConfig {
        faults = List.copyOf(faults);
    }

    /** The profile of a simulated replica unless the file says otherwise. */
    public static final String DEFAULT_PROFILE = "mig-1g.12gb-llama-3.2-3b";

    /**
     * How long a start takes.
     *
     * @param cv standard deviation over mean; 0 for the same time always
     */
    public record Startup(Duration mean, double cv) {}

    static SimulatedConfig read(Section s) {
        return new SimulatedConfig(
                s.text("profile", DEFAULT_PROFILE),
                s.integer("max_num_seqs", Bounds.atLeast(1)),
                s.integer("max_model_len", Bounds.atLeast(1)),
                s.integer("max_num_batched_tokens", Bounds.atLeast(1)),
                s.integer("kv_blocks", Bounds.atLeast(1)),
                s.flag("prefix_caching", true),
                s.text("fixed"),
                s.duration("latency", Bounds.NOT_NEGATIVE),
                startup(s),
                s.sections("faults", FaultConfig::read));
    }

    private static Startup startup(Section s) {
        Duration fallback = Duration.ofSeconds(20);
        s.know("startup", "duration, or mean and cv", Numbers.text(fallback));
        if (s.value("startup") instanceof ConfigNode.Scalar) {
            return new Startup(s.duration("startup", fallback, Bounds.NOT_NEGATIVE), 0);
        }
        Section block = s.section("startup");
        return new Startup(
                block.duration("mean", fallback, Bounds.NOT_NEGATIVE),
                block.number("cv", 0, Bounds.NOT_NEGATIVE));
    }
}
