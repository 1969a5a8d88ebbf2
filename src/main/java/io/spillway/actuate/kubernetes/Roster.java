package io.spillway.actuate.kubernetes;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The replicas of a workload, and its free slots: replicas that the workload's controller makes
 * again by itself after their pod died, until somebody claims them. Confined to the actuator's
 * loop.
 */
final class Roster {

    private final String idPrefix;
    private final Map<ReplicaId, Member> members = new LinkedHashMap<>();
    private final Deque<Slot> slots = new ArrayDeque<>();

    /**
     * A free slot.
     *
     * @param appears whether its pod is a replica even if nobody claims the slot in time: it was
     *     there before the run
     */
    record Slot(long untilNanos, boolean appears) {}

    Roster(String idPrefix) {
        this.idPrefix = idPrefix;
    }

    @Nullable Member find(ReplicaId id) {
        return members.get(id);
    }

    void add(Member member) {
        members.put(member.id(), member);
    }

    void remove(Member member) {
        members.remove(member.id(), member);
    }

    List<Member> all() {
        return List.copyOf(members.values());
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    /** The replicas to ask the workload for. */
    int desired() {
        return (int) members.values().stream().filter(Member::isKept).count() + slots.size();
    }

    /** Asked for, without a pod. */
    List<Member> pending() {
        return members.values().stream().filter(m -> m.isKept() && !m.bound).toList();
    }

    /** Without a pod, and also of those whose place is still looked for. */
    int promised() {
        return (int) members.values().stream().filter(m -> !m.lettingGo && !m.bound).count();
    }

    /** To go, and never got a pod. */
    List<Member> goneBeforeTheyCame() {
        return members.values().stream().filter(m -> m.lettingGo && !m.bound).toList();
    }

    void free(Slot slot) {
        slots.addLast(slot);
    }

    int freeSlots() {
        return slots.size();
    }

    /** Takes a slot for a replica; false when none is free. */
    boolean claimSlot() {
        return slots.pollFirst() != null;
    }

    /** Gives up the first slot that nobody claimed in time; null when there is none. */
    @Nullable Slot takeOverdue(long nowNanos) {
        Slot first = slots.peekFirst();
        return first != null && first.untilNanos <= nowNanos ? slots.pollFirst() : null;
    }

    /** A spec for a replica that nobody asked for, under a wanted name if it is free. */
    ReplicaSpec unasked(@Nullable String wanted) {
        int ordinal = ordinal(wanted);
        if (ordinal < 1 || members.containsKey(new ReplicaId(idPrefix + "-" + ordinal))) {
            ordinal = 1;
            while (members.containsKey(new ReplicaId(idPrefix + "-" + ordinal))) {
                ordinal++;
            }
        }
        return new ReplicaSpec(
                new ReplicaId(idPrefix + "-" + ordinal), ordinal, ReplicaSpec.Overrides.NONE);
    }

    private int ordinal(@Nullable String name) {
        if (name == null
                || !name.matches(java.util.regex.Pattern.quote(idPrefix) + "-[1-9][0-9]{0,5}")) {
            return 0;
        }
        return Integer.parseInt(name.substring(idPrefix.length() + 1));
    }
}
