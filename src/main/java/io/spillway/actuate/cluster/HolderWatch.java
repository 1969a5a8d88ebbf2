package io.spillway.actuate.cluster;

import io.spillway.fleet.RunId;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds out whether the controllers of a run live: one that was killed still holds its Lease until
 * that runs out, one that lives renews it. Not thread-safe.
 */
public final class HolderWatch {

    /** What is known of the controllers of the run. */
    public sealed interface Verdict {

        /** None holds a Lease. */
        record Gone() implements Verdict {}

        /** One has renewed this Lease since the first look. */
        record AtWork(String lease) implements Verdict {}

        /**
         * One holds this Lease, and has not renewed it since the first look.
         *
         * @param left after so long it is known to be dead, if it does not renew
         */
        record NotKnown(String lease, Duration left) implements Verdict {}
    }

    private final RunId run;
    private final Map<String, Instant> firstSeen = new TreeMap<>();

    public HolderWatch(RunId run) {
        this.run = run;
    }

    /** Takes the Leases as they are now. */
    public Verdict look(List<LeaseView> leases, Instant now) {
        Verdict verdict = new Verdict.Gone();
        for (LeaseView lease : leases) {
            Instant renewed = lease.renewed();
            if (renewed == null || !lease.isHeldBy(run, now)) {
                continue;
            }
            Instant first = firstSeen.putIfAbsent(lease.name(), renewed);
            if (first != null && !first.equals(renewed)) {
                return new Verdict.AtWork(lease.name());
            }
            Duration left = Duration.between(now, renewed.plusSeconds(lease.durationSeconds()));
            if (!(verdict instanceof Verdict.NotKnown(var _, Duration longest))
                    || left.compareTo(longest) > 0) {
                verdict = new Verdict.NotKnown(lease.name(), left);
            }
        }
        return verdict;
    }
}
