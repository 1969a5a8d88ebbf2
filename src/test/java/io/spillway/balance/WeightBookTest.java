package io.spillway.balance;

import static io.spillway.balance.Picks.SECOND;
import static io.spillway.balance.Picks.id;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.balance.WeightBook.Mode;
import io.spillway.fleet.ReplicaSample;
import io.spillway.fleet.Signal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

class WeightBookTest {

    private static void run(WeightBook book, int replica, double perSecond, double waiting) {
        for (int second = 0; second <= 10; second++) {
            book.observe(
                    ReplicaSample.fresh(
                            id(replica),
                            second * SECOND,
                            Map.of(
                                    Signal.WAITING,
                                    waiting,
                                    Signal.GENERATION_TOKENS,
                                    perSecond * second)));
        }
    }

    private static WeightBook book(Mode mode, String... gpuResources) {
        var book = new WeightBook(mode);
        for (int i = 0; i < gpuResources.length; i++) {
            book.arrived(id(i), null, gpuResources[i], 1);
        }
        return book;
    }

    /** Shares of an H100: the smaller of multiprocessors / 132 and memory slices / 8. */
    @ParameterizedTest
    @CsvSource({
        "1g.10gb, 0.121",
        "1g.20gb, 0.197",
        "2g.20gb, 0.242",
        "3g.40gb, 0.455",
        "4g.40gb, 0.485",
        "7g.80gb, 1",
        "nvidia.com/mig-1g.12gb, 0.121",
        "nvidia.com/mig-3g.48gb, 0.455",
        "nvidia.com/mig-1g.12gb.me, 0.121",
        "1g.5gb+me, 0.121",
        "H100-MIG-2g.24gb, 0.242",
    })
    void priorIsTheSmallerShare(String name, double expected) {
        assertEquals(expected, MigPrior.of(name).orElseThrow(), 5e-4);
    }

    @ParameterizedTest
    @CsvSource({"nvidia.com/gpu", "5g.40gb", "h100", "''"})
    void noPriorForWhatIsNoSlice(String name) {
        assertTrue(MigPrior.of(name).isEmpty());
    }

    @Test
    void autoTakesTheSliceThenEqual() {
        WeightBook book = book(Mode.AUTO, "nvidia.com/mig-1g.12gb", "nvidia.com/gpu");

        assertEquals(16 / 132.0, book.weight(id(0)), 1e-9);
        assertEquals(1, book.weight(id(1)));
    }

    @Test
    void configuredAndLabelledComeBeforeTheName() {
        var book = new WeightBook(Mode.AUTO);
        book.arrived(id(0), 3.0, "nvidia.com/mig-1g.12gb", 0.5);
        book.arrived(id(1), null, "nvidia.com/mig-1g.12gb", 0.5);

        assertEquals(3, book.weight(id(0)));
        assertEquals(0.5, book.weight(id(1)));
    }

    @Test
    void measuredCapacityReplacesThePrior() {
        WeightBook book = book(Mode.AUTO, "1g.12gb", "1g.12gb", "1g.12gb");
        run(book, 0, 300, 5);
        run(book, 1, 100, 5);
        book.renew();

        assertEquals(3, book.weight(id(0)) / book.weight(id(1)), 1e-9);
        assertEquals(16 / 132.0, book.weight(id(2)), 1e-9);
        assertEquals(2 * 16 / 132.0, book.weight(id(0)) + book.weight(id(1)), 1e-9);
    }

    @Test
    void measurementNearThePriorKeepsEqualReplicasEqual() {
        WeightBook book = book(Mode.AUTO, "nvidia.com/gpu", "nvidia.com/gpu");
        run(book, 0, 104, 5);
        run(book, 1, 96, 5);
        book.renew();

        assertEquals(1, book.weight(id(0)));
        assertEquals(1, book.weight(id(1)));
    }

    @Test
    void anIdleReplicaShowsNoCapacity() {
        WeightBook book = book(Mode.MEASURED, "nvidia.com/gpu", "nvidia.com/gpu");
        run(book, 0, 300, 5);
        run(book, 1, 3, 0);
        book.renew();

        assertEquals(1, book.weight(id(0)));
        assertEquals(1, book.weight(id(1)));
    }

    @Test
    void staticIgnoresSlicesAndMeasurements() {
        var book = new WeightBook(Mode.STATIC);
        book.arrived(id(0), 2.0, "1g.12gb", 1);
        book.arrived(id(1), null, "1g.12gb", 1);
        run(book, 0, 300, 5);
        run(book, 1, 3000, 5);
        book.renew();

        assertEquals(2, book.weight(id(0)));
        assertEquals(1, book.weight(id(1)));
    }

    @Test
    void aRestartedCounterIsNoMeasurement() {
        WeightBook book = book(Mode.AUTO, "nvidia.com/gpu", "nvidia.com/gpu");
        run(book, 0, 100, 5);
        book.observe(
                ReplicaSample.fresh(
                        id(0),
                        11 * SECOND,
                        Map.of(Signal.WAITING, 5.0, Signal.GENERATION_TOKENS, 0.0)));
        run(book, 1, 100, 5);
        book.renew();

        assertEquals(1, book.weight(id(0)));
    }

    @Test
    void modesGoByName() {
        assertEquals(Mode.MIG, Mode.named("mig"));
        assertThrows(IllegalArgumentException.class, () -> Mode.named("guess"));
    }
}
