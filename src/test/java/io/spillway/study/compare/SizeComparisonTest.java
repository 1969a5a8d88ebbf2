package io.spillway.study.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.analysis.RunSummary;
import io.spillway.analysis.Scalability;
import io.spillway.config.Experiment;
import io.spillway.study.StudyRig;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

class SizeComparisonTest {

    private static final Path FILE = Path.of("examples/single-vs-multi.yml");

    /** The command of the README, on the virtual clock. */
    @Test
    void theExampleScalesAlmostLinearly() throws Exception {
        SizesResult result = compare(StudyRig.experiment(FILE), true, 1, 2, 4, 8);

        assertEquals(
                List.of(1, 2, 4, 8), result.sizes().stream().map(SizeResult::replicas).toList());
        for (SizeResult size : result.sizes()) {
            assertEquals(size.replicas(), size.speedUp(), 0.1 * size.replicas(), size::toString);
            assertEquals(size.speedUp() / size.replicas(), size.efficiency(), 1e-12);
        }
        assertTrue(latency(result.sizes().getFirst()) > latency(result.sizes().getLast()));
        assertTrue(
                SizesTable.lines(result).stream()
                        .anyMatch(
                                line ->
                                        line.startsWith("Universal Scalability Law")
                                                || line.startsWith("No scalability law")));
    }

    @Test
    void saturationNeedsNoObjectivesAndComesToTheSame() throws Exception {
        Experiment experiment = StudyRig.experiment(FILE, "--slo={}");

        assertEquals(SizeComparison.At.SATURATION, SizeComparison.usual(experiment));
        SizesResult result = compare(experiment, false, 1, 2);

        assertEquals(2, result.sizes().getLast().speedUp(), 0.15);
        assertNull(result.sizes().getFirst().load());
        var refused = assertInstanceOf(Scalability.Refused.class, result.scalability());
        assertTrue(refused.reason().contains("at least 4 sizes"), refused.reason());
    }

    @Test
    void refusesWhatCannotBeMeasured() {
        Experiment none = StudyRig.experiment(FILE, "--slo={}");
        Experiment few =
                StudyRig.experiment(
                        FILE,
                        "--fleet",
                        "{actuator: endpoints, simulated: {}, endpoints: {urls: ['http://a:1',"
                                + " 'http://b:1']}}");

        assertThrows(
                IllegalArgumentException.class,
                () -> comparison(none, SizeComparison.At.SLO, true, 1, 2));
        var wrong =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> comparison(few, SizeComparison.At.SLO, true, 1, 4));
        assertEquals(
                "fleet.endpoints.urls has 2 servers, and 4 replicas are to be compared",
                wrong.getMessage());
    }

    private static double latency(SizeResult size) {
        RunSummary load = size.load();
        assertNotNull(load);
        return load.latency().e2e().fromIntended().p95();
    }

    private static SizesResult compare(Experiment experiment, boolean load, Integer... sizes)
            throws Exception {
        return comparison(experiment, SizeComparison.usual(experiment), load, sizes).run();
    }

    private static SizeComparison comparison(
            Experiment experiment, SizeComparison.At at, boolean load, Integer... sizes) {
        return new SizeComparison(
                StudyRig.virtual(),
                experiment,
                new SizeComparison.Request(new TreeSet<>(List.of(sizes)), at, load));
    }
}
