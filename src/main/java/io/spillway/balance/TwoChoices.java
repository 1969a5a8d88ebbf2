package io.spillway.balance;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Power of two choices: two different members at random, the one with less in flight per weight
 * (the first drawn when equal).
 */
final class TwoChoices implements Chooser {

    private final RandomGenerator random;

    TwoChoices(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public Member choose(List<Member> eligible, Pick pick) {
        int n = eligible.size();
        if (n == 1) {
            return eligible.getFirst();
        }
        int i = random.nextInt(n);
        int j = random.nextInt(n - 1);
        Member first = eligible.get(i);
        Member second = eligible.get(j < i ? j : j + 1);
        return second.load() < first.load() ? second : first;
    }

    /** Exact for the next pick: every pair is equally likely, and an equal pair splits. */
    @Override
    public double[] shares(List<Member> eligible) {
        int n = eligible.size();
        if (n == 1) {
            return new double[] {1};
        }
        double pair = 2.0 / (n * (n - 1.0));
        double[] shares = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (i != j) {
                    int order = Double.compare(eligible.get(i).load(), eligible.get(j).load());
                    shares[i] += order < 0 ? pair : order == 0 ? pair / 2 : 0;
                }
            }
        }
        return shares;
    }
}
