package io.spillway.balance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * nginx's smooth weighted round-robin: at each pick every eligible member's current weight grows by
 * its weight, the largest is chosen (the first among equals), and falls by the sum of weights.
 *
 * <p>The current weights always sum to 0, and current weight / total is how many requests a member
 * is behind. That lag is kept when the total changes (members come, go, are re-weighted or ramp
 * up): all are scaled by the ratio of the totals. Newcomers enter with 0; what a leaver had is
 * taken from the rest in equal parts, which keeps their order; and nobody may be more than one
 * request ahead or behind after a change. So nothing bursts.
 */
final class SmoothWeightedRoundRobin implements Chooser {

    /** Relative difference below which two current weights count as equal. */
    private static final double TIE = 1e-9;

    private final ToDoubleFunction<Member> weight;
    private List<Member> members = List.of();
    private double lastTotal;

    SmoothWeightedRoundRobin() {
        this(member -> member.effective);
    }

    SmoothWeightedRoundRobin(ToDoubleFunction<Member> weight) {
        this.weight = weight;
    }

    @Override
    public Member choose(List<Member> eligible, Pick pick) {
        double total = 0;
        for (int i = 0; i < eligible.size(); i++) {
            total += weight.applyAsDouble(eligible.get(i));
        }
        if (total != lastTotal) {
            rescale(total);
        }
        Member best = eligible.getFirst();
        double bestCurrent = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < eligible.size(); i++) {
            Member member = eligible.get(i);
            member.position += weight.applyAsDouble(member);
            if (member.position > bestCurrent + TIE * total) {
                best = member;
                bestCurrent = member.position;
            }
        }
        best.position -= total;
        return best;
    }

    private void rescale(double total) {
        if (lastTotal > 0) {
            double largest = 0;
            for (Member member : members) {
                member.position *= total / lastTotal;
                largest = Math.max(largest, Math.abs(member.position));
            }
            if (largest > total) {
                for (Member member : members) {
                    member.position *= total / largest;
                }
            }
        }
        lastTotal = total;
    }

    @Override
    public void update(List<Member> next) {
        var survivors = new ArrayList<>(members);
        survivors.retainAll(next);
        if (survivors.size() < members.size()) {
            double sum = 0;
            for (Member member : survivors) {
                sum += member.position;
            }
            for (Member member : survivors) {
                member.position -= sum / survivors.size();
            }
        }
        members = next;
    }

    @Override
    public double[] shares(List<Member> eligible) {
        double total = 0;
        for (Member member : eligible) {
            total += weight.applyAsDouble(member);
        }
        double[] shares = new double[eligible.size()];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = weight.applyAsDouble(eligible.get(i)) / total;
        }
        return shares;
    }
}
