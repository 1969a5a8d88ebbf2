package io.spillway.actuate.kubernetes;

import io.spillway.actuate.cluster.CapacityCheck;
import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.ClusterContext;
import io.spillway.actuate.cluster.CreationWatch;
import io.spillway.actuate.cluster.Ownership;
import io.spillway.actuate.cluster.PodFollower;
import io.spillway.actuate.cluster.PodView;
import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.RunEvent;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Brings replicas and pods of a workload together: pods are given to the replicas asked for in the
 * order of their creation; the number of replicas is written whenever it differs from what is
 * wanted. Level-triggered; confined to the actuator's loop.
 */
final class WorkloadFleet
        implements PodFollower.Owner,
                Cluster.Feed,
                ScaleWriter.Source,
                CreationWatch.Owner,
                Settlement.Owner {

    private final PodFollower.Tools tools;
    private final KubernetesSettings settings;
    private final PodFollower follower;
    private final CapacityCheck capacity;
    private final ScaleWriter writer;
    private final PodChores chores;
    private final CreationWatch creation;
    private final Settlement settlement;
    private final Roster roster;
    private List<PodView> pods = List.of();
    private Map<String, Double> requests = Map.of();
    private @Nullable Runnable whenBegun;
    private boolean begun;

    WorkloadFleet(PodFollower.Tools tools, KubernetesSettings settings) {
        this.tools = tools;
        this.settings = settings;
        this.roster = new Roster(settings.idPrefix());
        this.writer = new ScaleWriter(tools, settings.workload(), this);
        this.chores = new PodChores(tools);
        this.creation = new CreationWatch(tools, this);
        this.settlement = new Settlement(tools, settings.workload(), this);
        var following = new PodFollower.Settings(settings.reach(), settings.containerPort(), true);
        this.follower = new PodFollower(tools, following, this);
        this.capacity = new CapacityCheck(tools, follower);
    }

    /**
     * Begins with what the workload asks for.
     *
     * @param ready when pods may be told of
     */
    void begin(int replicas, Map<String, Double> requestsOfOne, Runnable ready) {
        writer.begin(replicas);
        requests = requestsOfOne;
        follower.learnNodes(ready);
    }

    /** When the pods that there are have been taken over; nothing is started or stopped before. */
    void whenBegun(Runnable then) {
        whenBegun = then;
    }

    boolean isEmpty() {
        return roster.isEmpty();
    }

    int replicasAskedFor() {
        return writer.current();
    }

    void start(ReplicaSpec spec) {
        if (roster.find(spec.id()) != null) {
            return;
        }
        if (roster.desired() >= settings.maxReplicas()) {
            fail(spec.id(), "there are already %d replicas".formatted(roster.desired()));
            return;
        }
        int promised = roster.promised();
        var member = new Member(spec, tools.context().time().nanos());
        roster.add(member);
        if (roster.claimSlot()) {
            accept(member);
            return;
        }
        capacity.ask(
                new CapacityCheck.Question(requests, null, promised),
                refusal -> {
                    if (roster.find(spec.id()) != member) {
                        return;
                    }
                    if (refusal == null) {
                        accept(member);
                    } else {
                        member.failure = refusal;
                        end(member);
                    }
                });
    }

    private void accept(Member member) {
        member.accepted = true;
        bindPods();
        writer.write();
        creation.begin();
    }

    void stop(ReplicaId id, Duration grace) {
        Member member = roster.find(id);
        if (member == null || member.lettingGo) {
            return;
        }
        member.grace = grace;
        letGo(member);
    }

    private void letGo(Member member) {
        if (!member.accepted) {
            end(member);
            return;
        }
        member.lettingGo = true;
        writer.write();
        settlement.begin();
    }

    private void end(Member member) {
        roster.remove(member);
        follower.release(member.id());
        long now = tools.context().time().nanos();
        tools.context()
                .events()
                .on(
                        member.failure == null
                                ? new FleetEvent.Stopped(member.id(), now)
                                : new FleetEvent.Failed(member.id(), now, member.failure));
    }

    void fail(ReplicaId id, String reason) {
        long now = tools.context().time().nanos();
        tools.context().events().on(new FleetEvent.Failed(id, now, reason));
    }

    @Override
    public void doomed(ReplicaId id, String reason, boolean served) {
        Member member = roster.find(id);
        if (member == null) {
            return;
        }
        PodView pod = follower.pod(id);
        boolean over = pod != null && pod.hasEnded();
        if (member.lettingGo) {
            if (pod != null && over) {
                chores.remove(pod);
            }
            return;
        }
        member.failure = reason;
        if (!over && !served) {
            letGo(member);
            return;
        }
        // The workload's controller starts the pod, or its container, again by itself.
        keepSlot();
        end(member);
        if (pod != null && over) {
            chores.remove(pod);
        }
    }

    private Duration vacancy() {
        return tools.context().patience().vacancy();
    }

    private void keepSlot() {
        long until = tools.context().time().nanos() + vacancy().toNanos();
        roster.free(new Roster.Slot(until, false));
        tools.work().after(vacancy(), this::bindPods);
    }

    // ---- what the cluster says

    @Override
    public void pods(List<PodView> all) {
        tools.work().execute(() -> seen(all));
    }

    @Override
    public void away(String why) {
        tools.context()
                .note(
                        RunEvent.Level.WARN,
                        why + "; the pods are taken to be as they were last seen");
    }

    @Override
    public void back() {
        tools.context().note(RunEvent.Level.INFO, "the cluster answers again");
    }

    private void seen(List<PodView> all) {
        pods = all;
        for (ReplicaId id : follower.update(all)) {
            gone(id);
        }
        for (Member member : roster.all()) {
            PodView pod = follower.pod(member.id());
            if (pod != null && pod.isDeleting()) {
                deleting(member, pod);
            }
        }
        if (!begun) {
            begun = true;
            takeOver();
            if (whenBegun != null) {
                whenBegun.run();
            }
        }
        bindPods();
        settlement.begin();
    }

    private void gone(ReplicaId id) {
        Member member = roster.find(id);
        if (member == null) {
            return;
        }
        if (!member.lettingGo) {
            member.failure = "its pod was deleted by somebody else";
            keepSlot();
        }
        end(member);
    }

    private void deleting(Member member, PodView pod) {
        if (member.lettingGo) {
            hurry(member, pod);
            return;
        }
        Member instead = spared();
        leaving(member, pod, instead != null);
        member.lettingGo = true;
        if (instead == null) {
            member.failure = "pod %s was deleted by somebody else".formatted(pod.name());
            keepSlot();
        } else {
            instead.lettingGo = false;
            PodView spared = follower.pod(instead.id());
            if (spared != null) {
                chores.spare(spared);
            }
        }
    }

    /** One that was to go, whose pod the workload's controller left alone. */
    private @Nullable Member spared() {
        for (Member candidate : roster.all()) {
            PodView pod = follower.pod(candidate.id());
            boolean asked = candidate.lettingGo && candidate.failure == null;
            if (asked && pod != null && !pod.isDeleting() && writer.isSettled()) {
                return candidate;
            }
        }
        return null;
    }

    private void leaving(Member member, PodView pod, boolean instead) {
        String reason =
                instead
                        ? "the workload's controller chose pod %s".formatted(pod.name())
                        : "pod %s is being deleted by somebody else".formatted(pod.name());
        long now = tools.context().time().nanos();
        tools.context().events().on(new FleetEvent.Leaving(member.id(), now, reason));
    }

    private void hurry(Member member, PodView pod) {
        if (!member.hurried) {
            member.hurried = true;
            chores.hurry(pod, member.grace);
        }
    }

    // ---- bringing both together

    /** What was there before this controller. */
    private void takeOver() {
        for (PodView pod : unbound()) {
            appear(pod);
        }
        long until = tools.context().time().nanos() + vacancy().toNanos();
        for (int missing = writer.current() - roster.desired(); missing > 0; missing--) {
            roster.free(new Roster.Slot(until, true));
        }
        tools.work().after(vacancy(), this::bindPods);
    }

    private void appear(PodView pod) {
        boolean ours = tools.context().run().value().equals(pod.labels().get(Ownership.RUN));
        String wanted = ours ? pod.labels().get(Ownership.REPLICA) : null;
        var member = new Member(roster.unasked(wanted), 0);
        member.accepted = true;
        roster.add(member);
        ClusterContext context = tools.context();
        context.events()
                .on(new FleetEvent.Appeared(member.id(), context.time().nanos(), member.spec));
        bind(member, pod);
    }

    private void bind(Member member, PodView pod) {
        member.bound = true;
        follower.bind(member.spec, pod, member.askedNanos);
        chores.mark(pod, member.id());
    }

    private List<PodView> unbound() {
        List<PodView> found = new ArrayList<>();
        for (PodView pod : pods) {
            if (!pod.isDeleting() && !pod.hasEnded() && follower.ownerOf(pod) == null) {
                found.add(pod);
            }
        }
        found.sort(
                Comparator.comparing((PodView pod) -> pod.times().created())
                        .thenComparing(PodView::name));
        return found;
    }

    private void bindPods() {
        if (!begun) {
            return;
        }
        List<PodView> free = unbound();
        for (Member member : roster.pending()) {
            if (!free.isEmpty()) {
                bind(member, free.removeFirst());
            }
        }
        long now = tools.context().time().nanos();
        Roster.Slot overdue = roster.takeOverdue(now);
        while (overdue != null) {
            if (overdue.appears() && !free.isEmpty()) {
                appear(free.removeFirst());
            }
            overdue = roster.takeOverdue(now);
        }
        writer.write();
    }

    @Override
    public List<Member> unsettled() {
        return roster.goneBeforeTheyCame();
    }

    @Override
    public boolean isCertain(Cluster.Scale scale) {
        long nobodys = pods.stream().filter(pod -> follower.ownerOf(pod) == null).count();
        return writer.isSettled()
                && scale.existing() <= writer.current()
                && nobodys <= roster.freeSlots();
    }

    @Override
    public void settled(Member member) {
        end(member);
    }

    @Override
    public List<CreationWatch.Awaited> awaited() {
        String workload = settings.workload();
        String name = workload.substring(workload.indexOf('/') + 1);
        return roster.pending().stream()
                .map(m -> new CreationWatch.Awaited(m.id(), name, m.askedNanos))
                .toList();
    }

    @Override
    public void notMade(ReplicaId replica, String why) {
        Member member = roster.find(replica);
        if (member != null) {
            member.failure = why;
            letGo(member);
        }
    }

    // ---- the number of replicas

    @Override
    public int desired() {
        return roster.desired();
    }

    @Override
    public List<String> victims() {
        List<String> victims = new ArrayList<>();
        for (Member member : roster.all()) {
            PodView pod = follower.pod(member.id());
            if (member.lettingGo && pod != null && !pod.isDeleting()) {
                victims.add(pod.name());
            }
        }
        unbound().forEach(pod -> victims.add(pod.name()));
        return victims;
    }

    @Override
    public void written() {
        settlement.begin();
        creation.begin();
    }

    @Override
    public void refused(String reason) {
        for (Member member : roster.pending()) {
            member.failure = reason;
            end(member);
        }
        while (roster.claimSlot()) {
            // What cannot be had need not be kept.
        }
        writer.write();
    }

    void close() {
        follower.close();
    }
}
