package io.spillway.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.Signal;
import io.spillway.metrics.Exposition.Sample;
import io.spillway.sim.http.EngineSpec;
import io.spillway.sim.http.FixedTiming;
import io.spillway.sim.http.LookAlikeServer;
import io.spillway.sim.http.SimulateSettings;

import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A page of vLLM 0.32.0 on a CPU under load, four requests at a time; help texts and creation times
 * are left out.
 */
class RealServerPageTest {

    private static final int MODEL_LENGTH = 2048;

    /** What comes only with a flag, or had another name before. */
    private static final Set<String> NOT_ON_THE_PAGE =
            Set.of(
                    "kv_block_idle_before_evict_seconds",
                    "kv_block_lifetime_seconds",
                    "kv_block_reuse_gap_seconds",
                    "corrupted_requests_total");

    @Test
    void everySeriesIsFound() throws Exception {
        ServerMetrics read = ServerMetrics.of(real(), "tiny");

        assertEquals(NameTable.VLLM, read.table());
        Set<String> missing =
                NameTable.VLLM.series().stream()
                        .map(Series::canonical)
                        .filter(
                                name ->
                                        !read.values().containsKey(name)
                                                && !read.histograms().containsKey(name))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(NOT_ON_THE_PAGE), missing);
        assertEquals(20, read.values().get(Signal.WAITING));
        assertEquals(4, read.values().get(Signal.RUNNING));
        assertEquals(4823, read.values().get(Signal.PROMPT_TOKENS));
        assertEquals(6875, read.values().get(Signal.GENERATION_TOKENS));
        assertEquals(43, read.values().get("request_success_total"));
        assertEquals(4096 * 128, blocks(read));
    }

    private static double blocks(ServerMetrics read) {
        return read.values().get("num_gpu_blocks") * read.values().get("block_size");
    }

    /** To the last bucket of the last histogram. */
    @Test
    void theLookAlikeHasTheSameSeries() throws Exception {
        var engine = new EngineSpec.Fixed(FixedTiming.parse("ttft=0,itl=0"), MODEL_LENGTH);
        try (var server = LookAlikeServer.start(SimulateSettings.of(0, engine));
                var client = HttpClient.newHttpClient()) {
            server.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
            URI base = URI.create("http://127.0.0.1:" + server.address().getPort());
            HttpRequest post =
                    HttpRequest.newBuilder(base.resolve("/v1/completions"))
                            .version(HttpClient.Version.HTTP_1_1)
                            .header("content-type", "application/json")
                            .POST(BodyPublishers.ofString("{\"prompt\":\"x\",\"max_tokens\":2}"))
                            .build();
            assertEquals(200, client.send(post, BodyHandlers.discarding()).statusCode());
            HttpRequest get =
                    HttpRequest.newBuilder(base.resolve("/metrics"))
                            .version(HttpClient.Version.HTTP_1_1)
                            .build();
            byte[] page = client.send(get, BodyHandlers.ofByteArray()).body();

            assertEquals(series(real()), series(parse(page)));
        }
    }

    /** Names with the labels that tell series apart. */
    private static Set<String> series(Exposition page) {
        Set<String> series = new TreeSet<>();
        for (Sample sample : page.samples()) {
            var labels = new TreeMap<>(sample.labels());
            labels.remove("model_name");
            boolean ours = sample.name().startsWith("vllm:") || sample.name().startsWith("http_");
            if (sample.name().equals("vllm:cache_config_info")) {
                labels.clear();
            }
            if (ours && !sample.name().endsWith("_created")) {
                series.add(sample.name() + labels);
            }
        }
        assertTrue(series.size() > 100, () -> "few: " + series);
        return series;
    }

    private static Exposition real() throws Exception {
        try (InputStream page =
                RealServerPageTest.class.getResourceAsStream("vllm-0.32.0-cpu.txt")) {
            return parse(Objects.requireNonNull(page).readAllBytes());
        }
    }

    private static Exposition parse(byte[] page) throws ExpositionException {
        return new ExpositionParser(ExpositionParser.Limits.DEFAULT).parse(page);
    }
}
