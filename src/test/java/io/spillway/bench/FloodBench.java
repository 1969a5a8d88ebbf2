package io.spillway.bench;

import java.io.IOException;
import java.util.List;

/**
 * How many chunks of a stream the transport reads per second of CPU when they come as fast as they
 * can be sent, recording TTFT and every ITL, beside a C reader that only counts them. Reader and
 * transport take turns; the CPU time is that of the whole process.
 *
 * <p>Arguments: port of the sender, the C reader's path, repeats.
 */
final class FloodBench {
    private static final int STREAMS = 2;
    private static final int WARM_UP_ROUNDS = 8;

    private FloodBench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int repeats = Integer.parseInt(args[2]);
        List<String> reader = List.of(args[1], "flood", args[0], Integer.toString(STREAMS));
        double[] ours = new double[repeats];
        double[] theirs = new double[repeats];
        double[] oursWall = new double[repeats];
        double[] theirsWall = new double[repeats];
        double[] bytes = new double[repeats];
        try (var streams = new Streams(Integer.parseInt(args[0]))) {
            for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                streams.read(STREAMS, (_, _, _) -> {});
            }
            for (int i = 0; i < repeats; i++) {
                double[] read = Machine.numbersOf(reader);
                theirs[i] = read[0] / read[1] * 1e9;
                theirsWall[i] = read[0] / read[2] * 1e9;
                Streams.Round round = streams.read(STREAMS, (_, _, _) -> {});
                ours[i] = (double) round.chunks() / round.cpuNanos() * 1e9;
                oursWall[i] = (double) round.chunks() / round.wallNanos() * 1e9;
                bytes[i] = (double) round.ioBytes() / round.chunks();
            }
        }
        IO.println(Figure.line("flood_chunks_per_cpu_second", "1/s", ours, theirs));
        IO.println(Figure.line("flood_chunks_per_second", "1/s", oursWall, theirsWall));
        IO.println(Figure.line("flood_bytes_allocated_per_chunk", "B", bytes));
    }
}
