package io.spillway.actuate.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spillway.actuate.cluster.HolderWatch.Verdict;
import io.spillway.fleet.RunId;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class HolderWatchTest {

    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    private final HolderWatch watch = new HolderWatch(new RunId("night"));

    private static LeaseView lease(String name, String holder, Instant renewed, int seconds) {
        return new LeaseView(name, "1", holder, renewed, seconds, Map.of(), Map.of());
    }

    private static Instant at(int seconds) {
        return T0.plusSeconds(seconds);
    }

    @Test
    void nobodyWhoHoldsALeaseIsGone() {
        assertEquals(new Verdict.Gone(), watch.look(List.of(), T0));
        assertEquals(new Verdict.Gone(), watch.look(List.of(lease("a", "", T0, 15)), T0));
    }

    @Test
    void aKilledControllersLeaseRunsOut() {
        List<LeaseView> leases = List.of(lease("a", "night/1-1", T0, 15));

        assertEquals(new Verdict.NotKnown("a", Duration.ofSeconds(11)), watch.look(leases, at(4)));
        assertEquals(new Verdict.NotKnown("a", Duration.ofSeconds(1)), watch.look(leases, at(14)));
        assertEquals(new Verdict.Gone(), watch.look(leases, at(15)));
    }

    @Test
    void aControllerThatRenewsIsAtWork() {
        watch.look(List.of(lease("a", "night/1-1", T0, 15)), at(4));

        assertEquals(
                new Verdict.AtWork("a"),
                watch.look(List.of(lease("a", "night/1-1", at(5), 15)), at(5)));
    }

    @Test
    void controllersOfOtherRunsAreNoMatter() {
        assertEquals(
                new Verdict.Gone(), watch.look(List.of(lease("a", "nightly/1-1", T0, 15)), at(1)));
    }

    @Test
    void theLeaseThatRunsOutLastIsWaitedFor() {
        List<LeaseView> leases =
                List.of(
                        lease("a", "night/1-1", T0, 15),
                        lease("b", "night/1-1", T0, 60),
                        lease("c", "night/1-1", T0, 30));

        assertEquals(new Verdict.NotKnown("b", Duration.ofSeconds(60)), watch.look(leases, T0));
    }
}
