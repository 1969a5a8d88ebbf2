package io.spillway.policy.external;

import io.spillway.policy.PolicyRegistry;

/** The policies that run code of the user's own. */
public final class OwnPolicies {
    private OwnPolicies() {}

    /** The standard policies, with {@code external} and {@code java}. */
    public static PolicyRegistry registry() {
        return PolicyRegistry.standard().with(ExternalPolicy.TYPE).with(JavaPolicy.TYPE);
    }
}
