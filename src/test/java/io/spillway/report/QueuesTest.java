package io.spillway.report;

import static io.spillway.report.Rows.replica;
import static io.spillway.report.Rows.row;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaState;
import io.spillway.record.SecondRow;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class QueuesTest {

    @Test
    void anOverloadLastsUntilNothingHasWaitedForAWhile() {
        List<SecondRow> rows =
                List.of(
                        row(1, 0),
                        row(2, 3),
                        row(3, 0),
                        row(4, 0),
                        row(5, 9),
                        row(6, 0),
                        row(7, 0),
                        row(8, 0),
                        row(9, 0),
                        row(10, 1));

        List<Overload> overloads = Overload.in(rows);

        assertEquals(
                List.of(new Overload(1, 6, true, 9, 5), new Overload(9, 10, false, 1, 10)),
                overloads);
        assertEquals(overloads.getFirst(), Overload.worst(rows));
        assertTrue(overloads.getFirst().contains(4));
        assertFalse(overloads.getFirst().contains(7));
    }

    @Test
    void requestsHeldForWantOfAReplicaWaitToo() {
        assertEquals(
                List.of(new Overload(0, 1, false, 7, 1)),
                Overload.in(List.of(row(1, 7, List.of()))));
        assertNull(Overload.worst(List.of(row(1), row(2, Double.NaN))));
    }

    @Test
    void queuesAreUnevenWhenOneWaitsWhileAnotherReadyReplicaIdles() {
        var rows = new ArrayList<SecondRow>();
        for (int second = 10; second < 16; second++) {
            rows.add(row(second, 2, second == 12 ? 40 : 20, 0));
        }

        UnevenQueues uneven = UnevenQueues.in(rows);

        assertNotNull(uneven);
        assertEquals(new UnevenQueues(new ReplicaId("r-2"), 40, 6, 9, 15), uneven);
    }

    @Test
    void queuesAreNotUnevenWhereAllWaitOrNoneIsKnownToIdle() {
        for (double other : new double[] {1, Double.NaN}) {
            var rows = new ArrayList<SecondRow>();
            for (int second = 1; second < 20; second++) {
                rows.add(row(second, 20, other));
            }
            assertNull(UnevenQueues.in(rows), "other has " + other);
        }
        var starting = new ArrayList<SecondRow>();
        for (int second = 1; second < 20; second++) {
            starting.add(
                    row(
                            second,
                            0,
                            List.of(
                                    replica(1, ReplicaState.READY, 20),
                                    replica(2, ReplicaState.STARTING, 0))));
        }
        assertNull(UnevenQueues.in(starting));
    }

    @Test
    void queuesAreNotUnevenForAMomentOrForAFew() {
        assertNull(UnevenQueues.in(List.of(row(1, 20, 0), row(2, 20, 0), row(3, 5, 5))));
        var few = new ArrayList<SecondRow>();
        for (int second = 1; second < 20; second++) {
            few.add(row(second, 4, 0));
        }
        assertNull(UnevenQueues.in(few));
    }

    @Test
    void whoAlreadyLooksAtQueuesIsNotToldTo() {
        assertTrue(RoutingText.looksAtQueues("routing: {type: queue-aware}"));
        assertTrue(RoutingText.looksAtQueues("routing:\n  type: least-request\n"));
        assertFalse(RoutingText.looksAtQueues("routing: {type: round-robin}"));
        assertFalse(RoutingText.looksAtQueues("routing: [unclosed"));
        assertFalse(RoutingText.looksAtQueues(""));
        assertFalse(RoutingText.looksAtQueues(null));
    }
}
