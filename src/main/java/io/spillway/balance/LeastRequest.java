package io.spillway.balance;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Envoy's least request: while all effective weights are equal, the less loaded of two at random;
 * otherwise {@link EarliestDeadlineFirst} over {@code weight / (active + 1) ^ bias}.
 */
final class LeastRequest implements Chooser {

    private final double bias;
    private final TwoChoices equal;
    private final EarliestDeadlineFirst unequal;

    LeastRequest(double bias, RandomGenerator random) {
        this.bias = bias;
        this.equal = new TwoChoices(random);
        this.unequal = new EarliestDeadlineFirst(this::dynamicWeight);
    }

    double dynamicWeight(Member member) {
        return member.effective / Math.pow(member.active + 1.0, bias);
    }

    @Override
    public Member choose(List<Member> eligible, Pick pick) {
        return ruleFor(eligible).choose(eligible, pick);
    }

    @Override
    public double[] shares(List<Member> eligible) {
        return ruleFor(eligible).shares(eligible);
    }

    private Chooser ruleFor(List<Member> eligible) {
        double weight = eligible.getFirst().effective;
        for (int i = 1; i < eligible.size(); i++) {
            if (eligible.get(i).effective != weight) {
                return unequal;
            }
        }
        return equal;
    }
}
