package io.spillway.wiring;

import io.spillway.analysis.VerdictInputs;
import io.spillway.config.Experiment;
import io.spillway.config.ServerConfig;
import io.spillway.control.FleetInbox;
import io.spillway.fleet.Actuator;
import io.spillway.fleet.RunEvent;
import io.spillway.load.http.Dialect;
import io.spillway.load.http.DriverLoop;
import io.spillway.load.http.HttpSettings;
import io.spillway.load.http.HttpTransport;
import io.spillway.load.http.LoopLag;
import io.spillway.load.http.TlsSettings;
import io.spillway.metrics.HttpHealthProbe;
import io.spillway.metrics.MetricsPoller;
import io.spillway.metrics.MetricsSettings;
import io.spillway.policy.PolicyRegistry;
import io.spillway.record.GeneratorHealth;
import io.spillway.record.RecorderSettings;
import io.spillway.record.RunRecorder;
import io.spillway.record.SelfWatch;
import io.spillway.study.RunEnding;
import io.spillway.study.RunFailedException;
import io.spillway.study.RunRequest;
import io.spillway.study.RunResult;
import io.spillway.study.StartedRun;
import io.spillway.time.SystemTime;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;

import javax.net.ssl.SSLContext;

/**
 * A run on the wall clock. Owns every thread and client of it, and closes them in reverse order.
 */
final class LiveRun implements StartedRun {

    private static final long IDLE_TIMER_NANOS = 20_000_000;

    private final RunRequest request;
    private final SystemTime time = SystemTime.start();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final CompletableFuture<AssembledRun.Ended> ended = new CompletableFuture<>();
    private final RecorderSettings recording;
    private final RunRecorder recorder;
    private final SelfWatch watch;
    private final ServerWatch servers;
    private final AssembledRun run;
    private @Nullable AddressBook addresses;
    private volatile @Nullable AssembledRun assembled;
    private final Queue<RunEvent.Note> early = new ConcurrentLinkedQueue<>();
    private final List<String> notes;
    private final VerdictInputs.@Nullable Routes routes;

    LiveRun(Experiment experiment, RunRequest request, PolicyRegistry policies)
            throws RunFailedException {
        this.request = request;
        HttpSettings http = httpSettings(experiment);
        var planner = new RunPlanner(experiment);
        LiveFleet fleet = LiveFleet.of(experiment, request, http, planner.tokensPerHash());
        this.notes = fleet.server().notes();
        this.routes = fleet.server().routes();
        RunPlan plan =
                planner.plan(
                        new RunPlanner.Surroundings(
                                fleet.idPrefix(),
                                fleet.server().prompting(),
                                fleet.engine(),
                                fleet.server().api(),
                                fleet.server().model(),
                                policies));
        Rehearsal.once();
        this.recording = plan.recorder();
        this.servers = new ServerWatch(experiment, request.folder() != null);
        this.watch = opened(SelfWatch.start());
        boolean ready = false;
        try {
            AssembledRun.World world = world(fleet, http);
            // Last, so that what cannot begin leaves no folder behind.
            this.recorder = recorder(plan);
            this.run = new AssembledRun(plan, request, world, recorder, ended::complete);
            this.assembled = run;
            ready = true;
        } catch (IOException unusable) {
            throw new RunFailedException(String.valueOf(unusable.getMessage()), unusable);
        } finally {
            if (!ready) {
                closeAll();
            }
        }
        run.start();
        notes.forEach(note -> run.note(RunEvent.Level.INFO, note));
        tellEarly();
    }

    private AssembledRun.World world(LiveFleet fleet, HttpSettings http)
            throws IOException, RunFailedException {
        var idle = opened(time.scheduler("spillway-idle-timer", ended::completeExceptionally));
        LoopLag idleTimer = opened(LoopLag.start(idle, IDLE_TIMER_NANOS));
        var control = opened(time.scheduler("spillway-control", ended::completeExceptionally));
        var driver = opened(new DriverLoop(time));
        var transport = opened(new HttpTransport(time, http));
        SSLContext tls = http.tls() == null ? null : http.tls().context();
        var poller = opened(new MetricsPoller(control, metrics(tls), servers.pages()));
        var probe = opened(new HttpHealthProbe(control, tls));
        var inbox = new FleetInbox(control);
        var book = new AddressBook(inbox);
        addresses = book;
        Actuator actuator = opened(fleet.actuator().create(book, this::note, time));
        return new AssembledRun.World(
                driver,
                control,
                inbox,
                transport,
                fleet.faults().all().isEmpty()
                        ? poller
                        : new FaultyMetrics(poller, fleet.faults(), time::nanos),
                probe,
                actuator,
                servers.lastLook(control, poller, book, this::say),
                () -> lag(driver.lag(), idleTimer));
    }

