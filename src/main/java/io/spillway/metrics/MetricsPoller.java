package io.spillway.metrics;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaMetrics;
import io.spillway.fleet.ReplicaSample;
import io.spillway.time.Cancellable;
import io.spillway.time.Scheduler;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Reads each replica's metrics page over HTTP/1.1.
 *
 * <p>{@link #poll} may be called on any thread and does not block; pages are read and parsed on
 * virtual threads, samples arrive on the scheduler's thread. A sample is fresh and stamped with the
 * time its page had arrived, or missing with the reason. Whether an old one is stale is for the
 * caller to say.
 */
public final class MetricsPoller implements ReplicaMetrics, AutoCloseable {

    /** Hears all that a page had, histograms included, before the sample; on the control thread. */
    @FunctionalInterface
    public interface PageListener {
        void page(ReplicaId replica, long atNanos, ServerMetrics metrics);
    }

    private final Scheduler control;
    private final MetricsSettings settings;
    private final PageListener pages;
    private final ExpositionParser parser = new ExpositionParser(ExpositionParser.Limits.DEFAULT);
    private final HttpGet http;

    public MetricsPoller(Scheduler control, MetricsSettings settings) {
        this(control, settings, (_, _, _) -> {});
    }

    /**
     * @param control on whose thread everything is delivered
     */
    public MetricsPoller(Scheduler control, MetricsSettings settings, PageListener pages) {
        this.control = control;
        this.settings = settings;
        this.pages = pages;
        int maxBytes = ExpositionParser.Limits.DEFAULT.maxBytes();
        this.http = new HttpGet("spillway-poll-", settings.headers(), settings.tls(), maxBytes);
    }

    @Override
    public void poll(List<Endpoint> endpoints, long deadlineNanos, Consumer<ReplicaSample> sink) {
        for (Endpoint endpoint : endpoints) {
            new Reading(endpoint, deadlineNanos, sink).start();
        }
    }

    @Override
    public void close() {
        http.close();
    }

    /** One page being read. Ends exactly once, on the control thread. */
    private final class Reading {
        private final Endpoint endpoint;
        private final long deadlineNanos;
        private final Consumer<ReplicaSample> sink;

        private volatile Cancellable alarm = () -> {};

        /** Confined to the control thread. */
        private boolean ended;

        Reading(Endpoint endpoint, long deadlineNanos, Consumer<ReplicaSample> sink) {
            this.endpoint = endpoint;
            this.deadlineNanos = deadlineNanos;
            this.sink = sink;
        }

        void start() {
            long leftNanos = deadlineNanos - control.nanos();
            if (leftNanos <= 0) {
                control.execute(() -> missing("no time to ask before the deadline"));
                return;
            }
            CompletableFuture<HttpGet.Answer> answer =
                    http.get(endpoint.resolve(settings.path()), Duration.ofNanos(leftNanos));
            alarm = control.at(deadlineNanos, () -> tooLate(answer));
            var _ =
                    answer.handle(
                            (page, failure) -> {
                                long atNanos = control.nanos();
                                if (page == null) {
                                    String why = HttpGet.reason(failure);
                                    control.execute(() -> missing(why));
                                } else {
                                    read(page, atNanos);
                                }
                                return atNanos;
                            });
        }

        private void tooLate(CompletableFuture<HttpGet.Answer> answer) {
            missing("no answer in time");
            answer.cancel(true);
        }

        private void read(HttpGet.Answer page, long atNanos) {
            if (!page.isOk()) {
                control.execute(() -> missing("status " + page.status()));
                return;
            }
            try {
                Exposition exposition = parser.parse(page.body());
                ServerMetrics metrics =
                        settings.table() == null
                                ? ServerMetrics.of(exposition, settings.model())
                                : ServerMetrics.of(exposition, settings.model(), settings.table());
                control.execute(() -> deliver(exposition, metrics, atNanos));
            } catch (ExpositionException refused) {
                control.execute(() -> missing(refused.reason()));
            }
        }

        private void deliver(Exposition page, ServerMetrics metrics, long atNanos) {
            if (ended) {
                return;
            }
            if (metrics.values().isEmpty()) {
                missing(unknown(page));
                return;
            }
            end();
            pages.page(endpoint.replica(), atNanos, metrics);
            sink.accept(ReplicaSample.fresh(endpoint.replica(), atNanos, metrics.values()));
        }

        private String unknown(Exposition page) {
            String problem = page.firstProblem();
            if (problem != null) {
                return "no known series among " + page.samples().size() + "; " + problem;
            }
            return page.samples().isEmpty()
                    ? "an empty page"
                    : "no known series among " + page.samples().size();
        }

        private void end() {
            ended = true;
            alarm.cancel();
        }

        private void missing(String why) {
            if (!ended) {
                end();
                sink.accept(ReplicaSample.missing(endpoint.replica(), control.nanos(), why));
            }
        }
    }
}
