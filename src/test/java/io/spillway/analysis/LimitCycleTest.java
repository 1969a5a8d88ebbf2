package io.spillway.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

class LimitCycleTest {

    private static final List<Long> STEADY = Collections.nCopies(600, 20L);

    @Test
    void namesASawtoothUnderSteadyLoad() {
        LimitCycle cycle = LimitCycle.in(sawtooth(4), STEADY);

        assertNotNull(cycle);
        assertEquals(new LimitCycle(3, 100, 1, 3), cycle);
    }

    @Test
    void aFleetThatFollowsItsLoadHasNone() {
        List<Long> onAndOff = new ArrayList<>();
        for (int second = 0; second < 600; second++) {
            onAndOff.add(second / 50 % 2 == 0 ? 30L : 2L);
        }

        assertNull(LimitCycle.in(sawtooth(4), onAndOff));
    }

    @Test
    void onceIsNotAgainAndAgain() {
        assertNull(LimitCycle.in(sawtooth(2), STEADY));
        assertNull(LimitCycle.in(List.of(), STEADY));
    }

    /** Out to 3 every 100 s, in to 1 in between. */
    private static List<RunSummary.ScalingEvent> sawtooth(int teeth) {
        var changes = new ArrayList<RunSummary.ScalingEvent>();
        changes.add(new RunSummary.ScalingEvent(5, 3, 1, ""));
        for (int tooth = 0; tooth < teeth; tooth++) {
            changes.add(new RunSummary.ScalingEvent(10 + 100 * tooth, 1, 3, ""));
            changes.add(new RunSummary.ScalingEvent(80 + 100 * tooth, 3, 1, ""));
        }
        return changes;
    }
}
