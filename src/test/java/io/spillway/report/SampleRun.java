package io.spillway.report;

import io.spillway.analysis.RunSummary;
import io.spillway.analysis.SloTargets;
import io.spillway.analysis.Summaries;
import io.spillway.analysis.SummarySettings;
import io.spillway.analysis.VerdictInputs;
import io.spillway.fleet.FailureCause;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSample;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.ReplicaView;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.Signal;
import io.spillway.fleet.StartPhase;
import io.spillway.record.AtomicFile;
import io.spillway.record.GeneratorHealth;
import io.spillway.record.Measurements;
import io.spillway.record.RecorderSettings;
import io.spillway.record.RequestRecord;
import io.spillway.record.RunFolder;
import io.spillway.record.RunRecorder;
import io.spillway.record.StagePlan;
import io.spillway.record.StatsWindow;
import io.spillway.record.Tick;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Writes a results folder as a run would: a rush on replicas that serve first come, first served
 * with a steady capacity each, a threshold on the queue, starts that take seconds, and a drain.
 */
public final class SampleRun {
    private static final long SECOND = 1_000_000_000L;
    private static final double CAPACITY = 12;
    private static final double SERVICE_SECONDS = 1.6;
    private static final int TOKENS = 64;

    /**
     * What to play.
     *
     * @param stages requests per second and seconds, one after another
     * @param name of the n-th replica, from 1
     * @param failEvery every so many-th request fails; 0 for none
     */
    public record Script(
            List<double[]> stages,
            int maxReplicas,
            int startUpSeconds,
            IntFunction<String> name,
            int failEvery,
            Map<String, Double> slo,
            String reason) {}

    /** The demonstration: calm, rush, calm. */
    public static Script demo() {
        var slo = new LinkedHashMap<String, Double>();
        slo.put("ttft_p95", 2.0);
        slo.put("tpot_p95", 0.1);
        slo.put("error_rate", 0.01);
        return new Script(
                List.of(new double[] {4, 10}, new double[] {22, 40}, new double[] {3, 25}),
                3,
                5,
                n -> "sim-" + n,
                0,
                slo,
                "waiting %.1f > 1.0, twice in a row");
    }

    private static final class Server {
        final ReplicaId id;
        ReplicaState state = ReplicaState.STARTING;
        long sinceNanos;
        double freeAt;
        double readyAt;
        int sent;
        double credit;
        boolean routed;
        final List<double[]> jobs = new ArrayList<>();

        Server(ReplicaId id) {
            this.id = id;
        }

        long waiting(double now) {
            return jobs.stream().filter(job -> job[0] <= now && now < job[1]).count();
        }

        long running(double now) {
            return jobs.stream().filter(job -> job[1] <= now && now < job[2]).count();
        }
    }

    private final Script script;
    private final RunRecorder recorder;
    private final List<StagePlan> plan = new ArrayList<>();
    private final List<Server> servers = new ArrayList<>();
    private final TreeMap<Double, List<Runnable>> agenda = new TreeMap<>();
    private final SplittableRandom random = new SplittableRandom(7);
    private long index;
    private int inFlight;
    private int breaches;
    private int quiet;
    private int target = 1;

    private SampleRun(Script script, Path folder, RecorderSettings settings) throws IOException {
        this.script = script;
        this.recorder = RunRecorder.toFolder(folder, settings);
        this.plan.addAll(settings.stages());
    }

    private static RecorderSettings settings(Script script) {
        var stages = new ArrayList<StagePlan>();
        double from = 0;
        for (double[] stage : script.stages()) {
            stages.add(
                    new StagePlan(
                            stages.size(),
                            stage[0],
                            (long) (from * SECOND),
                            (long) ((from + stage[1]) * SECOND)));
            from += stage[1];
        }
        return new RecorderSettings(
                stages, StatsWindow.WHOLE, new SloTargets(script.slo()).limits());
    }

    private static SummarySettings summarySettings(Script script, String runId) {
        var endpoints = new LinkedHashMap<ReplicaId, String>();
        for (int n = 1; n <= script.maxReplicas(); n++) {
            endpoints.put(new ReplicaId(script.name().apply(n)), "http://127.0.0.1:" + (8000 + n));
        }
        return new SummarySettings(
                new RunSummary.Identity(
                        runId, Instant.parse("2026-01-15T10:00:00Z"), RunSummary.Clock.VIRTUAL, 7),
                new RunSummary.Environment("0.1.0", "25.0.1", 2, "Linux 6.1 amd64"),
                new SloTargets(script.slo()),
                true,
                false,
                "queue-threshold",
                endpoints,
                GeneratorHealth.UNMEASURED,
                VerdictInputs.NONE);
    }

    /** Plays the script and leaves a complete folder. */
    public static RunData write(Script script, Path folder) throws IOException {
        RunData killed = writeKilled(script, folder);
        RunStart start = RunStart.read(RunFolder.open(folder)).orElseThrow();
        RunSummary summary = Summaries.of(killed.measured(), start.summary());
        AtomicFile.write(folder.resolve(SummaryJson.FILE_NAME), SummaryJson.write(summary));
        return RunData.of(summary, killed.measured(), RunFolder.open(folder));
    }

