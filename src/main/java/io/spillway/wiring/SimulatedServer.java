package io.spillway.wiring;

import io.spillway.config.ConfigException;
import io.spillway.config.ConfigProblem;
import io.spillway.config.Origin;
import io.spillway.config.SimulatedConfig;
import io.spillway.config.Suggestions;
import io.spillway.sim.EngineProfile;
import io.spillway.sim.EngineTuning;
import io.spillway.sim.StartupModel;
import io.spillway.sim.http.EngineSpec;
import io.spillway.sim.http.FixedTiming;
import io.spillway.sim.http.LookAlikeServer;
import io.spillway.sim.http.MetricsFlavour;
import io.spillway.sim.http.SimulateSettings;
import io.spillway.sim.http.StreamShape;
import io.spillway.study.RunFailedException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One look-alike server of its own. */
public final class SimulatedServer implements AutoCloseable {

    public static final String DEFAULT_PROFILE = SimulatedConfig.DEFAULT_PROFILE;

    private static final int FIXED_MODEL_LEN = 131_072;

    private final LookAlikeServer server;
    private final SimulateSettings settings;
    private final String engine;

    /** What a user may say about it. */
    public record Options(
            String host,
            int port,
            List<String> models,
            String profile,
            @Nullable String fixed,
            @Nullable Integer maxNumSeqs,
            @Nullable Integer maxModelLen,
            Duration startup,
            @Nullable String apiKey,
            Stream stream,
            boolean openMetrics,
            @Nullable Path logFile,
            long seed) {}

    /** The shape of streams: tokens per event, line ends, bytes per write (0: whole events). */
    public record Stream(int interval, boolean crlf, int splitBytes) {}

    private SimulatedServer(LookAlikeServer server, SimulateSettings settings, String engine) {
        this.server = server;
        this.settings = settings;
        this.engine = engine;
    }

    /**
     * Starts it; it listens when its start-up time is over.
     *
     * @throws ConfigException when an option makes no sense
     */
    public static SimulatedServer start(Options options) throws RunFailedException {
        EngineSpec engine = engine(options);
        try {
            var http =
                    SimulateSettings.HttpOptions.DEFAULT
                            .withApiKey(options.apiKey)
                            .withStream(
                                    new StreamShape(
                                            options.stream.crlf,
                                            options.stream.interval,
                                            options.stream.splitBytes))
                            .withFlavour(
                                    options.openMetrics
                                            ? MetricsFlavour.RUST
                                            : MetricsFlavour.PYTHON)
                            .withLog(new SimulateSettings.SendLogging(true, options.logFile));
            SimulateSettings settings =
                    SimulateSettings.of(options.port, engine)
                            .withHost(options.host)
                            .withStartup(StartupModel.fixed(options.startup))
                            .withHttp(http)
                            .withSeed(options.seed);
            if (!options.models.isEmpty()) {
                settings = settings.withModels(options.models);
            }
            if (options.fixed != null) {
                Rehearsal.once();
            }
            return new SimulatedServer(
                    LookAlikeServer.start(settings), settings, describe(options));
        } catch (BindException taken) {
            throw new RunFailedException(
                    "port %d on %s is taken; choose another with --port"
                            .formatted(options.port, options.host),
                    taken);
        } catch (IOException | IllegalArgumentException wrong) {
            throw new RunFailedException(String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private static EngineSpec engine(Options options) {
        if (options.fixed != null) {
            int length = options.maxModelLen == null ? FIXED_MODEL_LEN : options.maxModelLen;
            try {
                return new EngineSpec.Fixed(FixedTiming.parse(options.fixed), length);
            } catch (IllegalArgumentException wrong) {
                throw refused("--fixed", null, wrong.getMessage(), null);
            }
        }
        List<String> profiles = EngineProfile.names();
        if (!profiles.contains(options.profile)) {
            throw refused(
                    "--profile",
                    options.profile,
                    "allowed: " + String.join(", ", profiles),
                    Suggestions.nearest(options.profile, profiles));
        }
        EngineProfile profile = EngineProfile.named(options.profile);
        EngineTuning tuning = EngineTuning.NONE;
        if (options.maxNumSeqs != null) {
            tuning = tuning.withMaxNumSeqs(options.maxNumSeqs);
        }
        if (options.maxModelLen != null) {
            tuning = tuning.withMaxModelLen(options.maxModelLen);
        }
        try {
            tuning.on(profile);
        } catch (IllegalArgumentException wrong) {
            throw refused("--max-model-len", null, wrong.getMessage(), null);
        }
        return new EngineSpec.Modelled(profile, tuning);
    }

    private static ConfigException refused(
            String option,
            @Nullable String found,
            @Nullable String fix,
            @Nullable String suggestion) {
        return new ConfigException(
                List.of(
                        new ConfigProblem(
                                new Origin.Option(option),
                                "",
                                found,
                                String.valueOf(fix),
                                suggestion)));
    }

    private static String describe(Options options) {
        return options.fixed != null
                ? "fixed times " + options.fixed
                : EngineProfile.named(options.profile).label();
    }

    /** One sentence about what is served where. */
    public String describe() {
        return "Serving %s (%s) on http://%s:%d; Ctrl-C ends it."
                .formatted(
                        String.join(", ", settings.models()),
                        engine,
                        settings.host(),
                        server.address().getPort());
    }

    @Override
    public void close() {
        server.close();
    }
}
