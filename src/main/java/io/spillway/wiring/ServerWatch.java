package io.spillway.wiring;

import io.spillway.analysis.ServerView;
import io.spillway.config.Experiment;
import io.spillway.config.MetricsConfig;
import io.spillway.fleet.Endpoint;
import io.spillway.fleet.ReplicaMetrics;
import io.spillway.metrics.MetricsPoller;
import io.spillway.metrics.NameTable;
import io.spillway.metrics.PageTotals;
import io.spillway.metrics.PrometheusServer;
import io.spillway.record.Measurements;
import io.spillway.record.RunFolder;
import io.spillway.record.SecondRow;
import io.spillway.record.StagePlan;
import io.spillway.time.Scheduler;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Keeps what the servers of a live run say about themselves: their pages all the time, and a
 * Prometheus server at the end, once it has scraped the last of it.
 */
final class ServerWatch {

    private static final Duration LAST_POLL = Duration.ofSeconds(1);

    /** A scrape takes a while, and so does its way into the server's index. */
    private static final Duration SCRAPE_SLACK = Duration.ofSeconds(2);

    private final Experiment experiment;
    private final MetricsConfig.@Nullable Prometheus prometheus;
    private final PageTotals pages = new PageTotals();
    private boolean stopped;

    /**
     * Views of the whole load by source, and of stages.
     *
     * @param problems sentences about who could not be asked
     */
    record Seen(List<ServerView> whole, Map<Integer, ServerView> stages, List<String> problems) {}

    /**
     * @param reported whether anybody will read what Prometheus says, which takes a scrape to come
     */
    ServerWatch(Experiment experiment, boolean reported) {
        this.experiment = experiment;
        this.prometheus = reported ? experiment.metrics().prometheus() : null;
    }

    /** Hears every page. */
    MetricsPoller.PageListener pages() {
        return pages;
    }

    /**
     * Polls once more, and waits for the last scrape where a Prometheus server is asked.
     *
     * @param waiting hears a sentence when that takes a while
     */
    LastLook lastLook(
            Scheduler control,
            ReplicaMetrics metrics,
            AddressBook addresses,
            Consumer<String> waiting) {
        return (over, done) -> {
            stopped = !over.patient();
            MetricsConfig.Prometheus asked = prometheus;
            long waitNanos =
                    asked == null || stopped
                            ? 0
                            : asked.scrapeInterval().plus(SCRAPE_SLACK).toNanos();
            Runnable polled = waitNanos == 0 ? done : () -> control.after(waitNanos, done);
            if (waitNanos > 0) {
                waiting.accept(
                        "waiting %d s for the last scrape of Prometheus"
                                .formatted(waitNanos / 1_000_000_000));
            }
            List<Endpoint> endpoints = addresses.endpoints(over.replicas());
            if (endpoints.isEmpty()) {
                polled.run();
                return;
            }
            int[] awaited = {endpoints.size()};
            metrics.poll(
                    endpoints,
                    control.nanos() + LAST_POLL.toNanos(),
                    _ -> {
                        if (--awaited[0] == 0) {
                            polled.run();
                        }
                    });
        };
    }

    /**
     * What was seen of the load. Blocks while a Prometheus server is asked.
     *
     * @param folder with the one-second series, complete; null for none
     */
    Seen seen(Instant startedAt, Measurements measured, @Nullable Path folder)
            throws InterruptedException {
        var problems = new ArrayList<String>();
        var whole = new ArrayList<ServerView>();
        if (!pages.totals().isEmpty()) {
            whole.add(ServerViews.polled(pages.totals(), rows(measured, folder), loaded(measured)));
        }
        Map<Integer, ServerView> stages = new LinkedHashMap<>();
        MetricsConfig.Prometheus asks = prometheus;
        if (asks != null && stopped) {
            problems.add("Prometheus was not asked: the run was stopped");
        } else if (asks != null) {
            try (var server = new PrometheusServer(settings(asks))) {
                var asked = new Asked(server, asks.url().toString(), startedAt, measured);
                whole.add(asked.whole());
                if (experiment.report().prometheus().perStage()) {
                    asked.stages(stages);
                }
            } catch (IOException silent) {
                problems.add("no view of Prometheus: " + silent.getMessage());
            }
        }
        return new Seen(whole, stages, problems);
    }

    private static double loaded(Measurements measured) {
        return (measured.clock().endNanos() - measured.clock().loadStartNanos()) / 1e9;
    }

    private static List<SecondRow> rows(Measurements measured, @Nullable Path folder) {
        if (folder == null) {
            return List.of();
        }
        try {
            return RunFolder.open(folder).seconds().stream()
                    .filter(row -> row.atNanos() > measured.clock().loadStartNanos())
                    .toList();
        } catch (IOException unreadable) {
            // The folder's own problem, which the report names.
            return List.of();
        }
    }

    private PrometheusServer.Settings settings(MetricsConfig.Prometheus asks) {
        NameTable table =
                switch (experiment.server().type()) {
                    case VLLM -> NameTable.VLLM;
                    case SGLANG -> NameTable.SGLANG;
                    case TGI -> NameTable.TGI;
                };
        return new PrometheusServer.Settings(
                asks.url(),
                asks.scrapeInterval(),
                asks.filters(),
                table,
                experiment.server().modelName());
    }

    /** One Prometheus server's answers about one run. */
    private record Asked(
            PrometheusServer server, String source, Instant startedAt, Measurements measured) {

        ServerView whole() throws IOException, InterruptedException {
            Measurements.Clock clock = measured.clock();
            return view(clock.loadStartNanos(), clock.endNanos(), Instant.now());
        }

        void stages(Map<Integer, ServerView> stages) throws IOException, InterruptedException {
            long start = measured.clock().loadStartNanos();
            for (StagePlan plan : measured.plan()) {
                long end =
                        plan.toNanos() == Long.MAX_VALUE
                                ? measured.clock().endNanos()
                                : Math.min(start + plan.toNanos(), measured.clock().endNanos());
                long from = start + plan.fromNanos();
                if (end > from) {
                    stages.put(plan.index(), view(from, end, startedAt.plusNanos(end)));
                }
            }
        }

        private ServerView view(long fromNanos, long toNanos, Instant seen)
                throws IOException, InterruptedException {
            var window =
                    new PrometheusServer.Window(
                            startedAt.plusNanos(fromNanos), startedAt.plusNanos(toNanos), seen);
            return ServerViews.of(source, (toNanos - fromNanos) / 1e9, server.ask(window));
        }
    }
}
