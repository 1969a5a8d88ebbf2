package io.spillway.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import static java.lang.Double.POSITIVE_INFINITY;

import io.spillway.fleet.ReplicaId;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

class PageTotalsTest {
    private static final ReplicaId A = new ReplicaId("a");
    private static final ReplicaId B = new ReplicaId("b");

    private final ExpositionParser parser = new ExpositionParser(ExpositionParser.Limits.DEFAULT);
    private final PageTotals totals = new PageTotals();

    private void page(ReplicaId replica, String text) throws ExpositionException {
        Exposition page = parser.parse(text.getBytes(StandardCharsets.UTF_8));
        totals.page(replica, 0, ServerMetrics.of(page, null));
    }

    private static String counter(int tokens) {
        return "vllm:prompt_tokens_total " + tokens + "\nvllm:num_requests_waiting 9\n";
    }

    private static String histogram(int fast, int all, double sum) {
        String name = "vllm:time_to_first_token_seconds";
        return name
                + ("_bucket{le=\"0.1\"} %d\n" + name + "_bucket{le=\"+Inf\"} %d\n")
                        .formatted(fast, all)
                + (name + "_count %d\n" + name + "_sum %s\n").formatted(all, sum);
    }

    @Test
    void replicasCountFromTheirFirstPageOnAndAddUp() throws ExpositionException {
        page(A, counter(1000));
        page(A, counter(1100));
        page(B, counter(50));
        page(B, counter(75));
        page(A, counter(1110));
        assertEquals(OptionalDouble.of(135), totals.totals().increment("prompt_tokens_total"));
    }

    @Test
    void aRestartedReplicaCountsFromZero() throws ExpositionException {
        page(A, counter(1000));
        page(A, counter(1100));
        page(A, counter(30));
        assertEquals(OptionalDouble.of(130), totals.totals().increment("prompt_tokens_total"));
    }

    @Test
    void gaugesAreNoCounters() throws ExpositionException {
        page(A, counter(1));
        page(A, counter(2));
        assertEquals(OptionalDouble.empty(), totals.totals().increment("num_requests_waiting"));
    }

    @Test
    void histogramsTellOfTheTimeWatchedOnly() throws ExpositionException {
        page(A, histogram(5, 100, 500));
        page(A, histogram(15, 110, 500.5));
        ServerTotals seen = totals.totals();
        assertEquals(0.05, seen.mean("time_to_first_token_seconds").orElseThrow(), 1e-9);
        assertEquals(0.05, seen.quantile("time_to_first_token_seconds", 0.5).orElseThrow(), 1e-9);
    }

    /** Twenty requests, 40 µs in the queue each, all in a first bucket that ends at 0.3 s. */
    @Test
    void aQuantileIsNeverMoreThanTheMeanAllows() {
        var seen =
                new ServerTotals(
                        Map.of("q_sum", 20 * 40e-6, "q_count", 20.0),
                        Map.of("q", new TreeMap<>(Map.of(0.3, 20.0, POSITIVE_INFINITY, 20.0))),
                        Map.of());

        assertEquals(80e-6, seen.quantile("q", 0.5).orElseThrow(), 1e-12);
        assertEquals(4e-3, seen.quantile("q", 0.99).orElseThrow(), 1e-12);
    }

    @Test
    void nothingSeenIsNothingKnown() {
        assertEquals(ServerTotals.NONE, totals.totals());
    }
}
