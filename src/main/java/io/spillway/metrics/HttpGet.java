package io.spillway.metrics;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;

import javax.net.ssl.SSLContext;

/**
 * A small HTTP/1.1 client for questions asked about once a second: connections are reused, bodies
 * bounded. It never offers an upgrade, which servers of this kind answer by dropping bodies.
 *
 * <p>Its own threads: one selector, and virtual threads for callbacks.
 */
final class HttpGet implements AutoCloseable {

    /** An answer; anything else is an exception. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(int status, byte[] body) {
        boolean isOk() {
            return status == 200;
        }
    }

    private final Map<String, String> headers;
    private final int maxBytes;
    private final ExecutorService threads;
    private final HttpClient client;

    /**
     * @param headers sent with every request; may hold secrets
     * @param tls null for the JDK's defaults
     */
    HttpGet(String name, Map<String, String> headers, @Nullable SSLContext tls, int maxBytes) {
        this.headers = headers;
        this.maxBytes = maxBytes;
        this.threads =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name, 0).factory());
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(threads);
        if (tls != null) {
            builder.sslContext(tls);
        }
        this.client = builder.build();
    }

    /** Asks. Cancelling the future closes the connection. */
    CompletableFuture<Answer> get(URI uri, Duration timeout) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).version(HttpClient.Version.HTTP_1_1).timeout(timeout);
        headers.forEach(request::setHeader);
        BodyHandler<byte[]> body = _ -> new Bounded(maxBytes);
        return client.sendAsync(request.GET().build(), body)
                .thenApply(response -> new Answer(response.statusCode(), response.body()));
    }

    /** What went wrong, in a few words. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case ConnectException _ -> "connection refused";
            case HttpTimeoutException _ -> "no answer in time";
            case CancellationException _ -> "no answer in time";
            default ->
                    cause.getMessage() == null
                            ? cause.getClass().getSimpleName()
                            : cause.getMessage();
        };
    }

    @Override
    public void close() {
        client.shutdownNow();
        threads.shutdownNow();
    }

    /** Collects a body, and fails when it is too long instead of filling the heap. */
    private static final class Bounded implements BodySubscriber<byte[]> {
        private final BodySubscriber<byte[]> whole = BodySubscribers.ofByteArray();
        private final int maxBytes;
        private long bytes;
        private Flow.@Nullable Subscription subscription;

        Bounded(int maxBytes) {
            this.maxBytes = maxBytes;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return whole.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            whole.onSubscribe(given);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                bytes += buffer.remaining();
            }
            if (bytes <= maxBytes) {
                whole.onNext(buffers);
            } else if (subscription != null) {
                subscription.cancel();
                onError(new IOException("a body above " + maxBytes + " bytes"));
            }
        }

        @Override
        public void onError(Throwable failure) {
            whole.onError(failure);
        }

        @Override
        public void onComplete() {
            if (bytes <= maxBytes) {
                whole.onComplete();
            }
        }
    }
}
