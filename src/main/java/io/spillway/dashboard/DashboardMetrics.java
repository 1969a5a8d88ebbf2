package io.spillway.dashboard;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.prometheus.client.exporter.common.TextFormat;
import io.spillway.fleet.FailureCause;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.RunEvent;
import io.spillway.fleet.ScalingDecision;
import io.spillway.record.RequestRecord;
import io.spillway.record.SecondRow;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A run in Prometheus' text format 0.0.4: what it did to the fleet, and what came of it. Latencies
 * are histograms, in seconds from the intended send time.
 *
 * <p>{@link #finished} and {@link #text} may be called from any thread; {@link #second} and {@link
 * #event} from one at a time.
 */
public final class DashboardMetrics {
    /** What {@link #text} is. */
    public static final String CONTENT_TYPE = TextFormat.CONTENT_TYPE_004;

    private static final int MAX_CAUSES = 64;
    private static final int MAX_STARTS = 4_096;
    private static final String OTHER = "other";

    private final CollectorRegistry registry = new CollectorRegistry();
    private final FleetCollector fleet = new FleetCollector().register(registry);
    private final Counter offered = counter("spillway_requests_offered", "Requests that were due.");
    private final Counter sent = counter("spillway_requests_sent", "Requests that were sent.");
    private final Counter finished =
            Counter.build("spillway_requests_finished", "Requests that ended, by how they did.")
                    .labelNames("outcome")
                    .register(registry);
    private final Counter failures =
            Counter.build("spillway_request_failures", "Requests that failed, by cause.")
                    .labelNames("cause")
                    .register(registry);
    private final Counter tokens =
            Counter.build("spillway_tokens", "Tokens of requests that succeeded.")
                    .labelNames("direction")
                    .register(registry);
    private final Histogram ttft =
            histogram(
                    "spillway_request_ttft_seconds",
                    "Seconds from the intended send time to the first text.",
                    .005,
                    .01,
                    .025,
                    .05,
                    .075,
                    .1,
                    .15,
                    .2,
                    .3,
                    .5,
                    .75,
                    1,
                    1.5,
                    2,
                    3,
                    5,
                    7.5,
                    10,
                    15,
                    20,
                    30,
                    60,
                    120);
    private final Histogram tpot =
            histogram(
                    "spillway_request_tpot_seconds",
                    "Mean seconds per output token after the first, of a request.",
                    .001,
                    .0025,
                    .005,
                    .01,
                    .015,
                    .02,
                    .03,
                    .04,
                    .05,
                    .06,
                    .08,
                    .1,
                    .15,
                    .2,
                    .3,
                    .5,
                    1,
                    2.5);
    private final Histogram duration =
            histogram(
                    "spillway_request_duration_seconds",
                    "Seconds from the intended send time to the end, of successes.",
                    .05,
                    .1,
                    .25,
                    .5,
                    1,
                    1.5,
                    2,
                    3,
                    5,
                    7.5,
                    10,
                    15,
                    20,
                    30,
                    45,
                    60,
                    90,
                    120,
                    300,
                    600);
    private final Histogram delay =
            histogram(
                    "spillway_request_schedule_delay_seconds",
                    "Seconds by which requests were sent late.",
                    .00005,
                    .0001,
                    .00025,
                    .0005,
                    .001,
                    .0025,
                    .005,
                    .01,
                    .025,
                    .05,
                    .1,
                    .25,
                    .5,
                    1,
                    5,
                    30);
    private final Counter decisions =
            Counter.build("spillway_decisions", "Answers of the scaling policy, by kind.")
                    .labelNames("decision")
                    .register(registry);
    private final Counter scalings =
            Counter.build("spillway_scalings", "Changes of the target, by direction.")
                    .labelNames("direction")
                    .register(registry);
    private final Gauge target =
            gauge("spillway_replicas_target", "Replicas last asked for by the policy or by hand.");
    private final Histogram startDuration =
            histogram(
                    "spillway_replica_start_duration_seconds",
                    "Seconds from asking for a replica to its being ready.",
                    1,
                    2.5,
                    5,
                    10,
                    15,
                    20,
                    30,
                    45,
                    60,
                    90,
                    120,
                    180,
                    300,
                    600,
                    1200);
    private final Gauge stage = gauge("spillway_load_stage", "Index of the load stage.");
    private final Gauge requestedRate =
            gauge(
                    "spillway_load_requested_requests_per_second",
                    "Request rate of the load stage; NaN when it has none.");

    // Of second() and event() alone.
    private final Map<ReplicaId, Long> startedAtNanos = new LinkedHashMap<>();
    // Guarded by itself.
    private final Set<String> causes = new LinkedHashSet<>();

    public DashboardMetrics(RunFacts facts) {
        Gauge.build("spillway_run_info", "The run; its value is always 1.")
                .labelNames("run_id", "model", "policy", "clock")
                .register(registry)
                .labels(facts.runId(), facts.model(), facts.policy(), facts.clock())
                .set(1);
        Gauge limits =
                Gauge.build(
                                "spillway_slo_limit",
                                "Targets of the run: seconds, or a share for error_rate.")
                        .labelNames("target")
                        .register(registry);
        facts.slo().forEach((key, value) -> limits.labels(key).set(value));
        // Shown from the start, at zero: a rate needs something to begin at.
        for (String outcome : new String[] {"succeeded", "failed"}) {
            var _ = finished.labels(outcome);
        }
        for (String kind : new String[] {"hold", "scale", "abstain"}) {
            var _ = decisions.labels(kind);
        }
        for (String direction : new String[] {"out", "in"}) {
            var _ = scalings.labels(direction);
        }
    }

    /** A second has ended. */
    public void second(SecondRow row) {
        SecondRow.Counts counts = row.counts();
        offered.inc((double) counts.offered());
        sent.inc((double) counts.sent());
        finished.labels("succeeded").inc((double) counts.finished());
        finished.labels("failed").inc((double) counts.errors());
        tokens.labels("input").inc((double) counts.inputTokens());
        tokens.labels("output").inc((double) counts.outputTokens());
        fleet.second(row);
    }

    /** Something happened. */
    public void event(RunEvent event) {
        switch (event) {
            case RunEvent.Checked checked -> {
                target.set(checked.target());
                decisions.labels(kind(checked.decision())).inc();
            }
            case RunEvent.Scaled scaled -> {
                target.set(scaled.to());
                scalings.labels(scaled.isOut() ? "out" : "in").inc();
            }
            case RunEvent.StateChanged changed -> changed(changed);
            case RunEvent.StageStarted started -> {
                stage.set(started.stage());
                requestedRate.set(started.requestedRate());
            }
            case RunEvent.PhaseReached _,
                    RunEvent.Rebalanced _,
                    RunEvent.LoadCut _,
                    RunEvent.Note _ -> {}
        }
    }

    private void changed(RunEvent.StateChanged changed) {
        if (changed.to() == ReplicaState.STARTING) {
            if (startedAtNanos.size() < MAX_STARTS) {
                startedAtNanos.put(changed.replica(), changed.atNanos());
            }
            return;
        }
        Long startedAt = startedAtNanos.remove(changed.replica());
        if (changed.to() == ReplicaState.READY && startedAt != null) {
            startDuration.observe((changed.atNanos() - startedAt) / 1e9);
        }
    }

    private static String kind(ScalingDecision decision) {
        return switch (decision) {
            case ScalingDecision.Hold _ -> "hold";
            case ScalingDecision.ScaleTo _ -> "scale";
            case ScalingDecision.Abstain _ -> "abstain";
        };
    }

    /** A request has ended. */
    public void finished(RequestRecord request) {
        if (request.sentNanos() >= 0) {
            delay.observe(request.scheduleDelayNanos() / 1e9);
        }
        if (request.hasFirstText()) {
            ttft.observe(request.ttftFromIntendedNanos() / 1e9);
        }
        FailureCause failure = request.failure();
        if (failure != null) {
            failures.labels(known(failure.kind())).inc();
            return;
        }
        duration.observe(request.latencyFromIntendedNanos() / 1e9);
        if (request.tpotNanos() >= 0) {
            tpot.observe(request.tpotNanos() / 1e9);
        }
    }

    /** Servers answer with whatever status they like; the labels must not go on for ever. */
    private String known(String cause) {
        synchronized (causes) {
            if (causes.size() < MAX_CAUSES) {
                causes.add(cause);
            }
            return causes.contains(cause) ? cause : OTHER;
        }
    }

    /** The page, as of now. */
    public String text() {
        var page = new StringWriter();
        try {
            TextFormat.write004(page, registry.metricFamilySamples());
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing metrics to memory failed", impossible);
        }
        return page.toString();
    }

    private Counter counter(String name, String help) {
        return Counter.build(name, help).register(registry);
    }

    private Gauge gauge(String name, String help) {
        return Gauge.build(name, help).register(registry);
    }

    private Histogram histogram(String name, String help, double... buckets) {
        return Histogram.build(name, help).buckets(buckets).register(registry);
    }
}
