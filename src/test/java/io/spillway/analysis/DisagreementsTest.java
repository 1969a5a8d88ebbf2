package io.spillway.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

class DisagreementsTest {
    private static final Dist HALF = new Dist(0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 100);

    private static RunSummary summary(long failed) {
        var requests =
                new RunSummary.Requests(
                        100 + failed, 100 + failed, 100, failed, new TreeMap<>(), 0, 0, null);
        var both = new RunSummary.FromBoth(HALF, HALF);
        return new RunSummary(
                new RunSummary.Identity("r", Instant.EPOCH, RunSummary.Clock.LIVE, 1),
                60,
                new RunSummary.Validity(true, List.of(), List.of()),
                requests,
                new RunSummary.Latency(both, HALF, HALF, both, HALF),
                new RunSummary.Tokens(6400, 1600),
                new RunSummary.Throughput(1, 1, 1, null),
                null,
                null,
                null,
                List.of(),
                RunSummary.Beside.NOTHING,
                new RunSummary.Environment("0", "25", 2, "Linux"));
    }

    private static List<String> between(
            double requests, double output, double ttftSeconds, long failed) {
        var view =
                new ServerView(
                        ServerView.POLLING,
                        60,
                        Map.of(
                                "e2e_request_latency_seconds_count",
                                requests,
                                "generation_tokens_total",
                                output),
                        Map.of(
                                "time_to_first_token_seconds",
                                new ServerView.Tail(ttftSeconds, 0, 0, 0)),
                        List.of());
        return view.against(summary(failed)).disagreements();
    }

    @Test
    void aWarmUpRequestAndOnePercentAreNoDisagreement() {
        assertEquals(List.of(), between(102, 1630, 0.46, 0));
        assertEquals(List.of(), between(98, 1585, 0.54, 0));
    }

    @Test
    void requestsOfSomebodyElseAreNamed() {
        assertEquals(
                List.of(
                        "the servers finished 120 requests, 100 succeeded here: somebody else sent"
                                + " requests too",
                        "output tokens: 2000 counted by the servers, 1600 here"),
                between(120, 2000, 0.5, 0));
    }

    @Test
    void requestsThatNoServerSawAreNamed() {
        assertEquals(
                List.of(
                        "the servers finished 80 requests, 100 succeeded here: not every server was"
                                + " seen all the time",
                        "output tokens: 1200 counted by the servers, 1600 here"),
                between(80, 1200, 0.5, 0));
    }

    @Test
    void timeSpentOnTheWayIsNamed() {
        assertEquals(
                List.of(
                        "TTFT: mean 500.0 ms here, 400.0 ms by the servers: the rest is spent"
                                + " outside the engine, on the way or in a proxy"),
                between(100, 1600, 0.4, 0));
    }

    @Test
    void failedRequestsMayCountAtTheServersOrNot() {
        assertEquals(List.of(), between(115, 1900, 0.5, 15));
        assertEquals(List.of(), between(100, 1600, 0.5, 15));
    }

    @Test
    void whatTheServersDoNotSayIsNoDisagreement() {
        var silent = new ServerView("x", 60, Map.of(), Map.of(), List.of());
        assertEquals(List.of(), silent.against(summary(0)).disagreements());
    }
}
