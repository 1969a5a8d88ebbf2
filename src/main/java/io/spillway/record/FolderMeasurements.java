package io.spillway.record;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.RunEvent;

import org.HdrHistogram.Histogram;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Measures again, from the lines of a results folder. The same as the recorder found, but for ITL,
 * whose mean is known to the interval log's precision. Requests that were due and never ended,
 * because the process died, count as failed with the cause {@code cancelled}, in the last stage.
 */
final class FolderMeasurements {
    private final RunFolder folder;
    private final RecorderSettings settings;
    private final StageTable table = new StageTable();
    private final ReplicaTraffic traffic = new ReplicaTraffic();
    private final List<Long> offeredPerSecond = new ArrayList<>();
    private final List<RunEvent> kept = new ArrayList<>();
    private long checks;
    private long lastNanos;
    private long requests;
    private long sent;
    private long sentPerRows;
    private long heldSeconds;

    FolderMeasurements(RunFolder folder, RecorderSettings settings) {
        this.folder = folder;
        this.settings = settings;
    }

    Measurements measure() throws IOException {
        readEvents();
        readSeconds();
        List<StagePlan> plan = settings.stages().isEmpty() ? planned() : settings.stages();
        long loadStart = loadStartNanos(plan);
        var effect = new EffectWindows(plan);
        folder.requests(request -> add(request, loadStart, effect));
        addUnfinished();
        addGaps(loadStart);
        return new Measurements(
                new Measurements.Clock(loadStart, lastNanos),
                table.total(),
                table.stages(),
                plan,
                traffic.counts(),
                effect.effect().later(loadStart / 1e9),
                kept,
                checks,
                offeredPerSecond,
                new Measurements.RecorderHealth(0, 0, null, 0, heldSeconds));
    }

    /**
     * Added up first: what a histogram of every second holds is looked at once, not every second.
     */
    private void addGaps(long loadStart) throws IOException {
        var byStage = new TreeMap<Integer, Histogram>();
        folder.gaps(
                (stage, fromNanos, gaps) -> {
                    if (counts(fromNanos, loadStart)) {
                        byStage.computeIfAbsent(stage, _ -> new Histogram(LatencyHistogram.DIGITS))
                                .add(gaps);
                    }
                });
        byStage.forEach((stage, gaps) -> table.at(stage).addGaps(gaps));
    }

    private void readEvents() throws IOException {
        for (RunEvent event : folder.events()) {
            if (event instanceof RunEvent.Checked) {
                checks++;
            } else {
                kept.add(event);
            }
            lastNanos = Math.max(lastNanos, event.atNanos());
        }
    }

    private void readSeconds() throws IOException {
        for (SecondRow row : folder.seconds()) {
            offeredPerSecond.add(row.counts().offered());
            sentPerRows += row.counts().sent();
            heldSeconds += row.counts().held() > 0 ? 1 : 0;
            lastNanos = Math.max(lastNanos, row.atNanos());
            var byReplica = new LinkedHashMap<ReplicaId, long[]>();
            var shares = new LinkedHashMap<ReplicaId, Double>();
            for (SecondRow.Replica replica : row.replicas()) {
                if (replica.sent() > 0) {
                    byReplica.put(replica.id(), new long[] {replica.sent()});
                }
                if (!Double.isNaN(replica.weight())) {
                    shares.put(replica.id(), replica.weight());
                }
            }
            traffic.second(byReplica, shares);
        }
    }

    /** The stages as they began. */
    private List<StagePlan> planned() {
        var started = new ArrayList<RunEvent.StageStarted>();
        for (RunEvent event : kept) {
            if (event instanceof RunEvent.StageStarted stage) {
                started.add(stage);
            }
        }
        var plan = new ArrayList<StagePlan>();
        for (int i = 0; i < started.size(); i++) {
            long origin = started.getFirst().atNanos();
            RunEvent.StageStarted stage = started.get(i);
            long to =
                    i + 1 < started.size() ? started.get(i + 1).atNanos() - origin : Long.MAX_VALUE;
            plan.add(
                    new StagePlan(
                            stage.stage(), stage.requestedRate(), stage.atNanos() - origin, to));
        }
        return plan;
    }

    private long loadStartNanos(List<StagePlan> plan) throws IOException {
        for (RunEvent event : kept) {
            if (event instanceof RunEvent.StageStarted started) {
                for (StagePlan stage : plan) {
                    if (stage.index() == started.stage()) {
                        return started.atNanos() - stage.fromNanos();
                    }
                }
            }
        }
        long[] first = {Long.MAX_VALUE};
        folder.requests(request -> first[0] = Math.min(first[0], request.intendedNanos()));
        return first[0] == Long.MAX_VALUE ? 0 : first[0];
    }

    private boolean counts(long atNanos, long loadStartNanos) {
        return settings.window().isWhole() || settings.window().contains(atNanos - loadStartNanos);
    }

    private void add(RequestRecord request, long loadStart, EffectWindows effect) {
        boolean counts = counts(request.intendedNanos(), loadStart);
        RequestStats stage = table.at(request.stage());
        requests++;
        stage.countOffered();
        if (request.sentNanos() >= 0) {
            sent++;
            stage.countSent(request.intendedNanos(), request.sentNanos(), counts);
        }
        stage.countFinished(request, counts, settings.limits());
        if (request.hasFirstText()) {
            effect.add(
                    request.intendedNanos() - loadStart,
                    Math.max(0, request.ttftFromIntendedNanos()));
        }
        lastNanos = Math.max(lastNanos, request.endNanos());
    }

    private void addUnfinished() {
        long due = offeredPerSecond.stream().mapToLong(Long::longValue).sum();
        if (due > requests) {
            SortedMap<Integer, RequestStats> stages = table.stages();
            int last = stages.isEmpty() ? 0 : stages.lastKey();
            long unknown = due - requests;
            table.at(last).countUnfinished(unknown, Math.clamp(sentPerRows - sent, 0, unknown));
        }
    }
}
