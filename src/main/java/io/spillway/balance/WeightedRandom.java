package io.spillway.balance;

import java.util.List;
import java.util.random.RandomGenerator;

/** Independent draws in proportion to the weights. */
final class WeightedRandom implements Chooser {

    private final RandomGenerator random;

    WeightedRandom(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public Member choose(List<Member> eligible, Pick pick) {
        double left = random.nextDouble() * Chooser.totalWeight(eligible);
        for (int i = 0; i < eligible.size(); i++) {
            left -= eligible.get(i).effective;
            if (left < 0) {
                return eligible.get(i);
            }
        }
        return eligible.getLast();
    }
}
