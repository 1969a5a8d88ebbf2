package io.spillway.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

class PrometheusServerTest {
    private static final Instant FROM = Instant.parse("2026-01-15T10:00:00Z");
    private static final PrometheusServer.Window WINDOW =
            new PrometheusServer.Window(FROM, FROM.plusSeconds(60), FROM.plusMillis(77_500));

    private final FakePrometheus fake;

    PrometheusServerTest() throws IOException {
        fake = new FakePrometheus();
    }

    @AfterEach
    void close() {
        fake.close();
    }

    private ServerTotals ask(URI url, NameTable table, String... filters) throws Exception {
        try (var server =
                new PrometheusServer(
                        new PrometheusServer.Settings(
                                url, Duration.ofSeconds(15), List.of(filters), table, "m"))) {
            return server.ask(WINDOW);
        }
    }

    @Test
    void countersGaugesAndHistogramsAreTakenOverAllSeries() throws Exception {
        fake.counter("vllm:prompt_tokens_total", 640)
                .counter("vllm:e2e_request_latency_seconds_sum", 55)
                .buckets(
                        "vllm:e2e_request_latency_seconds_bucket",
                        "0.5",
                        "20",
                        "1.0",
                        "100",
                        "+Inf",
                        "100")
                .gauge("vllm:num_requests_waiting", "1", "3", "NaN");
        ServerTotals totals = ask(fake.url(), NameTable.VLLM);
        assertEquals(OptionalDouble.of(640), totals.increment("prompt_tokens_total"));
        assertEquals(OptionalDouble.of(0.55), totals.mean("e2e_request_latency_seconds"));
        assertEquals(
                0.5 + 0.5 * 30 / 80,
                totals.quantile("e2e_request_latency_seconds", 0.5).orElseThrow(),
                1e-9);
        assertEquals(List.of(1.0, 3.0), totals.gauges().get("num_requests_waiting"));
    }

    @Test
    void whatIsMissingIsAbsentAndNeverZero() throws Exception {
        fake.counter("vllm:prompt_tokens_total", 0).silent("vllm:generation_tokens_total");
        ServerTotals totals = ask(fake.url(), NameTable.VLLM);
        assertEquals(OptionalDouble.of(0), totals.increment("prompt_tokens_total"));
        assertEquals(OptionalDouble.empty(), totals.increment("generation_tokens_total"));
        assertEquals(OptionalDouble.empty(), totals.increment("num_preemptions_total"));
        assertEquals(OptionalDouble.empty(), totals.mean("time_to_first_token_seconds"));
        assertEquals(OptionalDouble.empty(), totals.quantile("time_to_first_token_seconds", 0.5));
    }

    @Test
    void olderNamesAreFoundWhereTheNewOnesAreNot() throws Exception {
        fake.gauge("vllm:gpu_cache_usage_perc", "0.5");
        assertEquals(
                List.of(0.5), ask(fake.url(), NameTable.VLLM).gauges().get("kv_cache_usage_perc"));
    }

    @Test
    void theWindowIsTheRunAndScrapesAfterItMayTellOfItsEnd() throws Exception {
        fake.counter("vllm:prompt_tokens_total", 1).gauge("vllm:num_requests_waiting", "1");
        ask(fake.url(), NameTable.VLLM, "namespace=\"x\"");
        Map<String, String> counter =
                fake.asked().stream()
                        .filter(each -> each.containsKey("time"))
                        .findFirst()
                        .orElseThrow();
        assertEquals("1768471277.500", counter.get("time"));
        String query = counter.get("query");
        assertTrue(query.startsWith("sum("), query);
        assertTrue(query.contains("[77500ms]") && query.contains("offset 77500ms"), query);
        assertTrue(query.contains("{namespace=\"x\",model_name=\"m\"}"), query);
        Map<String, String> gauge =
                fake.asked().stream()
                        .filter(each -> each.containsKey("step"))
                        .findFirst()
                        .orElseThrow();
        assertEquals("1768471200.000", gauge.get("start"));
        assertEquals("1768471260.000", gauge.get("end"));
        assertEquals("15.000", gauge.get("step"));
        assertTrue(gauge.get("query").startsWith("sum("), gauge.get("query"));
    }

    @Test
    void seriesWithoutAModelCountAllTheSame() throws Exception {
        fake.counter("vllm:prompt_tokens_total", 5).withoutModels();
        assertEquals(
                OptionalDouble.of(5),
                ask(fake.url(), NameTable.VLLM).increment("prompt_tokens_total"));
        assertFalse(fake.asked().getLast().get("query").contains("model_name"));
    }

    @Test
    void textGenerationInferenceIsAskedByItsOwnNames() throws Exception {
        fake.counter("tgi_request_input_length_sum", 7).gauge("tgi_queue_size", "2");
        ServerTotals totals = ask(fake.url(), NameTable.TGI);
        assertEquals(OptionalDouble.of(7), totals.increment("prompt_tokens_total"));
        assertEquals(List.of(2.0), totals.gauges().get("num_requests_waiting"));
    }

    @Test
    void aServerThatKnowsNothingOfTheRunSaysSo() {
        IOException silent =
                assertThrows(IOException.class, () -> ask(fake.url(), NameTable.VLLM, "pod=\"p\""));
        assertTrue(
                silent.getMessage()
                        .endsWith("knows no series of vllm with pod=\"p\" in the time of the run"),
                silent.getMessage());
    }

    @Test
    void aServerThatIsNotThereSaysSo() throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        URI nobody = URI.create("http://127.0.0.1:" + port);
        IOException gone = assertThrows(IOException.class, () -> ask(nobody, NameTable.VLLM));
        assertEquals(nobody + " cannot be asked: connection refused", gone.getMessage());
    }
}
