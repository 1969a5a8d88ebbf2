package io.spillway.sim.http;

import io.spillway.sim.StartupModel;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * One look-alike server.
 *
 * @param host the address to listen on
 * @param port 0 for any free one
 * @param models the names it answers to; the first labels its metrics
 * @param startup how long connections are refused before it is ready
 * @param seed of everything random: request ids, chat lengths, texts
 */
public record SimulateSettings(
        String host,
        int port,
        List<String> models,
        EngineSpec engine,
        StartupModel startup,
        HttpOptions http,
        long seed) {

    public SimulateSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port is not between 0 and 65535: " + port);
        }
        models = List.copyOf(models);
        if (models.isEmpty()) {
            throw new IllegalArgumentException("a server needs a model name");
        }
    }

    /** A server on the loopback address that is ready at once, with vLLM's defaults. */
    public static SimulateSettings of(int port, EngineSpec engine) {
        return new SimulateSettings(
                "127.0.0.1",
                port,
                List.of(engine.defaultModel()),
                engine,
                StartupModel.fixed(Duration.ZERO),
                HttpOptions.DEFAULT,
                0);
    }

    public SimulateSettings withPort(int newPort) {
        return new SimulateSettings(host, newPort, models, engine, startup, http, seed);
    }

    public SimulateSettings withHost(String newHost) {
        return new SimulateSettings(newHost, port, models, engine, startup, http, seed);
    }

    public SimulateSettings withModels(List<String> newModels) {
        return new SimulateSettings(host, port, newModels, engine, startup, http, seed);
    }

    public SimulateSettings withEngine(EngineSpec newEngine) {
        return new SimulateSettings(host, port, models, newEngine, startup, http, seed);
    }

    public SimulateSettings withStartup(StartupModel newStartup) {
        return new SimulateSettings(host, port, models, engine, newStartup, http, seed);
    }

    public SimulateSettings withHttp(HttpOptions newHttp) {
        return new SimulateSettings(host, port, models, engine, startup, newHttp, seed);
    }

    public SimulateSettings withSeed(long newSeed) {
        return new SimulateSettings(host, port, models, engine, startup, http, newSeed);
    }

    /**
     * How it speaks HTTP.
     *
     * @param apiKey guards {@code /v1}; null for none
     * @param stream what streams look like
     * @param promptTokensDetails whether usage tells of tokens from the prefix cache
     * @param keepAlive idle connections are closed after this time
     * @param shutdownTimeout how long a stop waits for requests under way; 0 aborts them
     * @param log when every part of an answer was sent
     */
    public record HttpOptions(
            MetricsFlavour flavour,
            @Nullable String apiKey,
            StreamShape stream,
            boolean promptTokensDetails,
            Duration keepAlive,
            Duration shutdownTimeout,
            SendLogging log) {

        /** As vLLM's server is by default; send times are kept in memory. */
        public static final HttpOptions DEFAULT =
                new HttpOptions(
                        MetricsFlavour.PYTHON,
                        null,
                        StreamShape.PLAIN,
                        false,
                        Duration.ofSeconds(5),
                        Duration.ZERO,
                        new SendLogging(true, null));

        public HttpOptions {
            if (keepAlive.isNegative() || keepAlive.isZero() || shutdownTimeout.isNegative()) {
                throw new IllegalArgumentException("keep-alive and shutdown timeout are too short");
            }
        }

        public HttpOptions withFlavour(MetricsFlavour newFlavour) {
            return new HttpOptions(
                    newFlavour,
                    apiKey,
                    stream,
                    promptTokensDetails,
                    keepAlive,
                    shutdownTimeout,
                    log);
        }

        public HttpOptions withApiKey(@Nullable String newApiKey) {
            return new HttpOptions(
                    flavour,
                    newApiKey,
                    stream,
                    promptTokensDetails,
                    keepAlive,
                    shutdownTimeout,
                    log);
        }

        public HttpOptions withStream(StreamShape newStream) {
            return new HttpOptions(
                    flavour,
                    apiKey,
                    newStream,
                    promptTokensDetails,
                    keepAlive,
                    shutdownTimeout,
                    log);
        }

        public HttpOptions withPromptTokensDetails(boolean details) {
            return new HttpOptions(
                    flavour, apiKey, stream, details, keepAlive, shutdownTimeout, log);
        }

        public HttpOptions withTimeouts(Duration newKeepAlive, Duration newShutdownTimeout) {
            return new HttpOptions(
                    flavour,
                    apiKey,
                    stream,
                    promptTokensDetails,
                    newKeepAlive,
                    newShutdownTimeout,
                    log);
        }

        public HttpOptions withLog(SendLogging newLog) {
            return new HttpOptions(
                    flavour,
                    apiKey,
                    stream,
                    promptTokensDetails,
                    keepAlive,
                    shutdownTimeout,
                    newLog);
        }

        /** Keeps the key out of every log. */
        @Override
        public String toString() {
            return "HttpOptions[%s, %s]".formatted(flavour, stream);
        }
    }

    /**
     * Where send times are kept.
     *
     * @param inMemory for {@code GET /admin/log}
     * @param file JSON lines, one an answer; null for none
     */
    public record SendLogging(boolean inMemory, @Nullable Path file) {}
}
