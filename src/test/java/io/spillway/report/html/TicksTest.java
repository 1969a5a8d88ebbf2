package io.spillway.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;

class TicksTest {

    @Test
    void beginAtZeroAndReachTheMost() {
        assertEquals(List.of(0.0, 20.0, 40.0, 60.0, 80.0, 100.0), Ticks.upTo(100));
        assertEquals(0, Ticks.upTo(0).getFirst());
        assertTrue(Ticks.upTo(7).getLast() >= 7);
    }

    @Test
    void maySurroundWhatIsFarFromZero() {
        List<Double> ticks = Ticks.between(3496, 5411);
        assertEquals(3000, ticks.getFirst());
        assertEquals(5500, ticks.getLast());
        assertEquals(2, Ticks.between(5, 5).size());
    }
}