    /** Plays the script and leaves the folder of a process that did not end in order. */
    static RunData writeKilled(Script script, Path folder) throws IOException {
        RecorderSettings settings = settings(script);
        var run = new SampleRun(script, folder, settings);
        var judging =
                new Judging(CAPACITY, script.maxReplicas(), 2, 6, 1 / 7.0, "1 of 7 slices", 2.5);
        new RunStart(summarySettings(script, "sample-run"), settings, judging).write(folder);
        AtomicFile.write(
                folder.resolve("config.yaml"),
                "name: sample\nload:\n  type: poisson\nserver:\n  api_key: ***\n");
        run.play();
        Measurements measured = run.recorder.measurements(run.endNanos());
        run.recorder.close();
        RunSummary summary = Summaries.of(measured, summarySettings(script, "sample-run"));
        return RunData.of(summary, measured, RunFolder.open(folder));
    }

    private long endNanos() {
        return plan.getLast().toNanos() + 10 * SECOND;
    }

    private void play() {
        add(1, 0);
        Server first = servers.getFirst();
        ready(first, 0);
        recorder.loadStarted(0);
        int seconds = (int) (endNanos() / SECOND);
        for (StagePlan stage : plan) {
            at(
                    stage.fromNanos() / 1e9,
                    () ->
                            recorder.on(
                                    new RunEvent.StageStarted(
                                            stage.fromNanos(),
                                            stage.index(),
                                            stage.requestedRate())));
            double from = stage.fromNanos() / 1e9;
            double to = stage.toNanos() / 1e9;
            for (double t = from + gap(stage); t < to; t += gap(stage)) {
                double due = t;
                at(due, () -> arrive(stage.index(), due));
            }
        }
        for (int second = 1; second <= seconds; second++) {
            double t = second;
            at(t, () -> second(t));
        }
        while (!agenda.isEmpty()) {
            agenda.pollFirstEntry().getValue().forEach(Runnable::run);
        }
    }

    private double gap(StagePlan stage) {
        return -Math.log(1 - random.nextDouble()) / stage.requestedRate();
    }

