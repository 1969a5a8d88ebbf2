package io.spillway.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Compares the same experiment on both clocks: {@code TwoClocks DIR SEED...}, where DIR holds the
 * results folders {@code live-SEED} and {@code virtual-SEED}. Prints a row a seed. Exit code 0 when
 * at least four in five seeds decide at the same checks and those agree: TTFT p50 and p95 within
 * the larger of 10 % and 10 ms, paid replica-seconds within 5 %.
 */
final class TwoClocks {
    private static final double RELATIVE = 0.10;
    private static final double ABSOLUTE_SECONDS = 0.010;
    private static final double PAID = 0.05;

    private static final ObjectMapper JSON = new ObjectMapper();

    private record Run(List<String> decisions, double p50, double p95, double paid) {}

    private TwoClocks() {}

    public static void main(String... args) throws IOException {
        int same = 0;
        boolean agree = true;
        System.out.println(
                "seed  decisions      TTFT p50 live/virtual ms  TTFT p95 live/virtual ms  paid"
                        + " live/virtual s");
        for (int i = 1; i < args.length; i++) {
            Run live = read(Path.of(args[0], "live-" + args[i]));
            Run virtual = read(Path.of(args[0], "virtual-" + args[i]));
            boolean together = live.decisions.equals(virtual.decisions);
            boolean close =
                    isClose(live.p50, virtual.p50)
                            && isClose(live.p95, virtual.p95)
                            && Math.abs(live.paid - virtual.paid) <= PAID * virtual.paid;
            System.out.printf(
                    Locale.ROOT,
                    "%4s  %-13s %12.1f %-12.1f %12.1f %-12.1f %9.1f %.1f%s%n",
                    args[i],
                    together ? "the same" : "differ",
                    live.p50 * 1e3,
                    virtual.p50 * 1e3,
                    live.p95 * 1e3,
                    virtual.p95 * 1e3,
                    live.paid,
                    virtual.paid,
                    together && !close ? "  too far apart" : "");
            if (together) {
                same++;
                agree &= close;
            } else {
                System.out.println("      live:    " + live.decisions);
                System.out.println("      virtual: " + virtual.decisions);
            }
        }
        int seeds = args.length - 1;
        System.out.printf("decided at the same checks: %d of %d seeds%n", same, seeds);
        System.exit(agree && same * 5 >= seeds * 4 ? 0 : 1);
    }

    private static boolean isClose(double live, double virtual) {
        return Math.abs(live - virtual) <= Math.max(ABSOLUTE_SECONDS, RELATIVE * virtual);
    }

    private static Run read(Path folder) throws IOException {
        JsonNode summary = JSON.readTree(folder.resolve("summary.json").toFile());
        JsonNode ttft = summary.at("/latency_seconds/ttft/from_intended");
        return new Run(
                decisions(folder.resolve("events.jsonl")),
                ttft.get("p50").doubleValue(),
                ttft.get("p95").doubleValue(),
                summary.at("/replicas/paid_seconds").doubleValue());
    }

    /** The checks, by number, at which the policy scaled, and to how many. */
    private static List<String> decisions(Path events) throws IOException {
        var decisions = new ArrayList<String>();
        int check = 0;
        for (String line : Files.readAllLines(events)) {
            JsonNode event = JSON.readTree(line);
            if (!event.path("type").asText().equals("check")) {
                continue;
            }
            check++;
            if (event.path("decision").asText().equals("scale")) {
                decisions.add("check %d to %d".formatted(check, event.path("target").asInt()));
            }
        }
        return decisions;
    }
}
