package io.spillway.policy.basic;

import io.spillway.fleet.ReplicaView;
import io.spillway.fleet.Signal;
import io.spillway.policy.Parameter;
import io.spillway.policy.Parameters;
import io.spillway.policy.PolicyContext;
import io.spillway.policy.Text;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Whether n−1 replicas would have room for the work of n: mean running · n/(n−1) below a share of
 * the batch size, and mean KV usage · n/(n−1) below a limit. What is not known is not looked at,
 * except running requests when the batch size is known.
 */
final class ScaleInGuard {
    static final List<Parameter> PARAMETERS =
            List.of(
                    Parameter.choice(
                            "guard",
                            List.of("capacity", "none"),
                            "capacity: scale in only when n-1 replicas would stay below the"
                                    + " limits; none: as soon as it is quiet."),
                    Parameter.number(
                                    "batch_limit",
                                    0.7,
                                    "Share of max_num_seqs that running requests may reach after a"
                                            + " scale-in.")
                            .above(0),
                    Parameter.number(
                                    "kv_limit",
                                    0.7,
                                    "KV usage that may be reached after a scale-in.")
                            .above(0),
                    Parameter.of(
                                    "max_num_seqs",
                                    Parameter.Kind.INTEGER,
                                    "Batch size of one replica; running requests are not looked at"
                                            + " when it is unknown.")
                            .from("from the engine")
                            .atLeast(1));

    private final boolean looks;
    private final double batchLimit;
    private final double kvLimit;
    private final @Nullable Integer maxNumSeqs;

    private ScaleInGuard(
            boolean looks, double batchLimit, double kvLimit, @Nullable Integer maxNumSeqs) {
        this.looks = looks;
        this.batchLimit = batchLimit;
        this.kvLimit = kvLimit;
        this.maxNumSeqs = maxNumSeqs;
    }

    /** From the parameters guard, batch_limit, kv_limit and max_num_seqs. */
    static ScaleInGuard of(Parameters parameters, PolicyContext context) {
        Integer seqs =
                parameters.has("max_num_seqs")
                        ? (Integer) parameters.integer("max_num_seqs")
                        : context.engine().maxNumSeqs();
        return new ScaleInGuard(
                !parameters.is("guard", "none"),
                parameters.number("batch_limit"),
                parameters.number("kv_limit"),
                seqs);
    }

    /** Why not to scale in; empty when nothing speaks against it. */
    String objection(List<ReplicaView> ready) {
        int n = ready.size();
        if (!looks) {
            return "";
        }
        if (n < 2) {
            return "only " + Text.replicas(n) + " ready";
        }
        if (maxNumSeqs != null) {
            OptionalDouble running = total(ready, Signal.RUNNING);
            if (running.isEmpty()) {
                return Signal.RUNNING + " is not known";
            }
            double after = running.getAsDouble() / (n - 1);
            double limit = batchLimit * maxNumSeqs;
            if (after >= limit) {
                return "running would be "
                        + Text.number(after)
                        + " a replica, limit "
                        + Text.number(limit);
            }
        }
        OptionalDouble kv = total(ready, Signal.KV_USAGE);
        double after = kv.orElse(0) / (n - 1);
        return after < kvLimit
                ? ""
                : "KV usage would be " + Text.number(after) + ", limit " + Text.number(kvLimit);
    }

    private static OptionalDouble total(List<ReplicaView> ready, String series) {
        double sum = 0;
        for (ReplicaView replica : ready) {
            OptionalDouble value = Samples.fresh(replica, series);
            if (value.isEmpty()) {
                return OptionalDouble.empty();
            }
            sum += value.getAsDouble();
        }
        return OptionalDouble.of(sum);
    }
}
