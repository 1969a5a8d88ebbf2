package io.spillway.arrival;

import static io.spillway.arrival.Sampled.all;
import static io.spillway.arrival.Sampled.constant;
import static io.spillway.arrival.Sampled.decimal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.time.Seeds;
import io.spillway.trace.Trace;
import io.spillway.trace.TraceRow;

import org.junit.jupiter.api.Test;

import java.util.List;

class LoadShapesTest {

    private static final ArrivalLaw EVEN = new ArrivalLaw.Even();
    private static final long SECOND = 1_000_000_000L;

    @Test
    void runsStagesOnOneClockWithoutAGap() {
        LoadShape.OpenLoop shape = stages(0);

        List<Arrival> arrivals = all(shape.arrivals());

        assertEquals(
                List.of(
                        new LoadShape.Stage(0, 1, 0, 3 * SECOND),
                        new LoadShape.Stage(1, 2, 3 * SECOND, 4 * SECOND)),
                shape.stages());
        assertEquals(new Arrival(3 * SECOND, 1, 3), arrivals.get(3));
        assertEquals(4 * SECOND, shape.arrivals().endNanos());
    }

    @Test
    void waitsBetweenStagesWhenAskedTo() {
        LoadShape.OpenLoop shape = stages(SECOND / 2);

        assertEquals(3 * SECOND + SECOND / 2, all(shape.arrivals()).get(3).atNanos());
        assertEquals(4 * SECOND + SECOND / 2, shape.arrivals().endNanos());
    }

    private static LoadShape.OpenLoop stages(long gapNanos) {
        var first = new StageSpec.Rated(constant("1", "3"), EVEN);
        var second = new StageSpec.Rated(constant("2", "1"), EVEN);
        var spec = new LoadSpec.Stages(List.of(first, second), gapNanos);
        return LoadShapes.stages(spec, Seeds.of(1));
    }

    @Test
    void replaysATraceFasterByItsSpeed() {
        Trace trace =
                Trace.of(
                        List.of(
                                new TraceRow(0, 10, 5, List.of()),
                                new TraceRow(5 * SECOND, 10, 5, List.of()),
                                new TraceRow(5 * SECOND, 10, 5, List.of()),
                                new TraceRow(20 * SECOND, 10, 5, List.of())),
                        16);

        LoadShape.OpenLoop shape = LoadShapes.replay(trace, decimal("10"));

        assertEquals(
                List.of(0L, SECOND / 2, SECOND / 2, 2 * SECOND),
                all(shape.arrivals()).stream().map(Arrival::atNanos).toList());
        assertEquals(2 * SECOND, shape.arrivals().endNanos());
        assertTrue(Double.isNaN(shape.stages().getFirst().requestedRate()));
    }

    @Test
    void saysWhichLevelsOfAClosedLoopHaveNoKnownStart() {
        var timed = new LoadShape.Users(4, 0, Long.MAX_VALUE, 10 * SECOND);
        var counted = new LoadShape.Users(8, 0, 100, Long.MAX_VALUE);

        LoadShape.ClosedLoop shape =
                LoadShapes.closed(new LoadSpec.Closed(List.of(timed, counted, timed)));

        assertEquals(10 * SECOND, shape.stages().get(1).fromNanos());
        assertEquals(Long.MAX_VALUE, shape.stages().get(1).toNanos());
        assertEquals(Long.MAX_VALUE, shape.stages().get(2).fromNanos());
    }

    @Test
    void refusesWhatHasNoMeaning() {
        assertThrows(IllegalArgumentException.class, () -> constant("-1", "5"));
        assertThrows(IllegalArgumentException.class, () -> constant("1", "0"));
        assertThrows(
                IllegalArgumentException.class,
                () -> new RateProfile.Exponential(decimal("0"), decimal("1"), decimal("1")));
        assertThrows(IllegalArgumentException.class, () -> new ArrivalLaw.Gamma(Double.NaN, false));
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new StageSpec.Rated(
                                new RateProfile.Linear(decimal("1"), decimal("2"), decimal("1")),
                                new ArrivalLaw.InferencePerfConstant()));
        assertThrows(IllegalArgumentException.class, () -> new LoadSpec.Stages(List.of(), 0));
    }
}
