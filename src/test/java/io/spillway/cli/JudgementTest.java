package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/** What scaling was worth is said where a replica's capacity is known. */
class JudgementTest {

    @TempDir Path folder;

    @Test
    void ofASimulatedFleetItIsMeasured() throws Exception {
        JsonNode judgement = demo("--fleet.cost_per_replica_hour", "2.5").path("judgement");

        JsonNode oracle = judgement.path("oracle");
        double paid = judgement.path("paid_seconds").asDouble();
        assertTrue(oracle.path("zero_delay").asDouble() <= oracle.path("with_start_up").asDouble());
        assertTrue(
                oracle.path("with_start_up").asDouble() <= oracle.path("best_static").asDouble());
        assertEquals(
                (paid - oracle.path("with_start_up").asDouble())
                        / oracle.path("with_start_up").asDouble(),
                judgement.path("regret").asDouble(),
                1e-6);
        assertTrue(judgement.at("/ready/timeshare_under").asDouble() > 0, judgement::toString);
        assertEquals(paid / 3600 * 2.5, judgement.at("/cost/total").asDouble(), 1e-6);
        assertTrue(judgement.at("/cost/per_million_good_tokens").asDouble() > 0);
        assertEquals(paid / 7, judgement.at("/cost/gpu_seconds").asDouble(), 1e-6);
        String page = Files.readString(folder.resolve("report.html"));
        assertTrue(page.contains("oracle: knows the load, starts as we do"));
        assertTrue(page.contains("At the given price"));
    }

    @Test
    void aCapacityInTheFileIsTaken() throws Exception {
        JsonNode plenty = demo("--fleet.capacity_per_replica", "1000").path("judgement");

        assertEquals(0, plenty.at("/ready/timeshare_under").asDouble());
        assertEquals(
                plenty.at("/oracle/zero_delay").asDouble(),
                plenty.at("/oracle/best_static").asDouble(),
                "one replica is enough all along");
    }

    private JsonNode demo(String... more) throws Exception {
        var arguments = new String[5 + more.length];
        System.arraycopy(
                new String[] {"demo", "--fast", "--json", "--out", folder.toString()},
                0,
                arguments,
                0,
                5);
        System.arraycopy(more, 0, arguments, 5, more.length);
        Cli.Ended ended = Cli.run(arguments);
        assertTrue(ended.code() == 0 || ended.code() == 3, ended::all);
        return Cli.JSON.readTree(ended.out());
    }
}
