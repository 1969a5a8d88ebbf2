package io.spillway.sim.http;

import io.spillway.sim.EngineObserver;
import io.spillway.sim.InferenceEngine.FinishReason;
import io.spillway.sim.RequestTimeline;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a server counts, with vLLM's buckets. Gauges and token counters come from the engine when
 * the page is made. Confined to the server's loop.
 */
final class ServerMetrics implements EngineObserver {

    private static final double SECONDS = 1e-9;

    private static final double[] REQUEST_SECONDS = {
        .3, .5, .8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680
    };
    private static final double[] GAP_SECONDS = {
        .01, .025, .05, .075, .1, .15, .2, .3, .4, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80
    };
    private static final double[] HTTP_SECONDS = {.1, .5, 1};
    private static final double[] HIGH_RESOLUTION_SECONDS = {
        .01, .025, .05, .075, .1, .25, .5, .75, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 7.5, 10, 30, 60
    };

    final Histogram timeToFirstToken =
            new Histogram(
                    .001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10, 20,
                    40, 80, 160, 640, 2560);
    final Histogram interTokenLatency = new Histogram(GAP_SECONDS);
    final Histogram timePerOutputToken = new Histogram(GAP_SECONDS);
    final Histogram endToEnd = new Histogram(REQUEST_SECONDS);
    final Histogram queueTime = new Histogram(REQUEST_SECONDS);
    final Histogram inferenceTime = new Histogram(REQUEST_SECONDS);
    final Histogram prefillTime = new Histogram(REQUEST_SECONDS);
    final Histogram decodeTime = new Histogram(REQUEST_SECONDS);
    final Histogram iterationTokens =
            new Histogram(1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384);
    final Histogram promptTokens;
    final Histogram generationTokens;
    final Histogram maxGenerationTokens;
    final Histogram paramsMaxTokens;
    final Histogram prefillComputedTokens;
    final Histogram paramsN = new Histogram(1, 2, 5, 10, 20);
    final Histogram preemptions = new Histogram(1, 2, 3, 4, 5, 10, 20);
    final Histogram httpHighResolution = new Histogram(HIGH_RESOLUTION_SECONDS);
    private final Map<FinishReason, Long> ended = new EnumMap<>(FinishReason.class);
    private final Map<HttpKey, Count> http = new LinkedHashMap<>();
    private final Map<HttpRoute, Histogram> httpSeconds = new LinkedHashMap<>();
    private final Map<String, Bytes> httpBytes = new LinkedHashMap<>();

    ServerMetrics(int maxModelLen) {
        promptTokens = Histogram.oneTwoFive(maxModelLen);
        generationTokens = Histogram.oneTwoFive(maxModelLen);
        maxGenerationTokens = Histogram.oneTwoFive(maxModelLen);
        paramsMaxTokens = Histogram.oneTwoFive(maxModelLen);
        prefillComputedTokens = Histogram.oneTwoFive(maxModelLen);
    }

    @Override
    public void stepped(Step step) {
        long tokens = step.promptTokens() + step.generatedTokens();
        if (tokens > 0) {
            iterationTokens.observe((double) tokens);
        }
    }

    @Override
    public void firstToken(long ttftNanos) {
        timeToFirstToken.observe(ttftNanos * SECONDS);
    }

    @Override
    public void laterTokens(long gapNanos, long count) {
        interTokenLatency.observe(gapNanos * SECONDS, count);
    }

    @Override
    public void ended(RequestTimeline line) {
        endToEnd.observe((line.endNanos() - line.arrivedNanos()) * SECONDS);
        promptTokens.observe(line.promptTokens());
        generationTokens.observe(line.generatedTokens());
        maxGenerationTokens.observe(line.requestedTokens());
        paramsMaxTokens.observe(line.requestedTokens());
        preemptions.observe(line.preemptions());
        prefillComputedTokens.observe(line.promptTokens() - line.cachedTokens());
        if (line.scheduledNanos() >= 0) {
            queueTime.observe((line.scheduledNanos() - line.queuedNanos()) * SECONDS);
        }
        if (line.firstTokenNanos() >= 0) {
            double decode = (line.lastTokenNanos() - line.firstTokenNanos()) * SECONDS;
            prefillTime.observe((line.firstTokenNanos() - line.scheduledNanos()) * SECONDS);
            decodeTime.observe(decode);
            inferenceTime.observe((line.lastTokenNanos() - line.scheduledNanos()) * SECONDS);
            int gaps = line.generatedTokens() - 1;
            timePerOutputToken.observe(gaps > 0 ? decode / gaps : 0);
        }
    }

    /** An answer ended; {@code choices} is the {@code n} it was asked for with. */
    void requestEnded(FinishReason reason, int choices) {
        ended.merge(reason, 1L, Long::sum);
        paramsN.observe(choices);
    }

    long ended(FinishReason reason) {
        return ended.getOrDefault(reason, 0L);
    }

    /** The HTTP layer answered. */
    void http(HttpKey key, double seconds, long requestBytes, long responseBytes) {
        http.computeIfAbsent(key, _ -> new Count()).value++;
        httpSeconds.computeIfAbsent(key.route(), _ -> new Histogram(HTTP_SECONDS)).observe(seconds);
        httpBytes.computeIfAbsent(key.handler(), _ -> new Bytes()).add(requestBytes, responseBytes);
        httpHighResolution.observe(seconds);
    }

    Map<HttpKey, Count> http() {
        return http;
    }

    Map<HttpRoute, Histogram> httpSeconds() {
        return httpSeconds;
    }

    Map<String, Bytes> httpBytes() {
        return httpBytes;
    }

    /**
     * What requests are counted by.
     *
     * @param statusClass {@code 2xx}
     */
    record HttpKey(String handler, String method, String statusClass) {
        private HttpRoute route() {
            return new HttpRoute(handler, method);
        }
    }

    /** What their durations are kept by. */
    record HttpRoute(String handler, String method) {}

    /** A number that grows. */
    static final class Count {
        long value;
    }

    /** Sizes of one handler. */
    static final class Bytes {
        long count;
        long in;
        long out;

        private void add(long request, long response) {
            count++;
            in += request;
            out += response;
        }
    }
}
