package io.spillway.balance;

import io.spillway.fleet.Outcome;

import java.util.List;

/**
 * The rule of one balancer: which of the replicas that may be picked. {@link RosterBalancer} keeps
 * the members, and leaves out those that are ejected or full.
 */
interface Chooser {

    /** One of the eligible members (at least one), each with its effective weight set. */
    Member choose(List<Member> eligible, Pick pick);

    /**
     * The chance of each eligible member to get the next request of an unknown prefix, or its
     * long-run share where the rule is periodic; sums to 1. Changes nothing.
     */
    default double[] shares(List<Member> eligible) {
        return proportional(eligible);
    }

    /** Members came, went, or have new weights or samples; in their lasting order. */
    default void update(List<Member> members) {}

    /** A request on a member ended. */
    default void finished(Member member, Outcome outcome) {}

    /** Shares in proportion to the effective weights. */
    static double[] proportional(List<Member> eligible) {
        double total = totalWeight(eligible);
        double[] shares = new double[eligible.size()];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = eligible.get(i).effective / total;
        }
        return shares;
    }

    static double totalWeight(List<Member> members) {
        double total = 0;
        for (int i = 0; i < members.size(); i++) {
            total += members.get(i).effective;
        }
        return total;
    }
}
