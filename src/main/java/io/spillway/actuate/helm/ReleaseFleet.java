package io.spillway.actuate.helm;

import io.spillway.actuate.cluster.CapacityCheck;
import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.ClusterException;
import io.spillway.actuate.cluster.ClusterException.Kind;
import io.spillway.actuate.cluster.CreationWatch;
import io.spillway.actuate.cluster.PodFollower;
import io.spillway.actuate.cluster.PodView;
import io.spillway.actuate.helm.Member.Stage;
import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.RunEvent;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Installs and removes releases and follows their pods. Confined to the actuator's loop. */
final class ReleaseFleet implements PodFollower.Owner, Cluster.Feed, CreationWatch.Owner {

    /** Chooses the pods of every release; charts label their pods so by convention. */
    static final String SELECTOR = "app.kubernetes.io/instance";

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final PodFollower.Tools tools;
    private final HelmSettings settings;
    private final Installer installer;
    private final PodFollower follower;
    private final CapacityCheck capacity;
    private final CreationWatch creation;
    private final Map<ReplicaId, Member> members = new LinkedHashMap<>();
    private List<PodView> pods = List.of();

    ReleaseFleet(PodFollower.Tools tools, HelmSettings settings, Installer installer) {
        this.tools = tools;
        this.settings = settings;
        this.installer = installer;
        var following = new PodFollower.Settings(settings.reach(), settings.port(), true);
        this.follower = new PodFollower(tools, following, this);
        this.capacity = new CapacityCheck(tools, follower);
        this.creation = new CreationWatch(tools, this);
    }

    /**
     * Begins with what this run left.
     *
     * @param ready when pods may be told of
     */
    void begin(List<String> leftByThisRun, Runnable ready) {
        follower.learnNodes(ready);
        for (String release : leftByThisRun) {
            adopt(release);
        }
    }

    private void adopt(String release) {
        String prefix = settings.releasePrefix() + "-";
        String number = release.startsWith(prefix) ? release.substring(prefix.length()) : "";
        if (!number.matches("[1-9][0-9]{0,5}") || members.containsKey(new ReplicaId(release))) {
            return;
        }
        var spec =
                new ReplicaSpec(
                        new ReplicaId(release),
                        Integer.parseInt(number),
                        ReplicaSpec.Overrides.NONE);
        var member = new Member(spec, release, 0);
        member.stage = Stage.INSTALLED;
        members.put(member.id(), member);
        tell(new FleetEvent.Appeared(member.id(), now(), spec));
    }

    void start(ReplicaSpec spec) {
        if (members.containsKey(spec.id())) {
            return;
        }
        if (members.size() >= settings.maxReplicas()) {
            fail(spec.id(), "there are already %d releases".formatted(members.size()));
            return;
        }
        String release = settings.releasePrefix() + "-" + spec.ordinal();
        var member = new Member(spec, release, now());
        int promised =
                (int) members.values().stream().filter(m -> !m.bound && !m.stopAsked).count();
        members.put(spec.id(), member);
        Map<String, Object> values = ReleaseValues.of(settings, spec);
        String gpu = ReleaseValues.text(values, settings.chartValues().keys().gpuResource());
        String node = ReleaseValues.text(values, settings.chartValues().keys().nodeName());
        Map<String, Double> requests = gpu == null || gpu.isEmpty() ? Map.of() : Map.of(gpu, 1.0);
        capacity.ask(
                new CapacityCheck.Question(requests, node, promised),
                refusal -> capacityKnown(member, values, refusal));
    }

    private void capacityKnown(
            Member member, Map<String, Object> values, @Nullable String refusal) {
        if (members.get(member.id()) != member) {
            return;
        }
        if (refusal != null) {
            member.failure = refusal;
            end(member);
            return;
        }
        member.stage = Stage.INSTALLING;
        installer.install(
                member.release,
                values,
                () -> installed(member),
                refused -> notInstalled(member, refused));
    }

    private void installed(Member member) {
        member.stage = Stage.INSTALLED;
        if (member.stopAsked) {
            remove(member);
            return;
        }
        bindPods();
        creation.begin();
    }

    private void notInstalled(Member member, ClusterException refused) {
        member.failure = "release %s: %s".formatted(member.release, refused.text());
        end(member);
    }

    void stop(ReplicaId id, Duration grace) {
        Member member = members.get(id);
        if (member == null || member.stopAsked) {
            return;
        }
        member.stopAsked = true;
        member.grace = grace;
        switch (member.stage) {
            case WAITING -> end(member);
            case INSTALLING, REMOVING -> {}
            case INSTALLED -> remove(member);
        }
    }

