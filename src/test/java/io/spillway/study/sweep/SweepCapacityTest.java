package io.spillway.study.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.config.Experiment;
import io.spillway.study.ExperimentRunner;
import io.spillway.study.FixedServer;
import io.spillway.study.RunFailedException;
import io.spillway.study.StudyRig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

/** Engines of known capacity, on the virtual clock. */
class SweepCapacityTest {

    private static final String SERVER =
            """
            server: {base_url: "http://localhost:8000"}
            fleet: {actuator: simulated, simulated: {profile: %s, startup: 0s}}
            data:
              type: synthetic
              input_distribution: {mean: 256, std_dev: 64, min: 32, max: 1024}
              output_distribution: {mean: %d, std_dev: %d, min: 16, max: 4096}
            load:
              type: poisson
              stages: [{rate: 1, duration: 1}]
              sweep: {num_requests: 1200, timeout: 60, run_stages: false, max_duration: %d}
            """;

    @Test
    void findsTheCapacityOfFixedSlots() throws Exception {
        var server = new FixedServer(16, Duration.ofMillis(250));

        SweepResult result = sweep(server, SERVER.formatted("h100-llama-3.1-8b", 64, 0, 600));

        var found = assertInstanceOf(Saturation.Found.class, result.saturation());
        assertEquals(64, server.capacity());
        assertEquals(64, found.requestsPerSecond(), 6.4);
        assertTrue(found.low() <= 64.5 && found.high() >= 63.5, found::toString);
        assertEquals(0.7 * found.requestsPerSecond(), found.recommendedLow());
        assertTrue(result.spentSeconds() <= 600);
        Double burst = result.burst().requestsPerSecond();
        assertNotNull(burst);
        // 62 to 64 requests end in every second of the burst's 18.75 s.
        assertEquals(64, burst, 4);
    }

    @ParameterizedTest
    @CsvSource({
        "a100-llama-3.1-8b, 128, 32, 3600",
        "mig-1g.12gb-llama-3.2-3b, 128, 32, 3600",
        "mig-1g.12gb-llama-3.2-3b, 1000, 100, 14400",
    })
    void findsTheCapacityOfAnEngine(String profile, int output, int deviation, int seconds)
            throws Exception {
        String yaml = SERVER.formatted(profile, output, deviation, seconds);

        SweepResult result = sweep(StudyRig.virtual().runner(), yaml);

        var found = assertInstanceOf(Saturation.Found.class, result.saturation());
        double known = capacity(yaml, found.users());
        assertEquals(known, found.requestsPerSecond(), 0.1 * known);
        assertTrue(found.low() <= found.requestsPerSecond());
        assertTrue(result.spentSeconds() <= seconds);
    }

    /** Completions per second over two hours at twice the users of the plateau. */
    private static double capacity(String yaml, int users) throws Exception {
        Experiment experiment = StudyRig.experiment(yaml);
        var probe = new LevelProbe(new Probes(StudyRig.virtual()), experiment);
        return probe.measure(new LevelPlan(2 * users, 60, 120, 3600, 60, LevelPlan.Enough.NEVER))
                .requestsPerSecond();
    }

    private static SweepResult sweep(ExperimentRunner runner, String yaml, String... overrides)
            throws RunFailedException, InterruptedException {
        return new Sweep(StudyRig.on(runner), StudyRig.experiment(yaml, overrides)).run();
    }

    @Test
    void aServerThatNeverAnswersEndsWithinTheBoundAndHasNoPlateau() throws Exception {
        var server = new FixedServer(0, Duration.ofSeconds(1));

        SweepResult result = sweep(server, SERVER.formatted("h100-llama-3.1-8b", 64, 0, 120));

        var none = assertInstanceOf(Saturation.NoPlateau.class, result.saturation());
        assertEquals(0, none.atLeast());
        assertTrue(none.why().startsWith("no request ended within"), none.why());
        assertTrue(result.spentSeconds() <= 120);
        assertNull(result.burst().requestsPerSecond());
        assertTrue(result.stageRates().isEmpty());
    }

    @Test
    void aServerThatTimesOutUnderLoadHasNoPlateau() throws Exception {
        // Four slots of 2 s: from nine users on, whoever waits for two others is too late.
        var server = new FixedServer(4, Duration.ofSeconds(2));

        SweepResult result =
                sweep(
                        server,
                        SERVER.formatted("h100-llama-3.1-8b", 64, 0, 300),
                        "--load.request_timeout=3s");

        var none = assertInstanceOf(Saturation.NoPlateau.class, result.saturation());
        assertTrue(none.why().contains("timeout"), none.why());
        assertTrue(none.atLeast() <= server.capacity() * 1.1, none::toString);
        assertTrue(result.spentSeconds() <= 300);
        assertTrue(
                SweepTable.lines(result).stream().anyMatch(line -> line.startsWith("No plateau")));
    }

    @Test
    void theSearchStaysWithinItsTimeEvenWhereThatIsTooShort() throws Exception {
        var server = new FixedServer(64, Duration.ofSeconds(20));

        SweepResult result = sweep(server, SERVER.formatted("h100-llama-3.1-8b", 64, 0, 200));

        assertInstanceOf(Saturation.NoPlateau.class, result.saturation());
        assertTrue(result.spentSeconds() <= 200, () -> "spent " + result.spentSeconds());
    }

    @Test
    void announcesItsBound() {
        Experiment experiment =
                StudyRig.experiment(SERVER.formatted("h100-llama-3.1-8b", 64, 0, 300));

        SweepPlan plan = new Sweep(StudyRig.virtual(), experiment).plan();

        assertEquals(300, plan.searchSeconds());
        assertEquals(64, plan.burstSeconds());
        assertEquals(0, plan.stageSeconds());
        assertEquals(
                "The sweep takes at most 6 min 4 s of load, and the time its replicas take to"
                        + " start:",
                plan.lines().getFirst());
    }
}