    /** Notes of an actuator; those from before the run is put together are told when it is. */
    private void note(RunEvent.Note note) {
        early.add(note);
        tellEarly();
    }

    private void tellEarly() {
        AssembledRun current = assembled;
        if (current != null) {
            for (RunEvent.Note note = early.poll(); note != null; note = early.poll()) {
                current.note(note.level(), note.text());
            }
        }
    }

    private void say(String sentence) {
        AssembledRun current = assembled;
        if (current != null) {
            current.note(RunEvent.Level.INFO, sentence);
        }
    }

    private static MetricsSettings metrics(@Nullable SSLContext tls) {
        return new MetricsSettings("/metrics", null, null, Map.of(), tls);
    }

    /** Looks at the generator itself, once a second; the driver's lag of this second. */
    private double lag(LoopLag driver, LoopLag idle) {
        watch.sampleCpu(time.nanos());
        idle.drainP99Nanos().ifPresent(watch::timerLateness);
        OptionalLong p99 = driver.drainP99Nanos();
        p99.ifPresent(watch::loopLag);
        return p99.isEmpty() ? Double.NaN : p99.getAsLong() / 1e9;
    }

    private static HttpSettings httpSettings(Experiment experiment) {
        ServerConfig server = experiment.server();
        boolean tls =
                server.certificate() != null || server.key() != null || server.authority() != null;
        Dialect dialect =
                switch (server.type()) {
                    case VLLM, SGLANG -> Dialect.OPENAI;
                    case TGI -> Dialect.TGI;
                };
        HttpSettings settings = HttpSettings.DEFAULT.withDialect(dialect);
        return tls
                ? settings.withTls(
                        new TlsSettings(
                                server.certificate(), server.key(), server.authority(), true))
                : settings;
    }

    private RunRecorder recorder(RunPlan plan) throws IOException {
        return request.folder() == null
                ? RunRecorder.inMemory(plan.recorder())
                : RunRecorder.toFolder(request.folder(), plan.recorder());
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }

    @Override
    public RunResult await() throws InterruptedException {
        try {
            AssembledRun.Ended over = ended.get();
            return result(over.ending(), over);
        } catch (ExecutionException bug) {
            throw new IllegalStateException("the run broke down", bug.getCause());
        } finally {
            closeAll();
        }
    }

    private RunResult result(RunEnding ending, AssembledRun.Ended over)
            throws InterruptedException {
        GeneratorHealth health = watch.health();
        List<String> doubts = new ArrayList<>();
        if (!over.leftBehind().isEmpty()) {
            doubts.add(
                    "still there after the run: %s; remove them with: spillway cleanup --run %s"
                            .formatted(over.leftBehind(), request.id()));
        }
        try {
            recorder.close();
        } catch (IOException e) {
            doubts.add("the results files are incomplete: " + e.getMessage());
        }
        ServerWatch.Seen seen =
                servers.seen(time.startedAt(), over.measurements(), request.folder());
        doubts.addAll(seen.problems());
        return new RunResult(
                request.id(),
                time.startedAt(),
                ending,
                over.measurements(),
                addresses == null ? Map.of() : addresses.addresses(),
                health,
                new RunResult.Servers(seen.whole(), seen.stages(), routes),
                doubts,
                notes,
                request.folder());
    }

    private void closeAll() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception leftOpen) {
                // The others still have to be closed; what could not be is gone with the process.
                System.Logger log = System.getLogger(LiveRun.class.getName());
                log.log(System.Logger.Level.DEBUG, "not closed", leftOpen);
            }
        }
    }

    @Override
    public Instant startedAt() {
        return time.startedAt();
    }

    @Override
    public RecorderSettings recording() {
        return recording;
    }

    @Override
    public void stop() {
        run.stop();
    }

    @Override
    public void stopAfterDrain() {
        run.stopAfterDrain();
    }

    @Override
    public void pause(boolean paused) {
        run.pause(paused);
    }

    @Override
    public void scaleTo(int replicas, String reason) {
        run.scaleTo(replicas, reason);
    }
}
