package io.spillway.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * How late chunks are stamped after the sender's own stamp, and which share of a core that takes,
 * at a fixed rate over many streams, one chunk per read: what real streams look like. A C reader
 * and the transport take turns.
 *
 * <p>Arguments: port of the sender, the C reader's path, repeats, streams, chunks a second, the
 * sender's log.
 */
final class PacedBench {
    private static final int WARM_UP_ROUNDS = 3;

    private final Streams streams;
    private final int count;
    private final Path log;

    private PacedBench(Streams streams, int count, Path log) {
        this.streams = streams;
        this.count = count;
        this.log = log;
    }

    /** What one round measured; delays in microseconds. */
    private record Measured(double cpuPercent, double p50, double p99) {}

    private Measured round() throws IOException, InterruptedException {
        // Room for the largest round; a chunk lies at its number in the sender's order.
        long[] times = new long[4_000_000];
        long origin = System.nanoTime() - streams.time.nanos();
        Streams.Round round =
                streams.read(
                        count,
                        (stream, number, nanos) ->
                                times[(int) number * count + stream] = origin + nanos);
        LongBuffer stamps =
                ByteBuffer.wrap(Files.readAllBytes(log))
                        .order(ByteOrder.nativeOrder())
                        .asLongBuffer();
        int chunks = stamps.remaining() - 1;
        if (chunks != round.chunks()) {
            throw new IllegalStateException(round.chunks() + " chunks of " + chunks);
        }
        long[] delays = new long[chunks];
        for (int i = 0; i < chunks; i++) {
            delays[i] = times[i] - stamps.get(i + 1);
        }
        Arrays.sort(delays);
        return new Measured(
                100.0 * round.cpuNanos() / round.wallNanos(),
                delays[chunks / 2] / 1e3,
                delays[(int) (chunks * 99L / 100)] / 1e3);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        int repeats = Integer.parseInt(args[2]);
        List<String> reader = List.of(args[1], "paced", args[0], args[3]);
        double[][] ours = new double[3][repeats];
        double[][] theirs = new double[3][repeats];
        try (var streams = new Streams(Integer.parseInt(args[0]))) {
            var bench = new PacedBench(streams, Integer.parseInt(args[3]), Path.of(args[5]));
            for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                bench.round();
            }
            for (int i = 0; i < repeats; i++) {
                double[] read = Machine.numbersOf(reader);
                theirs[0][i] = 100 * read[1] / read[2];
                theirs[1][i] = read[3] / 1e3;
                theirs[2][i] = read[4] / 1e3;
                Measured measured = bench.round();
                ours[0][i] = measured.cpuPercent();
                ours[1][i] = measured.p50();
                ours[2][i] = measured.p99();
            }
        }
        String name = "paced_" + args[4] + "_per_second_";
        IO.println(Figure.line(name + "cpu", "%", ours[0], theirs[0]));
        IO.println(Figure.line(name + "delay_p50", "us", ours[1], theirs[1]));
        IO.println(Figure.line(name + "delay_p99", "us", ours[2], theirs[2]));
    }
}
