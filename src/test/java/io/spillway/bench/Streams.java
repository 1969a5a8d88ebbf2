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
import java.util.function.LongConsumer;

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

    /** Reads this many streams at once to their ends; texts hears the time of each chunk. */
    Round read(int streams, LongConsumer texts) throws InterruptedException {
        var done = new CountDownLatch(streams);
        Reading[] readings = new Reading[streams];
        long ioBytes = Machine.allocatedBytes("spillway-io");
        long cpuNanos = Machine.processCpuNanos();
        long wallNanos = System.nanoTime();
        for (int i = 0; i < streams; i++) {
            readings[i] = new Reading(done, texts);
            transport.send(endpoint, request(), readings[i]);
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

    private static InferenceRequest request() {
        Prompt.Content.Tokens tokens = () -> new int[] {1000, 1001};
        var prompt = new Prompt(2, 0, List.of(), null, tokens);
        return new InferenceRequest(0, 0, prompt, "m", RequestOptions.DEFAULT, Map.of());
    }

    private final class Reading implements ResponseListener {
        private final CountDownLatch done;
        private final LongConsumer texts;
        private long sentNanos;
        private long lastNanos;
        private long chunks;
        private volatile FailureCause failure;

        Reading(CountDownLatch done, LongConsumer texts) {
            this.done = done;
            this.texts = texts;
        }

        @Override
        public void sent(long nanos) {
            sentNanos = nanos;
        }

        @Override
        public void text(long nanos) {
            if (chunks++ == 0) {
                ttft.recordValue(nanos - sentNanos);
            } else {
                itl.recordValue(nanos - lastNanos);
            }
            lastNanos = nanos;
            texts.accept(nanos);
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
