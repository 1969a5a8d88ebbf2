package io.spillway.balance;

import io.spillway.fleet.FailureCause;
import io.spillway.fleet.Outcome;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSample;
import io.spillway.fleet.Signal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Short ways to build targets and to write down who was picked. */
final class Picks {

    static final long SECOND = 1_000_000_000L;

    private Picks() {}

    static ReplicaId id(int index) {
        return new ReplicaId(String.valueOf((char) ('a' + index)));
    }

    /** Replicas a, b, c… with these weights, ready long ago. */
    static List<Target> targets(double... weights) {
        var targets = new ArrayList<Target>();
        for (int i = 0; i < weights.length; i++) {
            targets.add(target(id(i).value(), weights[i]));
        }
        return targets;
    }

    static Target target(String name, double weight) {
        return new Target(new ReplicaId(name), weight, -3600 * SECOND, null);
    }

    static Target target(String name, double weight, ReplicaSample sample) {
        return new Target(new ReplicaId(name), weight, -3600 * SECOND, sample);
    }

    static ReplicaSample sample(String name, long atNanos, double waiting, double kvUsage) {
        var values = new LinkedHashMap<String, Double>();
        values.put(Signal.WAITING, waiting);
        values.put(Signal.KV_USAGE, kvUsage);
        return ReplicaSample.fresh(new ReplicaId(name), atNanos, values);
    }

    static Pick at(long nanos) {
        return new Pick(nanos, 0, null);
    }

    /** The names picked by {@code count} requests, one after the other; - for none. */
    static String sequence(Balancer balancer, int count) {
        var names = new StringBuilder();
        for (int i = 0; i < count; i++) {
            ReplicaId id = balancer.pick(at(0));
            names.append(id == null ? "-" : id.value());
        }
        return names.toString();
    }

    static Map<Character, Integer> counts(String sequence) {
        var counts = new TreeMap<Character, Integer>();
        for (char name : sequence.toCharArray()) {
            counts.merge(name, 1, Integer::sum);
        }
        return counts;
    }

    static Outcome ok() {
        return new Outcome.Succeeded(1, 1, 1, 1);
    }

    static Outcome failed(String kind) {
        return new Outcome.Failed(new FailureCause(kind, "as told"));
    }
}
