package io.spillway.actuate.process;

import io.spillway.actuate.log.StartLog;
import io.spillway.fleet.Actuator;
import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FleetEvent;
import io.spillway.fleet.FleetEvents;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.RunId;
import io.spillway.fleet.StartPhase;
import io.spillway.time.SystemTime;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;

/** Starts and stops replicas as local processes. */
public final class ProcessActuator implements Actuator {

    private static final int MAX_PORT = 65_535;
    private static final double UNKNOWN_CAPACITY = 1.0;
    private static final Duration LOG_INTERVAL = Duration.ofMillis(250);

    private static final String ENDED = "the process ended by itself";

    /** An exit code above says which signal ended the process. */
    private static final int SIGNALLED = 128;

    private final ProcessSettings settings;
    private final RunId run;
    private final FleetEvents events;
    private final SystemTime time;
    private final ProcessLedger ledger;
    private final Map<ReplicaId, Member> members = new ConcurrentSkipListMap<>();
    private volatile boolean closed;

    public ProcessActuator(
            ProcessSettings settings, RunId run, FleetEvents events, SystemTime time) {
        this.settings = settings;
        this.run = run;
        this.events = events;
        this.time = time;
        this.ledger = new ProcessLedger(settings.stateFolder());
    }

    /**
     * One replica. Its lock serialises starting and stopping; {@code stopping} cuts a start short.
     */
    private static final class Member {
        private final ReplicaSpec spec;
        private final int port;
        private volatile boolean stopping;
        private boolean ended;
        private @Nullable ProcessHandle process;

        Member(ReplicaSpec spec, int port) {
            this.spec = spec;
            this.port = port;
        }

        /** True once: whoever gets it reports the end. */
        synchronized boolean claimEnd() {
            boolean first = !ended;
            ended = true;
            return first;
        }
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities("process", true, true, MAX_PORT - settings.basePort() + 1);
    }

    @Override
    public void adopt(RunId run) {
        onThread(
                "adopt",
                () -> {
                    for (ProcessLedger.Entry entry : ledger.entries(run)) {
                        adopt(entry);
                    }
                });
    }

    private void adopt(ProcessLedger.Entry entry) {
        Optional<ProcessHandle> process = ProcessGroup.find(entry.pid(), entry.startedAtMillis());
        if (process.isEmpty()) {
            if (endOrphans(entry)) {
                ledger.remove(entry.run(), entry.replica());
            }
            return;
        }
        var spec = new ReplicaSpec(entry.replica(), entry.ordinal(), ReplicaSpec.Overrides.NONE);
        var member = new Member(spec, entry.port());
        member.process = process.get();
        members.put(entry.replica(), member);
        events.on(new FleetEvent.Appeared(entry.replica(), time.nanos(), spec));
        // Only of its own children one is told how they ended.
        watch(member, process.get(), process.get().onExit().thenApply(_ -> ENDED));
        addressed(member);
    }

    /** A server without its leader serves nobody, and would keep its port and its GPU. */
    private static boolean endOrphans(ProcessLedger.Entry entry) {
        try {
            return end(entry, Duration.ZERO);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void start(ReplicaSpec spec) {
        Integer port = spec.overrides().port();
        var member =
                new Member(spec, port != null ? port : settings.basePort() + spec.ordinal() - 1);
        if (members.putIfAbsent(spec.id(), member) != null) {
            // An earlier controller has started it, which was not known when this was asked for.
            return;
        }
        onThread("start-" + spec.id(), () -> launch(member));
    }

    private void launch(Member member) {
        ReplicaId id = member.spec.id();
        synchronized (member) {
            if (member.stopping) {
                return;
            }
            String problem = portProblem(member.port);
            if (problem != null) {
                fail(member, problem);
                return;
            }
            try {
                reached(id, StartPhase.CREATE, "port " + member.port);
                var log = new StartLogFile(log(member));
                Process process = builder(member).start();
                member.process = process.toHandle();
                ledger.add(entry(member, process.toHandle()));
                reached(id, StartPhase.START, "pid " + process.pid());
                watch(member, process.toHandle(), process.onExit().thenApply(ProcessActuator::how));
                addressed(member);
                onThread("log-" + id, () -> follow(member, process, log));
            } catch (IOException | UncheckedIOException e) {
                fail(member, "cannot start the process: " + e.getMessage());
            }
        }
    }

    /** Until the log tells of the whole start. */
    private void follow(Member member, Process process, StartLogFile log) {
        try {
            while (!log.read(now())) {
                if (process.waitFor(LOG_INTERVAL) || member.stopping || closed) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        StartLog told = log.told();
        reachedIfSaid(member, StartPhase.INIT, told.loading(), null);
        reachedIfSaid(member, StartPhase.LOAD, told.loaded(), told.detail());
    }

    private void reachedIfSaid(
            Member member, StartPhase phase, @Nullable Instant at, @Nullable String detail) {
        if (at != null) {
            reached(member.spec.id(), phase, time.nanosOf(at), detail);
        }
    }

    private ProcessBuilder builder(Member member) throws IOException {
        Files.createDirectories(settings.logFolder());
        String command = command(settings.command(), member.spec, member.port);
        var builder =
                new ProcessBuilder(ProcessGroup.leading(command))
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log(member).toFile()));
        builder.environment().putAll(settings.environment());
        return builder;
    }

    /** A replica's own command. */
    public static String command(String template, ReplicaSpec spec, int port) {
        return template.replace("{port}", Integer.toString(port))
                .replace("{replica}", spec.id().value())
                .replace("{ordinal}", Integer.toString(spec.ordinal()));
    }

    /** Says so when somebody else listens there: two servers on one port would share the load. */
    private static @Nullable String portProblem(int port) {
        if (port > MAX_PORT) {
            return "port %d does not exist; choose a lower base port".formatted(port);
        }
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(port));
            return null;
        } catch (IOException taken) {
            return "port %d is taken".formatted(port);
        }
    }