    private void at(double seconds, Runnable task) {
        agenda.computeIfAbsent(seconds, _ -> new ArrayList<>()).add(task);
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * 1e9);
    }

    private void add(int n, double now) {
        var server = new Server(new ReplicaId(script.name().apply(n)));
        server.sinceNanos = nanos(now);
        servers.add(server);
        recorder.on(
                new RunEvent.StateChanged(
                        nanos(now), server.id, null, ReplicaState.STARTING, "asked for"));
    }

    private void ready(Server server, double now) {
        server.state = ReplicaState.READY;
        server.sinceNanos = nanos(now);
        server.readyAt = now;
        server.freeAt = now;
        recorder.on(
                new RunEvent.StateChanged(
                        nanos(now),
                        server.id,
                        ReplicaState.STARTING,
                        ReplicaState.READY,
                        "health answered 200"));
        weights(now);
    }

    private void weights(double now) {
        var weights = new LinkedHashMap<ReplicaId, Double>();
        routed(now).forEach((id, share) -> weights.put(id, share));
        recorder.on(new RunEvent.Rebalanced(nanos(now), weights));
    }

    private Map<ReplicaId, Double> routed(double now) {
        var shares = new LinkedHashMap<ReplicaId, Double>();
        double sum = 0;
        for (Server server : servers) {
            if (server.state == ReplicaState.READY) {
                double ramp = Math.clamp((now - server.readyAt + 0.3) / 3, 0.1, 1);
                shares.put(server.id, server == servers.getFirst() ? 1.0 : ramp);
                sum += shares.get(server.id);
            }
        }
        double all = sum;
        shares.replaceAll((id, weight) -> weight / all);
        return shares;
    }

    private Server pick(double now) {
        Map<ReplicaId, Double> shares = routed(now);
        Server best = servers.getFirst();
        for (Server server : servers) {
            server.credit += shares.getOrDefault(server.id, 0.0);
            if (server.state == ReplicaState.READY && server.credit > best.credit) {
                best = server;
            }
        }
        best.credit -= 1;
        return best;
    }

    private void arrive(int stage, double due) {
        Server server = pick(due);
        double delay = random.nextDouble() * 0.0004;
        double sent = due + delay;
        double begin = Math.max(sent, server.freeAt);
        server.freeAt = begin + 1 / CAPACITY;
        double first = begin + 0.045 + 0.03 * random.nextDouble();
        double end = first + SERVICE_SECONDS * (0.9 + 0.2 * random.nextDouble());
        long number = index++;
        server.sent++;
        inFlight++;
        recorder.offered(stage, nanos(due));
        recorder.sent(stage, server.id, nanos(due), nanos(sent));
        server.jobs.add(new double[] {sent, begin, end});
        boolean fails = script.failEvery() > 0 && number % script.failEvery() == 1;
        if (!server.routed && server != servers.getFirst()) {
            server.routed = true;
            phase(server, StartPhase.FIRST_ROUTED, sent);
            at(first, () -> phase(server, StartPhase.FIRST_TOKEN, first));
        }
        at(first, () -> recorder.firstText(stage, nanos(due), nanos(sent), nanos(first)));
        at(
                end,
                () -> {
                    inFlight--;
                    long gap = nanos((end - first) / (TOKENS - 1));
                    recorder.gaps(stage, gap, TOKENS - 1);
                    recorder.finished(
                            new RequestRecord(
                                    number,
                                    stage,
                                    server.id,
                                    "model",
                                    nanos(due),
                                    nanos(sent),
                                    nanos(first),
                                    nanos(first),
                                    nanos(end),
                                    nanos(end),
                                    TOKENS,
                                    gap,
                                    256,
                                    fails ? -1 : TOKENS,
                                    -1,
                                    TOKENS,
                                    false,
                                    fails
                                            ? new FailureCause(
                                                    FailureCause.ERROR_EVENT, "out of memory")
                                            : null));
                });
    }

    private void phase(Server server, StartPhase phase, double now) {
        recorder.on(new RunEvent.PhaseReached(nanos(now), server.id, phase, null));
    }

    private void second(double now) {
        check(now);
        var views = new ArrayList<ReplicaView>();
        for (Server server : servers) {
            if (server.state != ReplicaState.GONE) {
                views.add(
                        new ReplicaView(
                                server.id,
                                server.state,
                                server.sinceNanos,
                                1,
                                0,
                                sample(server, now)));
            }
        }
        recorder.tick(new Tick(nanos(now), inFlight, 0, views, routed(now), Double.NaN));
        servers.forEach(server -> server.jobs.removeIf(job -> job[2] < now - 1));
    }

    private ReplicaSample sample(Server server, double now) {
        if (server.state == ReplicaState.STARTING) {
            return ReplicaSample.missing(server.id, nanos(now), "starting");
        }
        var values = new LinkedHashMap<String, Double>();
        values.put(Signal.WAITING, (double) server.waiting(now));
        values.put(Signal.RUNNING, (double) server.running(now));
        values.put(Signal.KV_USAGE, Math.min(1, server.running(now) / 24.0));
        return ReplicaSample.fresh(server.id, nanos(now), values);
    }

    private void check(double now) {
        double worst = servers.stream().mapToDouble(server -> server.waiting(now)).max().orElse(0);
        boolean starting = servers.stream().anyMatch(s -> s.state == ReplicaState.STARTING);
        int ready = (int) servers.stream().filter(s -> s.state == ReplicaState.READY).count();
        breaches = !starting && worst > 1 ? breaches + 1 : 0;
        quiet = worst == 0 && rate(now) < CAPACITY * (ready - 1) * 0.7 ? quiet + 1 : 0;
        ScalingDecision decision = new ScalingDecision.Hold("waiting " + worst);
        int before = target;
        if (breaches == 2 && target < script.maxReplicas()) {
            target++;
            String reason = script.reason().formatted(worst);
            decision = new ScalingDecision.ScaleTo(target, reason);
            recorder.on(new RunEvent.Scaled(nanos(now), before, target, reason));
            start(now);
            breaches = 0;
        } else if (quiet >= 8 && target > 1) {
            target--;
            String reason = "nothing waited for 8 s and %d replicas suffice".formatted(target);
            decision = new ScalingDecision.ScaleTo(target, reason);
            recorder.on(new RunEvent.Scaled(nanos(now), before, target, reason));
            stop(now);
            quiet = 3;
        }
        recorder.on(new RunEvent.Checked(nanos(now), decision, worst, ready, target));
    }

    private double rate(double now) {
        for (StagePlan stage : plan) {
            if (nanos(now) < stage.toNanos()) {
                return stage.requestedRate();
            }
        }
        return 0;
    }

    private void start(double now) {
        add(servers.size() + 1, now);
        Server server = servers.getLast();
        phase(server, StartPhase.DETECT, now - 1);
        phase(server, StartPhase.DECIDE, now);
        phase(server, StartPhase.CREATE, now + 0.02);
        phase(server, StartPhase.START, now + 0.4);
        double load = now + 0.7 * script.startUpSeconds();
        double ready = now + script.startUpSeconds();
        at(load, () -> phase(server, StartPhase.LOAD, load));
        at(
                ready,
                () -> {
                    phase(server, StartPhase.READY, ready);
                    ready(server, ready);
                });
        at(ready + 3, () -> weights(ready + 3));
    }

    private void stop(double now) {
        for (Server server : servers.reversed()) {
            if (server.state == ReplicaState.READY) {
                move(server, ReplicaState.DRAINING, now, "scale-in: fewest in flight");
                weights(now);
                double gone = now + 2.5;
                at(gone, () -> move(server, ReplicaState.GONE, gone, "drained"));
                return;
            }
        }
    }

    private void move(Server server, ReplicaState to, double now, String reason) {
        recorder.on(new RunEvent.StateChanged(nanos(now), server.id, server.state, to, reason));
        server.state = to;
        server.sinceNanos = nanos(now);
    }
}
