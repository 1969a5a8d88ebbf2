package io.spillway.config;

import io.spillway.policy.PolicySpec;

import java.time.Duration;
import java.util.Map;

/**
 * {@code scaling}: who decides how many replicas there are, and how often.
 *
 * @param policy its name and its own parameters; names and parameters are the registry's to judge
 * @param checkInterval between decisions
 */
public record ScalingConfig(
        PolicySpec policy, Duration checkInterval, ScaleOut scaleOut, ScaleIn scaleIn) {

    /**
     * Going up.
     *
     * @param step replicas at a time, for policies that move in steps
     * @param cooldown after a scale-out no other for so long
     */
    public record ScaleOut(int step, Duration cooldown) {}

    /**
     * Going down.
     *
     * @param enabled whether replicas are ever removed during the load
     * @param quiet how long the queues must have been empty
     * @param cooldown after any scaling no scale-in for so long
     * @param drainTimeout streams that have not ended by then are cut
     */
    public record ScaleIn(
            boolean enabled,
            Duration quiet,
            Duration cooldown,
            Duration drainTimeout,
            Victim victim) {}

    /** Which replica goes first. */
    public enum Victim implements Choice {
        /** The one with the fewest requests in flight; the newest of equals. */
        LEAST_LOADED("least-loaded"),
        NEWEST("newest"),
        DRAINED("drained");

        private final String yaml;

        Victim(String yaml) {
            this.yaml = yaml;
        }

        @Override
        public String yaml() {
            return yaml;
        }
    }

    static ScalingConfig read(Section s) {
        return new ScalingConfig(
                policy(s),
                s.duration("check_interval", Duration.ofSeconds(5), Bounds.POSITIVE),
                scaleOut(s.section("scale_out")),
                scaleIn(s.section("scale_in")));
    }

    private static PolicySpec policy(Section s) {
        String fallback = "queue-threshold";
        s.know("policy", "name, or type and parameters", fallback);
        if (s.value("policy") instanceof ConfigNode.Scalar) {
            return new PolicySpec(s.text("policy", fallback), Map.of());
        }
        Section block = s.section("policy");
        String type = block.text("type", fallback);
        if (block.present() && !block.has("type")) {
            block.missing("type", "name the policy, as queue-threshold");
        }
        return new PolicySpec(type, block.rest("the policy's own parameters"));
    }

    private static ScaleOut scaleOut(Section s) {
        return new ScaleOut(
                s.integer("step", 1, Bounds.atLeast(1)),
                s.duration("cooldown", Duration.ZERO, Bounds.NOT_NEGATIVE));
    }

    private static ScaleIn scaleIn(Section s) {
        return new ScaleIn(
                s.flag("enabled", true),
                s.duration("quiet", Duration.ofSeconds(60), Bounds.NOT_NEGATIVE),
                s.duration("cooldown", Duration.ofSeconds(30), Bounds.NOT_NEGATIVE),
                s.duration("drain_timeout", Duration.ofSeconds(120), Bounds.NOT_NEGATIVE),
                s.choice("victim", Victim.LEAST_LOADED));
    }
}