    private void remove(Member member) {
        if (member.stage == Stage.REMOVING && member.uninstalled) {
            return;
        }
        member.stage = Stage.REMOVING;
        installer.uninstall(
                member.release,
                () -> uninstalled(member),
                refused -> {
                    if (refused.kind() != Kind.AWAY) {
                        tools.context()
                                .note(
                                        RunEvent.Level.WARN,
                                        "release %s is not removed yet: %s"
                                                .formatted(member.release, refused.text()));
                    }
                    tools.work().after(RETRY, () -> remove(member));
                });
    }

    private void uninstalled(Member member) {
        member.uninstalled = true;
        for (PodView pod : podsOf(member)) {
            hurry(member, pod);
        }
        endIfNothingIsLeft(member);
    }

    /** The pod may take as long as the chart says; we know how long it needs. */
    private void hurry(Member member, PodView pod) {
        var all = tools.cluster().pods();
        tools.work()
                .call(
                        "hurry-" + member.release,
                        () -> {
                            all.delete(pod.name(), member.grace);
                            return pod;
                        },
                        _ -> {},
                        _ -> {});
    }

    private void endIfNothingIsLeft(Member member) {
        if (member.uninstalled && podsOf(member).isEmpty()) {
            end(member);
        }
    }

    private void end(Member member) {
        if (members.remove(member.id(), member)) {
            follower.release(member.id());
            String failure = member.failure;
            tell(
                    failure == null
                            ? new FleetEvent.Stopped(member.id(), now())
                            : new FleetEvent.Failed(member.id(), now(), failure));
        }
    }

    void fail(ReplicaId id, String reason) {
        tell(new FleetEvent.Failed(id, now(), reason));
    }

    @Override
    public void doomed(ReplicaId id, String reason, boolean served) {
        Member member = members.get(id);
        if (member != null && !member.stopAsked) {
            failAndRemove(member, reason);
        }
    }

    private void failAndRemove(Member member, String reason) {
        member.failure = reason;
        member.stopAsked = true;
        if (member.stage == Stage.INSTALLED) {
            remove(member);
        }
    }

    // ---- what the cluster says

    @Override
    public void pods(List<PodView> all) {
        tools.work().execute(() -> seen(all));
    }

    @Override
    public void away(String why) {
        String text = why + "; the pods are taken to be as they were last seen";
        tools.context().note(RunEvent.Level.WARN, text);
    }

    @Override
    public void back() {
        tools.context().note(RunEvent.Level.INFO, "the cluster answers again");
    }

    private void seen(List<PodView> all) {
        pods = all;
        for (ReplicaId id : follower.update(all)) {
            Member member = members.get(id);
            if (member != null && !member.stopAsked) {
                failAndRemove(member, "its pod was deleted by somebody else");
            }
        }
        for (Member member : List.copyOf(members.values())) {
            PodView pod = follower.pod(member.id());
            if (pod != null && pod.isDeleting() && !member.stopAsked && !member.leavingTold) {
                member.leavingTold = true;
                String why = "pod %s is being deleted by somebody else".formatted(pod.name());
                tell(new FleetEvent.Leaving(member.id(), now(), why));
            }
            endIfNothingIsLeft(member);
        }
        bindPods();
    }

    private void bindPods() {
        for (Member member : members.values()) {
            if (member.bound || member.stopAsked) {
                continue;
            }
            for (PodView pod : podsOf(member)) {
                boolean hook = pod.annotations().containsKey("helm.sh/hook");
                if (!member.bound && !hook && !pod.isDeleting() && !pod.hasEnded()) {
                    member.bound = true;
                    follower.bind(withPort(member.spec), pod, member.askedNanos);
                }
            }
        }
    }

    private ReplicaSpec withPort(ReplicaSpec spec) {
        var own = spec.overrides();
        return new ReplicaSpec(
                spec.id(),
                spec.ordinal(),
                new ReplicaSpec.Overrides(
                        own.nodeName(),
                        own.gpuResource(),
                        ReleaseValues.port(settings, spec),
                        own.weight(),
                        own.profile(),
                        own.url(),
                        own.values()));
    }

    private List<PodView> podsOf(Member member) {
        List<PodView> found = new ArrayList<>();
        for (PodView pod : pods) {
            if (member.release.equals(pod.labels().get(SELECTOR))) {
                found.add(pod);
            }
        }
        return found;
    }

    // ---- pods that are never made

    @Override
    public List<CreationWatch.Awaited> awaited() {
        return members.values().stream()
                .filter(m -> m.stage == Stage.INSTALLED && !m.bound && !m.stopAsked)
                .map(m -> new CreationWatch.Awaited(m.id(), m.release, m.askedNanos))
                .toList();
    }

    @Override
    public void notMade(ReplicaId replica, String why) {
        Member member = members.get(replica);
        if (member != null) {
            failAndRemove(member, why);
        }
    }

    private void tell(FleetEvent event) {
        tools.context().events().on(event);
    }

    private long now() {
        return tools.context().time().nanos();
    }

    void close() {
        follower.close();
    }
}
