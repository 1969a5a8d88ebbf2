package io.spillway.metrics;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.HealthProbe;
import io.spillway.time.Cancellable;
import io.spillway.time.Scheduler;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;

/**
 * Asks a replica's health route: 200 means that it serves. Any thread may ask; answers arrive on
 * the scheduler's thread.
 */
public final class HttpHealthProbe implements HealthProbe, AutoCloseable {
    private static final int MAX_BYTES = 64 * 1024;

    private final Scheduler control;
    private final String path;
    private final HttpGet http;

    /** Asks {@code /health}. */
    public HttpHealthProbe(Scheduler control, @Nullable SSLContext tls) {
        this(control, "/health", tls);
    }

    /**
     * @param control on whose thread answers are delivered
     * @param path of the health route
     * @param tls for {@code https} endpoints; null for the JDK's defaults
     */
    public HttpHealthProbe(Scheduler control, String path, @Nullable SSLContext tls) {
        this.control = control;
        this.path = path;
        this.http = new HttpGet("spillway-health-", Map.of(), tls, MAX_BYTES);
    }

    @Override
    public void probe(Endpoint endpoint, long deadlineNanos, Consumer<Health> sink) {
        long leftNanos = deadlineNanos - control.nanos();
        var once = new Once(sink);
        if (leftNanos <= 0) {
            control.execute(() -> once.tell(new Health.NotServing("no time to ask")));
            return;
        }
        CompletableFuture<HttpGet.Answer> answer =
                http.get(endpoint.resolve(path), Duration.ofNanos(leftNanos));
        Cancellable alarm =
                control.at(
                        deadlineNanos,
                        () -> {
                            once.tell(new Health.NotServing("no answer in time"));
                            answer.cancel(true);
                        });
        var _ =
                answer.handle(
                        (page, failure) -> {
                            alarm.cancel();
                            Health health = health(page, failure);
                            control.execute(() -> once.tell(health));
                            return health;
                        });
    }

    private static Health health(HttpGet.@Nullable Answer answer, @Nullable Throwable failure) {
        if (answer == null) {
            return new Health.NotServing(failure == null ? "no answer" : HttpGet.reason(failure));
        }
        return answer.isOk()
                ? new Health.Serving()
                : new Health.NotServing("status " + answer.status());
    }

    @Override
    public void close() {
        http.close();
    }

    /** Passes the first answer on. Confined to the control thread. */
    private static final class Once {
        private final Consumer<Health> sink;
        private boolean told;

        Once(Consumer<Health> sink) {
            this.sink = sink;
        }

        void tell(Health health) {
            if (!told) {
                told = true;
                sink.accept(health);
            }
        }
    }
}
