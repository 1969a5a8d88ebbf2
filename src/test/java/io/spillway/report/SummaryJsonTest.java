package io.spillway.report;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.spillway.analysis.Dist;
import io.spillway.analysis.RunSummary;
import io.spillway.analysis.ServerView;
import io.spillway.analysis.Verdict;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.StartPhase;
import io.spillway.record.Effect;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

class SummaryJsonTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Dist DIST = new Dist(0.1 + 0.2, 0.1, 0.25, 0.4, 0.5, 0.6, 0.7, 12);

    static RunSummary small(
            RunSummary.@Nullable Slo slo,
            RunSummary.@Nullable Scaling scaling,
            RunSummary.@Nullable FromBoth ttft) {
        var requests =
                new RunSummary.Requests(
                        13, 13, 12, 1, new TreeMap<>(Map.of("http-503", 1L)), 0, 0, null);
        var latency =
                new RunSummary.Latency(
                        ttft,
                        ttft == null ? null : DIST,
                        ttft == null ? null : Dist.UNMEASURED,
                        new RunSummary.FromBoth(DIST, DIST),
                        DIST);
        var throughput = new RunSummary.Throughput(12.6, 3236, 9708, slo == null ? null : 12.1);
        var beside =
                slo == null
                        ? RunSummary.Beside.NOTHING
                        : new RunSummary.Beside(
                                new RunSummary.Steady(5, 60, 9, 1, 12.5, 3000, latency),
                                List.of(
                                        new ServerView(
                                                ServerView.POLLING,
                                                60,
                                                Map.of("prompt_tokens_total", 460801.0),
                                                Map.of(
                                                        "num_requests_waiting",
                                                        new ServerView.Tail(1, 2, 3, Double.NaN)),
                                                List.of("a \"sentence\""))));
        return new RunSummary(
                new RunSummary.Identity(
                        "r-1", Instant.parse("2026-01-15T10:00:00Z"), RunSummary.Clock.LIVE, 7),
                71.2,
                new RunSummary.Validity(
                        false,
                        List.of("a \"doubt\" <b>"),
                        List.of(new Verdict("V1", Verdict.Level.WARN, "late"))),
                requests,
                latency,
                new RunSummary.Tokens(460800, 230400),
                throughput,
                slo,
                new RunSummary.Replicas(
                        1,
                        3,
                        2.1,
                        149.5,
                        171,
                        List.of(
                                new RunSummary.ReplicaShare(
                                        new ReplicaId("sim-1"), "http://h:1", 1, 8, 0.6, 0.61),
                                new RunSummary.ReplicaShare(
                                        new ReplicaId("sim-2"), null, Double.NaN, 5, 0.4, 0.39))),
                scaling,
                List.of(
                        new RunSummary.Stage(
                                0, 5.0, 4.9, 0, 30, requests, latency, throughput, slo),
                        new RunSummary.Stage(
                                1, null, Double.NaN, 30, 60, requests, latency, throughput, null)),
                beside,
                new RunSummary.Environment("0.1.0", "25", 2, "Linux"));
    }

    static RunSummary full() {
        var targets = new LinkedHashMap<String, Double>();
        targets.put("ttft_p95", 2.0);
        targets.put("error_rate", 0.01);
        var measured = new LinkedHashMap<String, Double>();
        measured.put("ttft_p95", 0.5);
        measured.put("error_rate", Double.NaN);
        var scaling =
                new RunSummary.Scaling(
                        "queue-threshold",
                        14,
                        new Effect(
                                5.5, Double.NaN, new Effect.Window(7, 12), Effect.Window.UNKNOWN),
                        List.of(new RunSummary.ScalingEvent(10, 1, 2, "waiting 7 > 1")),
                        List.of(
                                new RunSummary.Waterfall(
                                        new ReplicaId("sim-2"),
                                        List.of(
                                                new RunSummary.Phase(StartPhase.DETECT, 10),
                                                new RunSummary.Phase(
                                                        StartPhase.FIRST_TOKEN, 16.25)))));
        return small(
                new RunSummary.Slo(targets, measured, 0.971, null),
                scaling,
                new RunSummary.FromBoth(DIST, DIST));
    }

    @Test
    void whatIsWrittenReadsBackAsTheSame() throws IOException {
        RunSummary summary = full();
        RunSummary back = SummaryJson.read(SummaryJson.write(summary));
        assertEquals(SummaryJson.write(summary), SummaryJson.write(back));
        assertEquals(summary.slo(), back.slo());
        assertEquals(summary.scaling(), back.scaling());
        assertEquals(summary.replicas(), back.replicas());
        assertEquals(summary.requests(), back.requests());
        assertEquals(summary.beside().servers(), back.beside().servers());
    }

    @Test
    void hasTheKeysOfTheContractInItsOrder() throws IOException {
        JsonNode json = MAPPER.readTree(SummaryJson.write(full()));
        assertEquals(
                List.of(
                        "schema",
                        "run_id",
                        "started_at",
                        "duration_seconds",
                        "clock",
                        "seed",
                        "valid",
                        "doubts",
                        "verdicts",
                        "requests",
                        "latency_seconds",
                        "tokens",
                        "throughput",
                        "slo",
                        "replicas",
                        "scaling",
                        "stages",
                        "steady_state",
                        "server_side",
                        "environment"),
                keys(json));
        assertEquals(
                List.of("mean", "min", "p50", "p90", "p95", "p99", "max", "count"),
                keys(json.at("/latency_seconds/ttft/from_intended")));
        assertEquals(
                List.of("min", "max", "average", "ready_seconds", "paid_seconds", "by_replica"),
                keys(json.get("replicas")));
        assertEquals(
                List.of("policy", "checks", "effect", "events", "waterfalls"),
                keys(json.get("scaling")));
        assertEquals(7, json.at("/scaling/effect/worst_from_seconds").asDouble());
        assertEquals("scale-out", json.at("/scaling/events/0/action").asText());
        assertEquals("first-token", json.at("/scaling/waterfalls/0/phases/1/phase").asText());
        assertEquals("live", json.get("clock").asText());
    }

    private static List<String> keys(JsonNode node) {
        return node.properties().stream().map(Map.Entry::getKey).toList();
    }

    @Test
    void leavesOutWhatIsNotApplicable() throws IOException {
        JsonNode json = MAPPER.readTree(SummaryJson.write(small(null, null, null)));
        assertFalse(json.has("slo"));
        assertFalse(json.has("scaling"));
        assertFalse(json.get("latency_seconds").has("ttft"));
        assertFalse(json.get("latency_seconds").has("tpot"));
        assertFalse(json.get("throughput").has("goodput_requests_per_second"));
        assertFalse(json.at("/stages/1").has("requested_rate"));
        assertFalse(json.at("/replicas/by_replica/1").has("endpoint"));
        assertFalse(json.get("requests").has("excluded"));
    }

    @Test
    void saysNullForWhatCouldNotBeMeasured() throws IOException {
        JsonNode json = MAPPER.readTree(SummaryJson.write(full()));
        assertAll(
                () -> assertTrue(json.at("/latency_seconds/tpot").isNull()),
                () -> assertTrue(json.at("/slo/met").isNull()),
                () -> assertTrue(json.at("/slo/measured/error_rate").isNull()),
                () -> assertTrue(json.at("/scaling/effect/settled_ttft_p95").isNull()),
                () -> assertTrue(json.at("/stages/1/achieved_rate").isNull()));
    }

    @Test
    void numbersAreWithoutBinaryNoiseAndLinesEndInLineFeeds() {
        String text = SummaryJson.write(full());
        assertTrue(text.contains("\"mean\": 0.3,"), text);
        assertTrue(text.contains("\"scheduled\": 13,"), text);
        assertTrue(text.contains("\"duration_seconds\": 71.2,"), text);
        assertTrue(text.contains("\"output_tokens_per_second\": 3236.0,"), text);
        assertFalse(text.contains("\r"));
        assertTrue(text.endsWith("}\n"));
    }

    @Test
    void decimalsKeepNanosecondsAndDropTheRest() {
        assertEquals("0.000000001", Json.compact(1e-9));
        assertEquals("12.345678901", Json.compact(12.345678901));
        assertEquals("100.0", Json.compact(100.0));
        assertNull(Json.decimal(Double.NaN));
        assertNull(Json.decimal(Double.POSITIVE_INFINITY));
    }

    @Test
    void anyTextSurvivesAndNoneCanEndAScript() throws IOException {
        var random = new SplittableRandom(11);
        for (int i = 0; i < 500; i++) {
            var text = new StringBuilder("</script>");
            for (int j = 0; j < 20; j++) {
                int c = random.nextInt(random.nextBoolean() ? 0x80 : 0x11000);
                text.append(c >= 0xd800 && c <= 0xdfff ? "?" : Character.toString(c));
            }
            String json = new Json().put("k", text.toString()).compact();
            assertFalse(json.contains("<"), "seed 11, round " + i);
            assertEquals(text.toString(), MAPPER.readTree(json).get("k").textValue());
        }
    }

    @Test
    void readsDocumentsWithoutTheWindowsOfTheEffect() throws IOException {
        String text =
                SummaryJson.write(full())
                        .replaceAll("\\s*\"(worst|settled)_(from|to)_seconds\": [^,\\n]+,?", "")
                        .replaceAll("(\"settled_ttft_p95\": null),", "$1");
        RunSummary.Scaling scaling = SummaryJson.read(text).scaling();
        assertEquals(5.5, scaling == null ? 0 : scaling.effect().worstTtftP95Seconds());
        assertFalse(scaling == null || scaling.effect().worst().isKnown());
    }

    @Test
    void refusesOtherSchemasAndNamesMissingKeys() {
        assertTrue(
                assertThrows(IOException.class, () -> SummaryJson.read("{\"schema\":\"x\"}"))
                        .getMessage()
                        .contains("schema"));
        assertThrows(IOException.class, () -> SummaryJson.read("not json"));
        String text = SummaryJson.write(full()).replace("\"succeeded\"", "\"succeded\"");
        assertTrue(
                assertThrows(IOException.class, () -> SummaryJson.read(text))
                        .getMessage()
                        .contains("succeeded"));
    }
}
