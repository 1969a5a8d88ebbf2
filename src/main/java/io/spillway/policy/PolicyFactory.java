package io.spillway.policy;

/** Makes a policy from its checked parameters. */
@FunctionalInterface
public interface PolicyFactory {

    /**
     * Makes one.
     *
     * @throws PolicyException when parameters contradict each other or need a fact that the context
     *     lacks
     */
    ScalingPolicy create(Parameters parameters, PolicyContext context);
}
