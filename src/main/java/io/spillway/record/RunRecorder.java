package io.spillway.record;

import io.spillway.fleet.LoadView;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.RunEvents;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Records one run: counts and histograms by stage, the one-second series, the event log, and, when
 * it has a folder, the files of {@code docs/results.md} as the run goes.
 *
 * <p>Threads: requests and events from any thread; {@link #tick} from one at a time, once a second.
 * On the virtual clock, the same calls in the same order write the same bytes.
 */
public final class RunRecorder implements RequestRecorder, RunEvents, AutoCloseable {
    private static final int RECENT_SECONDS = 5;
    private static final int MAX_LANES = 64;
    private static final int MAX_SECONDS = 1_000_000;

    private final RecorderSettings settings;
    private final @Nullable RunFiles files;
    private final EventLog events;
    private final CopyOnWriteArrayList<Lane> lanes = new CopyOnWriteArrayList<>();
    private final ThreadLocal<Lane> lane = ThreadLocal.withInitial(this::newLane);
    private final boolean whole;
    private volatile long loadStartNanos = -1;
    private volatile boolean gapsCount;

    // Ticking state, guarded by this.
    private final Interval[] recent = new Interval[RECENT_SECONDS];
    private final Interval merged;
    private final EffectWindows effect;
    private final ReplicaTraffic traffic = new ReplicaTraffic();
    private final List<Long> offeredPerSecond = new ArrayList<>();
    private int ticks;
    private long heldSeconds;
    private long lastTickNanos;

    private RunRecorder(RecorderSettings settings, @Nullable RunFiles files) {
        this.settings = settings;
        this.files = files;
        this.events = new EventLog(files == null ? null : files.events);
        this.whole = settings.window().isWhole();
        this.gapsCount = settings.window().fromNanos() == 0;
        this.effect = new EffectWindows(settings.stages());
        boolean gapsByStage = files != null;
        this.merged = new Interval(gapsByStage);
        for (int i = 0; i < recent.length; i++) {
            recent[i] = new Interval(gapsByStage);
        }
    }

    /** A recorder without files, for studies. */
    public static RunRecorder inMemory(RecorderSettings settings) {
        return new RunRecorder(settings, null);
    }

    /** A recorder that creates its files in the folder, and the folder if need be. */
    public static RunRecorder toFolder(Path folder, RecorderSettings settings) throws IOException {
        return new RunRecorder(settings, new RunFiles(folder));
    }

    private Lane newLane() {
        synchronized (lanes) {
            if (lanes.size() == MAX_LANES) {
                // Lanes lock, so sharing them is slower but right.
                return lanes.get((int) (Thread.currentThread().threadId() % MAX_LANES));
            }
            var created = new Lane(settings.limits(), this::counts, files != null);
            lanes.add(created);
            return created;
        }
    }

    /**
     * Says when the load began; stage times and windows count from there. Without it, the first
     * {@link RunEvent.StageStarted}, else the first request due, says so.
     */
    public synchronized void loadStarted(long atNanos) {
        if (loadStartNanos < 0) {
            loadStartNanos = atNanos;
        }
    }

    private boolean counts(long intendedNanos) {
        return whole || settings.window().contains(intendedNanos - loadStartNanos);
    }

    @Override
    public void offered(int stage, long intendedNanos) {
        if (loadStartNanos < 0) {
            loadStarted(intendedNanos);
        }
        if (!whole) {
            gapsCount = counts(intendedNanos);
        }
        lane.get().offered(stage);
    }

    @Override
    public void sent(int stage, ReplicaId replica, long intendedNanos, long sentNanos) {
        lane.get().sent(stage, replica, intendedNanos, sentNanos);
    }

    @Override
    public void firstText(int stage, long intendedNanos, long sentNanos, long firstTextNanos) {
        lane.get().firstText(intendedNanos, firstTextNanos);
    }

    @Override
    public void gap(int stage, long gapNanos) {
        lane.get().gap(stage, gapNanos, gapsCount);
    }

    @Override
    public void gaps(int stage, long gapNanos, long count) {
        lane.get().gaps(stage, gapNanos, count, gapsCount);
    }

    @Override
    public void finished(RequestRecord request) {
        lane.get().finished(request, files == null ? null : files.requests);
    }

    @Override
    public void capped(int stage) {
        lane.get().capped(stage);
    }

    @Override
    public void on(RunEvent event) {
        if (event instanceof RunEvent.StageStarted started && loadStartNanos < 0) {
            loadStarted(started.atNanos() - plannedFromNanos(started.stage()));
        }
        events.on(event);
    }

    private long plannedFromNanos(int stage) {
        for (StagePlan plan : settings.stages()) {
            if (plan.index() == stage) {
                return plan.fromNanos();
            }
        }
        return 0;
    }

    /**
     * Ends a second: merges the lanes, writes the row, and returns it for whoever shows it. A last
     * call at the end of the run may end a part of a second.
     */
    public synchronized SecondRow tick(Tick tick) {
        Interval second = recent[ticks % RECENT_SECONDS];
        second.clear();
        second.fromNanos = lastTickNanos;
        second.toNanos = tick.atNanos();
        for (Lane each : lanes) {
            each.drainInto(second);
        }
        ticks++;
        heldSeconds += tick.held() > 0 ? 1 : 0;
        lastTickNanos = tick.atNanos();
        for (int i = 0; i < second.ttftNanos.size(); i++) {
            effect.add(second.ttftIntendedNanos.get(i) - loadStartNanos, second.ttftNanos.get(i));
        }
        traffic.second(second.sentByReplica, tick.expectedShares());
        if (offeredPerSecond.size() < MAX_SECONDS) {
            offeredPerSecond.add(second.offered);
        }
        SecondRow row = SecondRow.of(second, tick);
        if (files != null) {
            files.second(row, second);
        }
        return row;
    }

    @Override
    public synchronized LoadView recent(int inFlight, int held) {
        int seconds = Math.min(ticks, RECENT_SECONDS);
        merged.clear();
        long fromNanos = lastTickNanos;
        for (int i = 0; i < seconds; i++) {
            merged.add(recent[i]);
            fromNanos = Math.min(fromNanos, recent[i].fromNanos);
        }
        double elapsed = Math.max(lastTickNanos - fromNanos, 1) / 1e9;
        Quantiles ttft = Quantiles.of(merged.ttftNanos);
        Quantiles itl = merged.gaps.quantiles();
        return new LoadView(
                inFlight,
                held,
                merged.offered / elapsed,
                merged.sent / elapsed,
                merged.succeeded / elapsed,
                merged.failed / elapsed,
                merged.inputTokens / elapsed,
                merged.outputTokens / elapsed,
                ttft.p50Seconds(),
                ttft.p95Seconds(),
                itl.p50Seconds(),
                itl.p95Seconds());
    }

    /** What has been measured up to the last tick, and the requests that ended since. */
    public synchronized Measurements measurements(long endNanos) {
        var table = new StageTable();
        for (Lane each : lanes) {
            each.addStagesTo(table);
        }
        ResultsWriter.Waits waits = files == null ? ResultsWriter.Waits.NONE : files.waits();
        return new Measurements(
                new Measurements.Clock(Math.max(0, loadStartNanos), endNanos),
                table.total(),
                table.stages(),
                settings.stages(),
                traffic.counts(),
                effect.effect().later(loadStartNanos / 1e9),
                events.kept(),
                events.checks(),
                offeredPerSecond,
                new Measurements.RecorderHealth(
                        waits.count(),
                        waits.nanos(),
                        waits.problem(),
                        events.notKept(),
                        heldSeconds));
    }

    /** Writes what is left. Throws when the files are incomplete. */
    @Override
    public void close() throws IOException {
        // A thread that makes run after run must not keep what each of them recorded.
        lane.remove();
        if (files != null) {
            files.close();
        }
    }
}
