package io.spillway.load.http;

import io.spillway.load.RequestOptions.Api;
import io.spillway.load.ResponseListener.Usage;
import io.spillway.load.http.Wire.Shape;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import java.util.concurrent.TimeUnit;

/** Decoding a stream that is already in memory: nanoseconds a chunk. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StreamReaderBenchmark {
    private static final int CHUNKS = 300;

    private final byte[] completion = Wire.streamed(new Shape(Api.COMPLETION, CHUNKS, 1, "\n"));
    private final byte[] chat = Wire.streamed(new Shape(Api.CHAT, CHUNKS, 1, "\n"));
    private final byte[] scratch = new byte[1 << 17];

    /** Counts texts. */
    private static final class Counter implements StreamReader.Sink, ResponseParser.Sink {
        private final StreamReader reader;
        private int texts;

        Counter(byte[][] names) {
            this.reader = new StreamReader(names, this);
        }

        @Override
        public void firstChunk() {}

        @Override
        public void text() {
            texts++;
        }

        @Override
        public void silentToken() {}

        @Override
        public void finish() {}

        @Override
        public void done(@Nullable Usage usage) {}

        @Override
        public void error(String message) {}

        @Override
        public void head(ResponseHead head) {}

        @Override
        public void body(byte[] bytes, int from, int to) throws MalformedResponseException {
            reader.feed(bytes, from, to);
        }

        @Override
        public void end() {}
    }

    private int read(byte[] response, byte[][] names, int most) throws MalformedResponseException {
        var parser = new ResponseParser();
        var counter = new Counter(names);
        for (int from = 0; from < response.length; from += most) {
            int length = Math.min(most, response.length - from);
            System.arraycopy(response, from, scratch, 0, length);
            parser.feed(scratch, 0, length, counter);
            counter.reader.endOfRead();
        }
        if (counter.texts != CHUNKS) {
            throw new IllegalStateException("read " + counter.texts + " chunks");
        }
        return counter.texts;
    }

    @Benchmark
    @OperationsPerInvocation(CHUNKS)
    public int completionsInLargeReads() throws MalformedResponseException {
        return read(completion, TextField.COMPLETION, 1 << 16);
    }

    @Benchmark
    @OperationsPerInvocation(CHUNKS)
    public int chatInLargeReads() throws MalformedResponseException {
        return read(chat, TextField.CHAT, 1 << 16);
    }

    @Benchmark
    @OperationsPerInvocation(CHUNKS)
    public int completionsInOddReads() throws MalformedResponseException {
        return read(completion, TextField.COMPLETION, 217);
    }
}
