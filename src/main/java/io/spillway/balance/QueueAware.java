package io.spillway.balance;

import io.spillway.fleet.ReplicaSample;
import io.spillway.fleet.Signal;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/**
 * Looks at the engines, as the gateway-api endpoint picker does: {@code score = queueWeight · (max
 * − q) / (max − min) + kvWeight · (1 − kv)}; the highest wins, equals by lot. q is the waiting
 * requests of the newest fresh sample, per weight. A replica without a fresh sample counts as
 * saturated: it gets nothing unless all are.
 *
 * <p>Samples are a poll interval old, and everybody running to the shortest queue makes a herd;
 * {@code count_unseen} adds what was sent since the sample.
 */
final class QueueAware implements Chooser {

    private final double queueWeight;
    private final double kvWeight;
    private final boolean countUnseen;
    private final RandomGenerator random;

    QueueAware(Parameters parameters, RandomGenerator random) {
        this.queueWeight = parameters.get("queue_weight");
        this.kvWeight = parameters.get("kv_weight");
        this.countUnseen = parameters.get("count_unseen") != 0;
        this.random = random;
    }

    @Override
    public Member choose(List<Member> eligible, Pick pick) {
        List<Member> best = best(eligible);
        return best.size() == 1 ? best.getFirst() : best.get(random.nextInt(best.size()));
    }

    @Override
    public double[] shares(List<Member> eligible) {
        List<Member> best = best(eligible);
        double[] shares = new double[eligible.size()];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = best.contains(eligible.get(i)) ? 1.0 / best.size() : 0;
        }
        return shares;
    }

    private List<Member> best(List<Member> eligible) {
        List<Member> known = eligible.stream().filter(QueueAware::isKnown).toList();
        if (known.isEmpty()) {
            return eligible;
        }
        double[] scores = scores(known);
        double top = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            top = Math.max(top, score);
        }
        var best = new ArrayList<Member>();
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] == top) {
                best.add(known.get(i));
            }
        }
        return best;
    }

    double[] scores(List<Member> known) {
        double[] queues = new double[known.size()];
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < queues.length; i++) {
            queues[i] = queue(known.get(i));
            min = Math.min(min, queues[i]);
            max = Math.max(max, queues[i]);
        }
        double[] scores = new double[queues.length];
        for (int i = 0; i < scores.length; i++) {
            double queueScore = max == min ? 1 : (max - queues[i]) / (max - min);
            scores[i] = queueWeight * queueScore + kvWeight * (1 - kvUsage(known.get(i)));
        }
        return scores;
    }

    private static boolean isKnown(Member member) {
        ReplicaSample sample = member.sample;
        return sample != null && sample.isFresh() && sample.value(Signal.WAITING).isPresent();
    }

    /** One more than is waiting, so that of two empty queues the heavier replica's is shorter. */
    private double queue(Member member) {
        double waiting = value(member, Signal.WAITING).orElse(0);
        double unseen = countUnseen ? member.sentSinceSample : 0;
        return (waiting + unseen + 1) / member.effective;
    }

    private static double kvUsage(Member member) {
        return value(member, Signal.KV_USAGE).orElse(0);
    }

    private static OptionalDouble value(Member member, String signal) {
        ReplicaSample sample = member.sample;
        return sample == null ? OptionalDouble.empty() : sample.value(signal);
    }
}
