package io.spillway.balance;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Envoy's scheduler: every member has a deadline, the earliest is chosen (the one that has waited
 * longest among equals), time moves to it, and its next is one inverse weight later. The weight is
 * read at that moment. A member that was left out returns at the present, with no backlog.
 */
final class EarliestDeadlineFirst implements Chooser {

    private final ToDoubleFunction<Member> weight;
    private double clock;
    private long sequence;

    EarliestDeadlineFirst(ToDoubleFunction<Member> weight) {
        this.weight = weight;
    }

    @Override
    public Member choose(List<Member> eligible, Pick pick) {
        Member best = prepared(eligible.getFirst());
        for (int i = 1; i < eligible.size(); i++) {
            Member member = prepared(eligible.get(i));
            boolean earlier = member.position < best.position;
            boolean longerWaiting =
                    member.position == best.position && member.sequence < best.sequence;
            if (earlier || longerWaiting) {
                best = member;
            }
        }
        clock = best.position;
        best.position = clock + 1 / weight.applyAsDouble(best);
        best.sequence = ++sequence;
        return best;
    }

    private Member prepared(Member member) {
        if (member.sequence == 0) {
            member.position = clock + 1 / weight.applyAsDouble(member);
            member.sequence = ++sequence;
        } else if (member.position < clock) {
            member.position = clock;
        }
        return member;
    }

    @Override
    public double[] shares(List<Member> eligible) {
        double[] shares = new double[eligible.size()];
        double total = 0;
        for (int i = 0; i < shares.length; i++) {
            shares[i] = weight.applyAsDouble(eligible.get(i));
            total += shares[i];
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= total;
        }
        return shares;
    }
}
