package io.spillway.wiring;

import io.spillway.config.ConfigException;
import io.spillway.config.ConfigProblem;
import io.spillway.config.Origin;
import io.spillway.fleet.Endpoint;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSample;
import io.spillway.fleet.Signal;
import io.spillway.metrics.MetricsPoller;
import io.spillway.metrics.MetricsSettings;
import io.spillway.time.SystemTime;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;

/** Looks at servers' metrics and puts them into lines. */
public final class FleetMonitor implements AutoCloseable {

    private static final String FORMAT = "%-28s %9s %9s %8s %11s %s";

    private final List<Endpoint> endpoints;
    private final SystemTime time = SystemTime.start();
    private final SystemTime.ThreadScheduler scheduler = time.scheduler("spillway-monitor");
    private final MetricsPoller poller = new MetricsPoller(scheduler, MetricsSettings.DEFAULT);
    private final Map<ReplicaId, ReplicaSample> previous = new LinkedHashMap<>();

    private FleetMonitor(List<Endpoint> endpoints) {
        this.endpoints = List.copyOf(endpoints);
    }

    /**
     * Of {@code host:port} or URLs.
     *
     * @throws ConfigException when one is neither
     */
    public static FleetMonitor of(List<String> servers) {
        var endpoints = new ArrayList<Endpoint>();
        for (String server : servers) {
            String url = server.contains("://") ? server : "http://" + server;
            try {
                URI uri = URI.create(url.replaceAll("/+$", ""));
                if (uri.getHost() == null) {
                    throw new IllegalArgumentException("no host");
                }
                endpoints.add(new Endpoint(new ReplicaId(server), uri));
            } catch (IllegalArgumentException _) {
                String fix = "write host:port, or a URL as http://host:8000";
                throw new ConfigException(
                        List.of(
                                new ConfigProblem(
                                        new Origin.Whole("monitor"), "", server, fix, null)));
            }
        }
        return new FleetMonitor(endpoints);
    }

    /** One look: a line a server, after a heading where asked. Waits at most the given time. */
    public List<String> look(Duration limit, boolean heading) throws InterruptedException {
        var samples = new LinkedHashMap<ReplicaId, ReplicaSample>();
        var answered = new CountDownLatch(endpoints.size());
        long deadline = time.nanos() + limit.toNanos();
        poller.poll(
                endpoints,
                deadline,
                sample -> {
                    synchronized (samples) {
                        samples.put(sample.replica(), sample);
                    }
                    answered.countDown();
                });
        answered.await();
        var lines = new ArrayList<String>();
        if (heading) {
            lines.add(FORMAT.formatted("server", "waiting", "running", "kv", "tokens/s", ""));
        }
        synchronized (samples) {
            for (Endpoint endpoint : endpoints) {
                ReplicaSample sample = samples.get(endpoint.replica());
                if (sample != null) {
                    lines.add(line(sample));
                }
            }
        }
        return lines;
    }

    private String line(ReplicaSample sample) {
        ReplicaSample before = previous.put(sample.replica(), sample);
        if (!sample.isFresh()) {
            return FORMAT.formatted(sample.replica(), "-", "-", "-", "-", sample.problem());
        }
        return FORMAT.formatted(
                        sample.replica(),
                        number(sample.value(Signal.WAITING), "%.0f", 1),
                        number(sample.value(Signal.RUNNING), "%.0f", 1),
                        number(sample.value(Signal.KV_USAGE), "%.1f%%", 100),
                        number(rate(before, sample), "%.0f", 1),
                        "")
                .stripTrailing();
    }

    private static OptionalDouble rate(@Nullable ReplicaSample before, ReplicaSample now) {
        if (before == null || now.atNanos() <= before.atNanos()) {
            return OptionalDouble.empty();
        }
        OptionalDouble then = before.value(Signal.GENERATION_TOKENS);
        OptionalDouble total = now.value(Signal.GENERATION_TOKENS);
        if (then.isEmpty() || total.isEmpty() || total.getAsDouble() < then.getAsDouble()) {
            return OptionalDouble.empty();
        }
        double seconds = (now.atNanos() - before.atNanos()) / 1e9;
        return OptionalDouble.of((total.getAsDouble() - then.getAsDouble()) / seconds);
    }

    private static String number(OptionalDouble value, String format, double factor) {
        return value.isEmpty()
                ? "-"
                : String.format(Locale.ROOT, format, value.getAsDouble() * factor);
    }

    @Override
    public void close() {
        poller.close();
        scheduler.close();
    }
}
