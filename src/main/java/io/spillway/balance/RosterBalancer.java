package io.spillway.balance;

import io.spillway.fleet.FailureCause;
import io.spillway.fleet.Outcome;
import io.spillway.fleet.ReplicaId;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * What all balancers share: members and their order, slow start, ejection, the in-flight bound. The
 * {@link Chooser} does the rest.
 */
final class RosterBalancer implements Balancer {

    private final Chooser chooser;
    private final SlowStart slowStart;
    private final Ejection ejection;
    private final int maxInFlight;

    /** In lasting order: survivors where they were, newcomers last. */
    private Map<ReplicaId, Member> members = new LinkedHashMap<>();

    /** Those that left with requests in flight, until the last of these ends. */
    private final Map<ReplicaId, Member> departed = new LinkedHashMap<>();

    private List<ReplicaId> targetOrder = List.of();
    private final List<Member> eligible = new ArrayList<>();

    RosterBalancer(BalancerSpec spec, Chooser chooser) {
        this.chooser = chooser;
        this.slowStart = spec.slowStart();
        this.ejection = spec.ejection();
        this.maxInFlight = spec.maxInFlight() == 0 ? Integer.MAX_VALUE : spec.maxInFlight();
    }

    @Override
    public @Nullable ReplicaId pick(Pick pick) {
        collectEligible(pick.nowNanos(), maxInFlight);
        return eligible.isEmpty() ? null : chooser.choose(eligible, pick).id;
    }

    @Override
    public void started(ReplicaId id, long nowNanos) {
        Member member = members.get(id);
        if (member != null) {
            member.active++;
            member.sentSinceSample++;
        }
    }

    @Override
    public void finished(ReplicaId id, long nowNanos, Outcome outcome) {
        Member member = members.get(id);
        if (member == null) {
            finishedElsewhere(id);
            return;
        }
        member.active = Math.max(0, member.active - 1);
        chooser.finished(member, outcome);
        switch (outcome) {
            case Outcome.Succeeded _ -> {
                member.consecutiveFailures = 0;
                if (!member.ejected) {
                    member.ejections = 0;
                }
            }
            case Outcome.Failed(FailureCause cause) -> {
                if (speaksAgainstReplica(cause)) {
                    failed(member, nowNanos);
                }
            }
        }
    }

    private void finishedElsewhere(ReplicaId id) {
        Member gone = departed.get(id);
        if (gone != null && --gone.active <= 0) {
            departed.remove(id);
        }
    }

    /** Not what the run cancelled, nor what the client got wrong (4xx but 408 and 429). */
    private static boolean speaksAgainstReplica(FailureCause cause) {
        String kind = cause.kind();
        if (kind.equals(FailureCause.CANCELLED) || kind.equals(FailureCause.NO_REPLICA)) {
            return false;
        }
        boolean clientError = kind.startsWith("http-4");
        return !clientError || kind.equals("http-408") || kind.equals("http-429");
    }

    private void failed(Member member, long nowNanos) {
        member.consecutiveFailures++;
        if (!ejection.isEnabled()
                || member.ejected
                || member.consecutiveFailures < ejection.consecutiveFailures()) {
            return;
        }
        readmit(nowNanos);
        if (ejectedCount() >= ejection.limit(members.size())) {
            return;
        }
        member.ejected = true;
        member.ejections++;
        member.consecutiveFailures = 0;
        member.ejectedUntilNanos = nowNanos + ejection.durationNanos(member.ejections);
    }

    private int ejectedCount() {
        int count = 0;
        for (Member member : members.values()) {
            if (member.ejected) {
                count++;
            }
        }
        return count;
    }

    private void readmit(long nowNanos) {
        for (Member member : members.values()) {
            if (member.ejected && member.ejectedUntilNanos <= nowNanos) {
                member.ejected = false;
                member.rampSinceNanos = member.ejectedUntilNanos;
            }
        }
    }

    @Override
    public void update(List<Target> targets, long nowNanos) {
        var order = new LinkedHashSet<ReplicaId>();
        var wanted = new LinkedHashMap<ReplicaId, Target>();
        for (Target target : targets) {
            if (!order.add(target.id())) {
                throw new IllegalArgumentException("target appears twice: " + target.id());
            }
            wanted.put(target.id(), target);
        }
        var next = new LinkedHashMap<ReplicaId, Member>();
        for (Member member : members.values()) {
            Target target = wanted.remove(member.id);
            if (target != null) {
                member.update(target);
                next.put(member.id, member);
            } else if (member.active > 0) {
                departed.put(member.id, member);
            }
        }
        for (Target target : wanted.values()) {
            var member = new Member(target);
            Member before = departed.remove(target.id());
            member.active = before == null ? 0 : before.active;
            next.put(target.id(), member);
        }
        members = next;
        targetOrder = List.copyOf(order);
        chooser.update(List.copyOf(members.values()));
    }

    @Override
    public Map<ReplicaId, Double> expectedShares(long nowNanos) {
        var byId = new LinkedHashMap<ReplicaId, Double>();
        for (ReplicaId id : targetOrder) {
            byId.put(id, 0.0);
        }
        collectEligible(nowNanos, Integer.MAX_VALUE);
        if (!eligible.isEmpty()) {
            double[] shares = chooser.shares(eligible);
            for (int i = 0; i < shares.length; i++) {
                byId.put(eligible.get(i).id, shares[i]);
            }
        }
        return byId;
    }

    /** Those with fewer than {@code bound} requests that are not ejected, unless all are. */
    private void collectEligible(long nowNanos, int bound) {
        readmit(nowNanos);
        boolean ignoreEjection = ejectedCount() == members.size();
        eligible.clear();
        for (Member member : members.values()) {
            if (member.active < bound && (ignoreEjection || !member.ejected)) {
                member.effective =
                        member.weight * slowStart.factor(member.rampSinceNanos, nowNanos);
                eligible.add(member);
            }
        }
    }
}
