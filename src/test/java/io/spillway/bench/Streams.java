package io.spillway.bench;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FailureCause;
import io.spillway.fleet.ReplicaId;
import io.spillway.load.InferenceRequest;
import io.spillway.load.RequestOptions;
import io.spillway.load.ResponseListener;
import io.spillway.load.http.HttpSettings;
import io.spillway.load.http.HttpTransport;
import io.spillway.prompt.Prompt;
import io.spillway.time.SystemTime;

import org.HdrHistogram.Histogram;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Streams read from the sender through the transport, with what a recorder does per chunk. */
final class Streams implements AutoCloseable {
    private static final long HOUR_NANOS = 3_600_000_000_000L;

    final SystemTime time = SystemTime.start();
    final Histogram ttft = new Histogram(HOUR_NANOS, 3);
    final Histogram itl = new Histogram(HOUR_NANOS, 3);
    private final HttpTransport transport;
    private final Endpoint endpoint;

    Streams(int port) throws IOException {
        this.transport = new HttpTransport(time, HttpSettings.DEFAULT);
        this.endpoint = Endpoint.http(new ReplicaId("sender"), "127.0.0.1", port);
    }

    /** What one round brought. */
    record Round(long chunks, long cpuNanos, long wallNanos, long ioBytes) {}

    /** Hears each chunk of each stream. */
    @FunctionalInterface
    interface Chunks {
        void chunk(int stream, long number, long nanos);
    }

    /** Reads this many streams at once to their ends. */
    Round read(int streams, Chunks listener) throws InterruptedException {
        var done = new CountDownLatch(streams);
        Reading[] readings = new Reading[streams];
        long ioBytes = Machine.allocatedBytes("spillway-io");
        long cpuNanos = Machine.processCpuNanos();
        long wallNanos = System.nanoTime();
        for (int i = 0; i < streams; i++) {
            readings[i] = new Reading(i, done, listener);
            transport.send(endpoint, request(i), readings[i]);
        }
        if (!done.await(10, TimeUnit.MINUTES)) {
            throw new IllegalStateException("a round that did not end");
        }
        wallNanos = System.nanoTime() - wallNanos;
        cpuNanos = Machine.processCpuNanos() - cpuNanos;
        ioBytes = Machine.allocatedBytes("spillway-io") - ioBytes;
        long chunks = 0;
        for (Reading reading : readings) {
            if (reading.failure != null) {
                throw new IllegalStateException("a stream failed: " + reading.failure);
            }
            chunks += reading.chunks;
        }
        return new Round(chunks, cpuNanos, wallNanos, ioBytes);
    }

    private static InferenceRequest request(int stream) {
        Prompt.Content.Tokens tokens = () -> new int[] {1000, 1001};
        Map<String, String> headers = Map.of("X-Stream", Integer.toString(stream));
        var prompt = new Prompt(2, 0, List.of(), null, tokens);
        return new InferenceRequest(0, 0, prompt, "m", RequestOptions.DEFAULT, headers);
    }

    private final class Reading implements ResponseListener {
        private final int stream;
        private final CountDownLatch done;
        private final Chunks listener;
        private long sentNanos;
        private long lastNanos;
        private long chunks;
        private volatile FailureCause failure;

        Reading(int stream, CountDownLatch done, Chunks listener) {
            this.stream = stream;
            this.done = done;
            this.listener = listener;
        }

        @Override
        public void sent(long nanos) {
            sentNanos = nanos;
        }

        @Override
        public void text(long nanos) {
            listener.chunk(stream, chunks, nanos);
            if (chunks++ == 0) {
                ttft.recordValue(nanos - sentNanos);
            } else {
                itl.recordValue(nanos - lastNanos);
            }
            lastNanos = nanos;
        }

        @Override
        public void completed(long nanos, Usage usage) {
            done.countDown();
        }

        @Override
        public void failed(long nanos, FailureCause cause) {
            failure = cause;
            done.countDown();
        }
    }

    @Override
    public void close() {
        transport.close();
    }
}