    private ProcessLedger.Entry entry(Member member, ProcessHandle process) {
        return new ProcessLedger.Entry(
                run,
                member.spec.id(),
                member.spec.ordinal(),
                member.port,
                process.pid(),
                ProcessGroup.startMillis(process),
                settings.stopSignal(),
                log(member).toAbsolutePath());
    }

    private void watch(Member member, ProcessHandle process, CompletableFuture<String> end) {
        onThread("watch-" + member.spec.id(), () -> died(member, process, end.join()));
    }

    private static String how(Process ended) {
        int code = ended.exitValue();
        return code > SIGNALLED
                ? "signal %d ended the process".formatted(code - SIGNALLED)
                : "%s with exit code %d".formatted(ENDED, code);
    }

    private void died(Member member, ProcessHandle process, String how) {
        if (member.stopping || closed) {
            return;
        }
        endGroup(process, Duration.ZERO);
        fail(
                member,
                "%s; its log %s ends with: %s"
                        .formatted(how, log(member), LogTail.of(log(member))));
    }

    private void fail(Member member, String reason) {
        if (member.claimEnd()) {
            forget(member);
            events.on(new FleetEvent.Failed(member.spec.id(), time.nanos(), reason));
        }
    }

    @Override
    public void stop(ReplicaId replica, Duration grace) {
        Member member = members.get(replica);
        if (member == null || member.stopping) {
            return;
        }
        member.stopping = true;
        onThread("stop-" + replica, () -> end(member, grace));
    }

    private void end(Member member, Duration grace) {
        synchronized (member) {
            ProcessHandle process = member.process;
            if (process != null) {
                endGroup(process, grace);
            }
        }
        if (member.claimEnd()) {
            forget(member);
            events.on(new FleetEvent.Stopped(member.spec.id(), time.nanos()));
        }
    }

    private void endGroup(ProcessHandle process, Duration grace) {
        try {
            ProcessGroup.end(process, settings.stopSignal(), grace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forget(Member member) {
        members.remove(member.spec.id(), member);
        // Without a process of its own, what the ledger has by this name is an earlier life's.
        if (member.process != null) {
            ledger.remove(run, member.spec.id());
        }
    }

    private void addressed(Member member) {
        ReplicaId id = member.spec.id();
        Endpoint endpoint = Endpoint.http(id, settings.host(), member.port);
        Double weight = member.spec.overrides().weight();
        events.on(
                new FleetEvent.Addressed(
                        id, time.nanos(), endpoint, weight == null ? UNKNOWN_CAPACITY : weight));
    }

    private void reached(ReplicaId id, StartPhase phase, String detail) {
        reached(id, phase, time.nanos(), detail);
    }

    private void reached(ReplicaId id, StartPhase phase, long atNanos, @Nullable String detail) {
        events.on(new FleetEvent.Reached(id, atNanos, phase, detail));
    }

    private Instant now() {
        return time.instantOf(time.nanos());
    }

    private Path log(Member member) {
        return settings.logFolder().resolve(member.spec.id() + ".log");
    }

    private static void onThread(String name, Runnable task) {
        Thread.ofVirtual().name("spillway-process-" + name).start(task);
    }

    /** Whether a remembered process, or what it started, still runs. */
    public static boolean isRunning(ProcessLedger.Entry entry) {
        return ProcessGroup.find(entry.pid(), entry.startedAtMillis()).isPresent()
                || isOrphaned(entry);
    }

    private static boolean isOrphaned(ProcessLedger.Entry entry) {
        Path log = entry.log();
        return log != null && ProcessGroup.isOrphaned(entry.pid(), log);
    }

    /** Ends a remembered process and its group; blocks. True when nothing is left of it. */
    public static boolean end(ProcessLedger.Entry entry, Duration grace)
            throws InterruptedException {
        Optional<ProcessHandle> process = ProcessGroup.find(entry.pid(), entry.startedAtMillis());
        if (process.isPresent()) {
            return ProcessGroup.end(process.get(), entry.stopSignal(), grace);
        }
        return !isOrphaned(entry)
                || ProcessGroup.endOrphans(entry.pid(), entry.stopSignal(), grace);
    }

    /** Reports nothing more; the processes outlive the actuator, for a successor to adopt. */
    @Override
    public void close() {
        closed = true;
    }
}
