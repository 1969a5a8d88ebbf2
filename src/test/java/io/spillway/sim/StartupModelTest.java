package io.spillway.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.StartPhase;
import io.spillway.sim.StartupModel.Milestone;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

class StartupModelTest {
    private static final Duration MEAN = Duration.ofSeconds(20);

    @Test
    void fixedStartTakesExactlyItsTime() {
        List<Milestone> milestones = StartupModel.fixed(MEAN).milestones(3);

        assertEquals(new Milestone(StartPhase.CREATE, 0), milestones.getFirst());
        assertEquals(new Milestone(StartPhase.READY, MEAN.toNanos()), milestones.getLast());
    }

    @Test
    void phasesComeInOrder() {
        List<Milestone> milestones = new StartupModel(MEAN, 0.3, 9).milestones(1);

        for (int i = 1; i < milestones.size(); i++) {
            assertTrue(
                    milestones.get(i).phase().compareTo(milestones.get(i - 1).phase()) > 0
                            && milestones.get(i).afterNanos()
                                    >= milestones.get(i - 1).afterNanos());
        }
    }

    @Test
    void meanAndSpreadAreAsAskedFor() {
        var model = new StartupModel(MEAN, 0.2, 11);
        double[] seconds =
                IntStream.rangeClosed(1, 20_000)
                        .mapToDouble(n -> model.totalNanos(n) / 1e9)
                        .toArray();
        double mean =
                IntStream.range(0, seconds.length).mapToDouble(i -> seconds[i]).average().orElse(0);
        double variance =
                IntStream.range(0, seconds.length)
                        .mapToDouble(i -> Math.pow(seconds[i] - mean, 2))
                        .average()
                        .orElse(0);

        assertEquals(20, mean, 0.1);
        assertEquals(0.2, Math.sqrt(variance) / mean, 0.01);
    }

    @Test
    void sameSeedAndOrdinalGiveTheSameStart() {
        assertEquals(
                new StartupModel(MEAN, 0.2, 1).totalNanos(4),
                new StartupModel(MEAN, 0.2, 1).totalNanos(4));
        assertNotEquals(
                new StartupModel(MEAN, 0.2, 1).totalNanos(4),
                new StartupModel(MEAN, 0.2, 1).totalNanos(5));
        assertNotEquals(
                new StartupModel(MEAN, 0.2, 1).totalNanos(4),
                new StartupModel(MEAN, 0.2, 2).totalNanos(4));
    }

    @Test
    void refusesImpossibleTimes() {
        assertThrows(
                IllegalArgumentException.class, () -> StartupModel.fixed(Duration.ofSeconds(-1)));
        assertThrows(IllegalArgumentException.class, () -> new StartupModel(MEAN, -0.1, 1));
        assertThrows(IllegalArgumentException.class, () -> new StartupModel(MEAN, Double.NaN, 1));
        assertEquals(0, new StartupModel(Duration.ZERO, 0.2, 1).totalNanos(1));
    }
}
